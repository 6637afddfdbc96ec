/// Small changes to words, by their ASCII letters.
enum Words {
    static func capitalized(_ text: String) -> String {
        guard let first = text.utf8.first, (97...122).contains(first) else { return text }
        var bytes = Array(text.utf8)
        bytes[0] = first - 32
        return String(decoding: bytes, as: UTF8.self)
    }

    static func lowered(_ text: String) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }

    static func raised(_ text: String) -> String {
        String(decoding: text.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }, as: UTF8.self)
    }

    static func titled(_ text: String) -> String {
        text.split(separator: " ").map { capitalized(String($0)) }.joined(separator: " ")
    }

    /// Letters and digits, with `mark` for everything between: `steering_group`.
    static func joined(_ text: String, by mark: Character = "_") -> String {
        var result = ""
        var gap = false
        for byte in text.utf8 {
            let lower = (65...90).contains(byte) ? byte + 32 : byte
            if (97...122).contains(lower) || (48...57).contains(lower) {
                if gap, !result.isEmpty { result.append(mark) }
                gap = false
                result.unicodeScalars.append(Unicode.Scalar(lower))
            } else if byte != 39 {
                gap = true
            }
        }
        return result
    }

    static func camel(_ text: String) -> String {
        let parts = joined(text).split(separator: "_").map(String.init)
        return (parts.first ?? "") + parts.dropFirst().map(capitalized).joined()
    }

    static func plural(_ noun: String) -> String {
        for end in ["s", "x", "ch", "sh"] where noun.hasSuffix(end) { return noun + "es" }
        let vowelBefore = ["ay", "ey", "oy", "uy"].contains { noun.hasSuffix($0) }
        if noun.hasSuffix("y"), !vowelBefore { return noun.dropLast() + "ies" }
        return noun + "s"
    }

    /// "costs" as it stands behind "does"; nil where the word is no verb of that form.
    static func base(ofThirdPerson verb: String) -> String? {
        if let odd = ["lies": "lie", "has": "have", "does": "do", "goes": "go", "dies": "die", "ties": "tie"][verb] {
            return odd
        }
        guard verb.hasSuffix("s"), !verb.hasSuffix("ss"), !verb.hasSuffix("us"), !verb.hasSuffix("is"), verb.count > 3
        else { return nil }
        if verb.hasSuffix("ies") { return verb.dropLast(3) + "y" }
        for end in ["ches", "shes", "sses", "xes", "zzes"] where verb.hasSuffix(end) { return String(verb.dropLast(2)) }
        return String(verb.dropLast())
    }

    /// An invented verb's past: "glim", "glimmed".
    static func past(_ verb: String) -> String {
        verb.hasSuffix("e") ? verb + "d" : verb + "ed"
    }
}
