/// The tags of a page, one after the other: as much of HTML as it takes to find links. It never fails, and looks at each byte
/// a bounded number of times.
struct HTMLTags {
    struct Tag {
        /// In small letters; `/a` ends an `a`.
        var name: String
        /// Their values with character references resolved; of two of a name the first.
        var attributes: [String: String]
        /// Of its `<`.
        var start: Int
        /// Behind its `>`.
        var end: Int
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Tag? {
        while place < bytes.count {
            let start = place
            let byte = bytes[place]
            place += 1
            guard byte == UInt8(ascii: "<") else { continue }
            if bytes[place...].starts(with: "!--".utf8) {
                skipComment()
                continue
            }
            let name = take { $0.isNameByte || $0 == UInt8(ascii: "/") }
            guard !name.isEmpty else { continue }
            let attributes = attributes()
            return Tag(name: name, attributes: attributes, start: start, end: place)
        }
        return nil
    }

    private mutating func skipComment() {
        place += 3
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: ">"), bytes[..<place].suffix(2).elementsEqual("--".utf8) {
                place += 1
                return
            }
            place += 1
        }
    }

    private mutating func take(while isTaken: (UInt8) -> Bool) -> String {
        let start = place
        while place < bytes.count, isTaken(bytes[place]) { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
    }

    /// Up to and with the `>`.
    private mutating func attributes() -> [String: String] {
        var attributes: [String: String] = [:]
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: ">") {
                place += 1
                break
            }
            let name = take { $0.isNameByte }
            guard !name.isEmpty else {
                place += 1
                continue
            }
            skipSpaces()
            var value = ""
            if place < bytes.count, bytes[place] == UInt8(ascii: "=") {
                place += 1
                skipSpaces()
                value = self.value()
            }
            if attributes[name] == nil { attributes[name] = value }
        }
        return attributes
    }

    private mutating func value() -> String {
        guard place < bytes.count else { return "" }
        let quote = bytes[place]
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if isQuoted { place += 1 }
        let start = place
        while place < bytes.count {
            if isQuoted ? bytes[place] == quote : bytes[place].isSpace || bytes[place] == UInt8(ascii: ">") { break }
            place += 1
        }
        defer { if isQuoted, place < bytes.count { place += 1 } }
        return Self.text(bytes[start..<place])
    }

    private mutating func skipSpaces() { while place < bytes.count, bytes[place].isSpace { place += 1 } }

    // MARK: Text

    /// Without the spaces around it, and with character references resolved.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let first = bytes.first, first.isSpace { bytes.removeFirst() }
        while let last = bytes.last, last.isSpace { bytes.removeLast() }
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "&"), let end = bytes.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let scalar = scalar(String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self))
            else {
                text.append(byte)
                continue
            }
            text += Array(String(Character(scalar)).utf8)
            bytes = bytes[(end + 1)...]
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func scalar(_ reference: String) -> Unicode.Scalar? {
        switch reference {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard reference.hasPrefix("#") else { return nil }
        let digits = reference.dropFirst()
        let number = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }

    /// Of a tag's name or an attribute's.
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...:
            true
        default: false
        }
    }
}
