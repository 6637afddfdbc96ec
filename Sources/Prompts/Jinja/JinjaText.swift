/// Python's string operations. They go by characters as Python counts them (code points), and by bytes where that is the same.
enum JinjaText {
    /// Where `wanted` begins, in bytes.
    static func find(_ wanted: String, in text: String, from start: Int = 0) -> Int? {
        let needle = Array(wanted.utf8)
        let hay = Array(text.utf8)
        return find(needle, in: hay, from: start)
    }

    static func find(_ needle: [UInt8], in hay: [UInt8], from start: Int = 0) -> Int? {
        guard !needle.isEmpty else { return start <= hay.count ? start : nil }
        guard start <= hay.count else { return nil }
        // Knuth, Morris and Pratt's way: no needle, however hostile, makes it slower than both are long.
        var fallback = [0]
        var matched = 0
        for byte in needle.dropFirst() {
            while matched > 0, needle[matched] != byte { matched = fallback[matched - 1] }
            if needle[matched] == byte { matched += 1 }
            fallback.append(matched)
        }
        matched = 0
        for at in start..<hay.count {
            while matched > 0, needle[matched] != hay[at] { matched = fallback[matched - 1] }
            if needle[matched] == hay[at] { matched += 1 }
            if matched == needle.count { return at + 1 - matched }
        }
        return nil
    }

    /// Where the last occurrence begins, in bytes.
    static func findLast(_ wanted: String, in text: String) -> Int? {
        rfind(Array(wanted.utf8), in: Array(text.utf8), before: text.utf8.count)
    }

    private static func rfind(_ needle: [UInt8], in hay: [UInt8], before end: Int) -> Int? {
        let place = find(needle.reversed(), in: hay[..<end].reversed())
        return place.map { end - $0 - needle.count }
    }

    static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Trimming

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
    }

    /// Without the characters at either end that are in `characters`; nil is whitespace.
    static func trimmed(_ text: String, _ characters: String?, leading: Bool = true, trailing: Bool = true) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool { set.map { $0.contains(scalar) } ?? isSpace(scalar) }
        var view = text.unicodeScalars[...]
        if leading { while let first = view.first, goes(first) { view.removeFirst() } }
        if trailing { while let last = view.last, goes(last) { view.removeLast() } }
        return String(view)
    }

    // MARK: Parts

    static func split(_ text: String, by separator: String?, most: Int) throws(JinjaError) -> [String] {
        guard let separator else { return splitWords(text, most: most) }
        guard !separator.isEmpty else { throw JinjaError(.value, "a text cannot be split by nothing") }
        let (hay, needle) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        while most < 0 || parts.count < most, let end = find(needle, in: hay, from: start) {
            parts.append(string(hay[start..<end]))
            start = end + needle.count
        }
        parts.append(string(hay[start...]))
        return parts
    }

    private static func splitWords(_ text: String, most: Int) -> [String] {
        var words: [String] = []
        var rest = text.unicodeScalars[...]
        while true {
            while let first = rest.first, isSpace(first) { rest.removeFirst() }
            guard !rest.isEmpty else { return words }
            if most >= 0, words.count == most {
                words.append(trimmed(String(rest), nil, leading: false))
                return words
            }
            let end = rest.firstIndex(where: isSpace) ?? rest.endIndex
            words.append(String(rest[..<end]))
            rest = rest[end...]
        }
    }

    /// Split from the end.
    static func rsplit(_ text: String, by separator: String?, most: Int) throws(JinjaError) -> [String] {
        guard most >= 0 else { return try split(text, by: separator, most: most) }
        guard let separator else {
            let reversed = String(String.UnicodeScalarView(text.unicodeScalars.reversed()))
            return splitWords(reversed, most: most).reversed().map {
                String(String.UnicodeScalarView($0.unicodeScalars.reversed()))
            }
        }
        guard !separator.isEmpty else { throw JinjaError(.value, "a text cannot be split by nothing") }
        let (hay, needle) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        var end = hay.count
        while parts.count < most, let start = rfind(needle, in: hay, before: end) {
            parts.append(string(hay[(start + needle.count)..<end]))
            end = start
        }
        parts.append(string(hay[..<end]))
        return parts.reversed()
    }

    static func lines(_ text: String, keepingEnds: Bool) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var wasReturn = false
        func isEnd(_ scalar: Unicode.Scalar) -> Bool {
            (0xa...0xd).contains(scalar.value) || (0x1c...0x1e).contains(scalar.value)
                || [0x85, 0x2028, 0x2029].contains(scalar.value)
        }
        for scalar in text.unicodeScalars {
            if wasReturn, scalar == "\n" {
                wasReturn = false
                if keepingEnds, !lines.isEmpty { lines[lines.count - 1] += "\n" }
                continue
            }
            wasReturn = scalar == "\r"
            if isEnd(scalar) {
                if keepingEnds { line.append(scalar) }
                lines.append(String(line))
                line = String.UnicodeScalarView()
            } else {
                line.append(scalar)
            }
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }

    static func replaced(_ text: String, _ old: String, by new: String, most: Int) -> String {
        let (hay, needle) = (Array(text.utf8), Array(old.utf8))
        guard !needle.isEmpty else {
            var out = new
            var count = 1
            for scalar in text.unicodeScalars {
                out.unicodeScalars.append(scalar)
                if most < 0 || count < most { out += new }
                count += 1
            }
            return most == 0 ? text : out
        }
        var out: [UInt8] = []
        var start = 0
        var count = 0
        while most < 0 || count < most, let at = find(needle, in: hay, from: start) {
            out += hay[start..<at]
            out += new.utf8
            start = at + needle.count
            count += 1
        }
        return string(out + hay[start...])
    }

    static func count(_ wanted: String, in text: String) -> Int {
        let (hay, needle) = (Array(text.utf8), Array(wanted.utf8))
        guard !needle.isEmpty else { return text.unicodeScalars.count + 1 }
        var count = 0
        var start = 0
        while let at = find(needle, in: hay, from: start) {
            count += 1
            start = at + needle.count
        }
        return count
    }

    // MARK: Cases

    /// First letter of the text large, the rest small.
    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// First letter of each word large. `filter`: as Jinja's filter has it, which knows other words than Python's method.
    static func titled(_ text: String, filter: Bool) -> String {
        var out = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            let continues =
                filter ? !(isSpace(scalar) || "-([{<".unicodeScalars.contains(scalar)) : scalar.properties.isAlphabetic
            if continues {
                out += isInWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            } else {
                out.unicodeScalars.append(scalar)
            }
            isInWord = continues
        }
        return out
    }
}
