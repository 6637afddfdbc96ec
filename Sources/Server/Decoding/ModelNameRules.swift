/// What may stand in a request as a model's name. Names go into backends' addresses and into headers: the backends
/// encode them, and nothing that could mean something else there comes so far.
enum ModelNameRules {
    /// What is wrong with the name (`must …`); nil for nothing.
    static func problem(with name: String) -> String? {
        if name.isEmpty { return "must not be empty" }
        if name.utf8.count > 512 { return "must be at most 512 bytes long" }
        if hasControls(name) {
            return "must not hold control characters"
        }
        if name.utf8.contains(UInt8(ascii: "\\")) { return "must not hold a backslash" }
        guard name.utf8.contains(UInt8(ascii: ".")) else { return nil }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if parts.contains(where: { $0.elementsEqual("..".utf8) || $0.elementsEqual(".".utf8) }) {
            return "must not hold '.' or '..' between slashes"
        }
        return nil
    }

    /// Control characters are U+0000 to U+001F and U+007F to U+009F, the latter C2 80 to C2 9F in UTF-8.
    private static func hasControls(_ name: String) -> Bool {
        var previous: UInt8 = 0
        for byte in name.utf8 {
            if byte < 0x20 || byte == 0x7f || (previous == 0xc2 && byte < 0xa0) { return true }
            previous = byte
        }
        return false
    }
}
