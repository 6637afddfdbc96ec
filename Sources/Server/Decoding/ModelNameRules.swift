/// What may stand in a request as a model's name. Names go into backends' addresses and into headers: the backends
/// encode them, and nothing that could mean something else there comes so far.
enum ModelNameRules {
    /// What is wrong with the name (`must …`); nil for nothing.
    static func problem(with name: String) -> String? {
        if name.isEmpty { return "must not be empty" }
        if name.utf8.count > 512 { return "must be at most 512 bytes long" }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "must not hold control characters"
        }
        if name.utf8.contains(UInt8(ascii: "\\")) { return "must not hold a backslash" }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if parts.contains(where: { $0.elementsEqual("..".utf8) || $0.elementsEqual(".".utf8) }) {
            return "must not hold '.' or '..' between slashes"
        }
        return nil
    }
}
