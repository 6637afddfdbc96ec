/// The part of an address after `?`.
enum Query {
    /// The first value of this name, decoded; nil where there is none, or none that can be read.
    static func value(_ name: String, in query: String?) -> String? {
        guard let query else { return nil }
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, key.elementsEqual(name.utf8) else { continue }
            guard parts.count == 2 else { return "" }
            let spaced = parts[1].map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
            return try? PathParameter.decode(String(decoding: spaced, as: UTF8.self))
        }
        return nil
    }
}
