import JSON

/// Reads one call as Gemma writes it, `call:NAME{KEY:VALUE,…}`, as it arrives, and makes JSON of its arguments.
///
/// Texts stand between two quote marks, which no text has in it; keys, numbers and words stand as they are.
struct PairScanner {
    private enum Place: Equatable {
        case prefix, name
        case keyOrEnd, key, quotedKey, colon
        case value, opening, text, jsonText, bare
        case commaOrEnd
    }

    private static let prefix = Array("call:".utf8)
    private let quote: [UInt8]
    private var place = Place.prefix
    private var matched = 0
    private var name: [UInt8] = []
    private(set) var hasName = false
    /// True for an object, false for a list; the innermost last.
    private var containers: [Bool] = []
    private var isFirst = true
    /// What is needed whole: a key, a bare word, or what may be a quote mark.
    private var held: [UInt8] = []
    private var escaped = false

    init(quote: String) { self.quote = Array(quote.utf8) }

    mutating func feed(_ piece: ArraySlice<UInt8>) -> (events: [CallScanner.Event], verdict: CallScanner.Verdict) {
        var events: [CallScanner.Event] = []
        var json: [UInt8] = []
        var verdict = CallScanner.Verdict.reading
        for (offset, byte) in zip(piece.indices, piece) {
            let hadName = hasName
            let isFine = take(byte, &json)
            if !hadName, hasName { events.append(.name(String(decoding: name, as: UTF8.self))) }
            guard isFine else {
                verdict = .no(used: offset - piece.startIndex + 1)
                break
            }
            if hasName, containers.isEmpty {
                verdict = .done(used: offset - piece.startIndex + 1)
                break
            }
        }
        if !json.isEmpty { events.append(.arguments(String(decoding: json, as: UTF8.self))) }
        return (events, verdict)
    }

    /// False: no call has this byte here.
    private mutating func take(_ byte: UInt8, _ json: inout [UInt8]) -> Bool {
        let isSpace = byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
        switch place {
        case .prefix:
            if isSpace, matched == 0 { return true }
            guard byte == Self.prefix[matched] else { return false }
            matched += 1
            if matched == Self.prefix.count { place = .name }
            return true
        case .name: return takeName(byte, isSpace, &json)
        case .keyOrEnd:
            if isSpace { return true }
            if byte == UInt8(ascii: "}") { return close(&json) }
            if !isFirst { json.append(UInt8(ascii: ",")) }
            isFirst = false
            held = [byte]
            place = byte == quote.first ? .quotedKey : .key
            return byte != UInt8(ascii: ",") && byte != UInt8(ascii: ":")
        case .key:
            guard byte == UInt8(ascii: ":") else { return hold(byte) }
            return finishKey(held, &json)
        case .quotedKey:
            guard hold(byte) else { return false }
            let key = held.dropFirst(quote.count)
            guard held.starts(with: quote) || quote.starts(with: held) else { return false }
            guard key.count >= quote.count, key.suffix(quote.count).elementsEqual(quote) else { return true }
            place = .colon
            held = Array(key.dropLast(quote.count))
            return true
        case .colon:
            if isSpace { return true }
            return byte == UInt8(ascii: ":") && finishKey(held, &json)
        case .value: return isSpace ? true : takeValue(byte, &json)
        case .opening:
            guard hold(byte) else { return false }
            if held == quote {
                json.append(UInt8(ascii: "\""))
                held = []
                place = .text
            } else if !quote.starts(with: held) {
                // It was a word that only began so.
                place = .bare
                return held.allSatisfy { !Self.endsWord($0) }
            }
            return true
        case .text: return takeText(byte, &json)
        case .jsonText:
            json.append(byte)
            if escaped {
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == UInt8(ascii: "\"") {
                place = .commaOrEnd
            }
            return true
        case .bare:
            guard Self.endsWord(byte) else { return hold(byte) }
            json += Self.json(of: held)
            place = .commaOrEnd
            return take(byte, &json)
        case .commaOrEnd: return isSpace ? true : takeEnd(byte, &json)
        }
    }

    private mutating func takeName(_ byte: UInt8, _ isSpace: Bool, _ json: inout [UInt8]) -> Bool {
        if byte == UInt8(ascii: "{") {
            guard !name.isEmpty else { return false }
            hasName = true
            return open(isObject: true, &json)
        }
        if isSpace, name.isEmpty { return true }
        name.append(byte)
        return !isSpace && name.count <= 256 && byte != UInt8(ascii: "<")
    }

    private mutating func takeValue(_ byte: UInt8, _ json: inout [UInt8]) -> Bool {
        if containers.last == false {
            if byte == UInt8(ascii: "]") { return close(&json) }
            if !isFirst { json.append(UInt8(ascii: ",")) }
            isFirst = false
        }
        switch byte {
        case UInt8(ascii: "{"): return open(isObject: true, &json)
        case UInt8(ascii: "["): return open(isObject: false, &json)
        case UInt8(ascii: "\""):
            json.append(byte)
            (place, escaped) = (.jsonText, false)
            return true
        default:
            held = [byte]
            place = byte == quote.first ? .opening : .bare
            return !Self.endsWord(byte)
        }
    }

    private mutating func takeText(_ byte: UInt8, _ json: inout [UInt8]) -> Bool {
        held.append(byte)
        if held == quote {
            json.append(UInt8(ascii: "\""))
            held = []
            place = .commaOrEnd
            return true
        }
        var free = 0
        while !quote.starts(with: held[free...]) { free += 1 }
        for byte in held[..<free] { json += Self.escaped(byte) }
        held.removeFirst(free)
        return true
    }

    private mutating func takeEnd(_ byte: UInt8, _ json: inout [UInt8]) -> Bool {
        let isObject = containers.last == true
        switch byte {
        case UInt8(ascii: ","):
            place = isObject ? .keyOrEnd : .value
            return true
        case UInt8(ascii: "}"): return isObject && close(&json)
        case UInt8(ascii: "]"): return !isObject && close(&json)
        default: return false
        }
    }

    private mutating func hold(_ byte: UInt8) -> Bool {
        held.append(byte)
        return held.count <= 1 << 16
    }

    private mutating func open(isObject: Bool, _ json: inout [UInt8]) -> Bool {
        containers.append(isObject)
        json.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
        place = isObject ? .keyOrEnd : .value
        isFirst = true
        return containers.count <= 64
    }

    private mutating func close(_ json: inout [UInt8]) -> Bool {
        guard let isObject = containers.popLast() else { return false }
        json.append(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        place = .commaOrEnd
        isFirst = false
        return true
    }

    private mutating func finishKey(_ key: [UInt8], _ json: inout [UInt8]) -> Bool {
        json.append(UInt8(ascii: "\""))
        for byte in Self.trimmed(key) { json += Self.escaped(byte) }
        json += Array("\":".utf8)
        place = .value
        return true
    }

    // MARK: JSON

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let rest = bytes.drop { $0 <= 0x20 }
        return rest.dropLast(rest.reversed().prefix { $0 <= 0x20 }.count)
    }

    /// A number, true, false and null are what they are; any other word is a text without its marks.
    private static func json(of word: [UInt8]) -> [UInt8] {
        let word = Array(trimmed(word))
        switch try? JSONValue(parsing: word) {
        case .int, .double, .bool, .null: return word
        default: break
        }
        if word.elementsEqual("None".utf8) { return Array("null".utf8) }
        return [UInt8(ascii: "\"")] + word.flatMap(escaped) + [UInt8(ascii: "\"")]
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [UInt8(ascii: "\\"), byte]
        case 0x0a: return Array("\\n".utf8)
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            return Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: return [byte]
        }
    }
}
