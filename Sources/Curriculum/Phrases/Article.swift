/// "a" or "an".
enum Article {
    /// Stands for it until the word behind is known; no text has it otherwise.
    static let open = "\u{1}"

    static func settled(_ text: String) -> String {
        guard text.utf8.contains(1) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 4)
        let source = Array(text.utf8)
        for (index, byte) in source.enumerated() {
            guard byte == 1 else {
                bytes.append(byte)
                continue
            }
            bytes.append(UInt8(ascii: "a"))
            if index + 2 < source.count, wantsN(source[(index + 2)...]) { bytes.append(UInt8(ascii: "n")) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// By its letters: an hour and a user are the exceptions that texts here have.
    private static func wantsN(_ word: ArraySlice<UInt8>) -> Bool {
        guard let first = word.first else { return false }
        if first == UInt8(ascii: "8") { return true }
        if word.starts(with: Array("hour".utf8)) || word.starts(with: Array("honest".utf8)) { return true }
        for odd in ["us", "uni", "eu", "one", "ut"] where word.starts(with: Array(odd.utf8)) { return false }
        return Array("aeiouAEIOU".utf8).contains(first)
    }
}
