/// What a vocabulary's tokens do in one state of a rule, whatever is below it on the stack.
final class Reach: Sendable {
    struct Key: Hashable, Sendable {
        let state: Int32
        let count: Int32
        let tree: Int32
    }

    /// Those that the rule takes whole: as a list while they are few, as bits when they are many.
    let tokens: [Int32]
    let bits: [UInt64]
    /// The tokens that the rule takes a part of, by what is left for the rules below.
    let rests: ByteTree

    private static let fewestForBits = 300

    init(_ taken: [Int32], _ rests: [(bytes: ArraySlice<UInt8>, token: Int32)], of count: Int) {
        self.rests = ByteTree(rests)
        guard taken.count >= Self.fewestForBits else {
            tokens = taken
            bits = []
            return
        }
        var mask = TokenMask(count: count)
        for token in taken { mask[Int(token)] = true }
        tokens = []
        bits = mask.words
    }

    func add(to mask: inout TokenMask) {
        for token in tokens { mask.words[Int(token) >> 6] |= 1 << UInt64(token & 63) }
        if !bits.isEmpty { mask.formUnion(bits) }
    }
}
