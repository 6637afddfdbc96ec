// Made by scripts/unicode-tables of Unicode 16.0.0.

extension UnicodeData {
    /// The script Han: distance from the last range's end, and length.
    static let hanRanges: StaticString = """
        96o,q 1,2h c,5y 1b,1 1,1 p,9 e,4 qs,534 1s,g74 hkw,a6 2,2y n48,2 c,2 sge,wyo w,37e 6,66 2,4g2 e,5rl f,ha 1wi\
        ,f2 15u,3t7 5,38g
        """
}
