import Grammars

/// Small vocabularies.
enum Vocabularies {
    static let end = 0
    static let control = 1

    /// All bytes, and pieces that begin and end anywhere: between strings, within characters and escapes.
    static let texts: [[UInt8]] = {
        var texts = (UInt8.min...UInt8.max).map { [$0] }
        let words = [
            "\": \"", "\",\"", "\"}", "{\"", "\"a", "a\":", "[[", "]]", "]}", "}}", "},{", "null", "true,", " \"",
            "\n  ", "  ",
            ", \"", "12", "007", "-1", ".5", "e+", "\\u00", "\\ud83d\\ude", "\\\"", "name", "naïve\"", "abc",
            "left\": ",
            "hello world", "this is one of the long tokens", "0123456789", "-02-", ":00", "@example.", "....", "\\n\\n",
        ]
        texts += words.map { Array($0.utf8) }
        // Parts of characters.
        texts += [[0xf0, 0x9f], [0x99, 0x82], [0xc3], [0xa9, 0x22], [0x61, 0xc3], [0x80, 0x80]]
        return [[], []] + texts
    }()

    static let pieces = TokenTrie(count: texts.count, endTokens: [end]) { texts[$0] }
}
