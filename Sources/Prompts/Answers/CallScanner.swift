/// Reads one call as it arrives, a JSON object with a name and arguments, and passes the arguments on as they stand.
///
/// It looks at each byte once and keeps only what it must: the name, and the arguments when they come before it.
struct CallScanner {
    enum Event: Equatable {
        case name(String)
        case arguments(String)
    }

    enum Verdict: Equatable {
        /// More is to come.
        case reading
        /// The object is closed; how many bytes of the piece belong to it.
        case done(used: Int)
        /// This is no call: the byte before `used` of the piece has no place in one.
        case no(used: Int)
    }

    private enum Place: Equatable {
        case start, keyOrEnd, key, colon, value, inside, commaOrEnd
    }

    private var place = Place.start
    private var key: [UInt8] = []
    /// The value that is being read: how deep within it, whether in a string of it, and after a backslash.
    private var depth = 0
    private var inString = false
    private var escaped = false
    /// Its bytes, for those that are needed whole.
    private var value: [UInt8] = []
    private(set) var name: String?
    /// Arguments that came before the name; nil from then on.
    private var early: [UInt8] = []
    private var hasArguments = false
    private var isClosed = false
    /// Whether the arguments are all that is to come: the name stood elsewhere.
    private var endsWithArguments = false

    /// The events of a piece, and how it stands after it.
    mutating func feed(_ piece: ArraySlice<UInt8>) -> (events: [Event], verdict: Verdict) {
        var events: [Event] = []
        var arguments: [UInt8] = []
        var verdict = Verdict.reading
        for (offset, byte) in zip(piece.indices, piece) {
            guard take(byte, &arguments, &events) else {
                verdict = .no(used: offset - piece.startIndex + 1)
                break
            }
            if isClosed || endsWithArguments && place == .commaOrEnd {
                let used = offset - piece.startIndex + 1
                verdict = name == nil ? .no(used: used) : .done(used: used)
                break
            }
        }
        emit(arguments, &events)
        if case .done = verdict, !hasArguments { events.append(.arguments("{}")) }
        return (events, verdict)
    }

    private mutating func emit(_ arguments: [UInt8], _ events: inout [Event]) {
        guard !arguments.isEmpty else { return }
        if name == nil {
            early += arguments
        } else {
            events.append(.arguments(String(decoding: arguments, as: UTF8.self)))
        }
    }

    /// A scanner of arguments alone, whose name is known.
    static func arguments(of name: String) -> CallScanner {
        var scanner = CallScanner()
        scanner.place = .value
        scanner.key = Array("arguments".utf8)
        scanner.name = name
        scanner.endsWithArguments = true
        return scanner
    }

    /// False: no call has this byte here.
    private mutating func take(_ byte: UInt8, _ arguments: inout [UInt8], _ events: inout [Event]) -> Bool {
        let isSpace = byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
        switch place {
        case .start:
            if isSpace { return true }
            place = .keyOrEnd
            return byte == UInt8(ascii: "{")
        case .keyOrEnd:
            if isSpace { return true }
            if byte == UInt8(ascii: "}") { return close() }
            key = []
            place = .key
            return byte == UInt8(ascii: "\"")
        case .key:
            if byte == UInt8(ascii: "\"") { place = .colon } else { key.append(byte) }
            return key.count <= 64 && byte != UInt8(ascii: "\\")
        case .colon:
            if isSpace { return true }
            place = .value
            return byte == UInt8(ascii: ":")
        case .value:
            if isSpace { return true }
            place = .inside
            (depth, inString, escaped, value) = (0, false, false, [])
            return takeInside(byte, &arguments, &events)
        case .inside: return takeInside(byte, &arguments, &events)
        case .commaOrEnd:
            if isSpace { return true }
            if byte == UInt8(ascii: "}") { return close() }
            place = .keyOrEnd
            return byte == UInt8(ascii: ",")
        }
    }

    private mutating func close() -> Bool {
        isClosed = true
        return true
    }

    /// The name as far as it has come; nil where none is being read.
    var partialName: String? {
        guard isName, place == .inside, inString else { return nil }
        return String(decoding: value.dropFirst(), as: UTF8.self)
    }

    private var isName: Bool { key.elementsEqual("name".utf8) }
    private var isArguments: Bool { key.elementsEqual("arguments".utf8) || key.elementsEqual("parameters".utf8) }

    private mutating func takeInside(_ byte: UInt8, _ arguments: inout [UInt8], _ events: inout [Event]) -> Bool {
        let isFirst = value.isEmpty && depth == 0 && !inString
        if isFirst, isArguments { hasArguments = true }
        // A bare value (a number, true) ends where something else begins.
        if depth == 0, !inString, !isFirst, [UInt8(ascii: ","), UInt8(ascii: "}"), 0x20, 0x0a].contains(byte) {
            return finishValue(&arguments, &events) && take(byte, &arguments, &events)
        }
        note(byte, isFirst: isFirst, &arguments)
        if inString {
            if escaped {
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else {
                if byte == UInt8(ascii: "\"") { inString = false }
            }
        } else {
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: return depth >= 0 && value.count <= 1 << 20
            }
        }
        guard depth >= 0, value.count <= 1 << 20 else { return false }
        return depth == 0 && !inString ? finishValue(&arguments, &events) : true
    }

    /// Arguments that are an object go on at once; a name, and arguments written as a string, are needed whole.
    private mutating func note(_ byte: UInt8, isFirst: Bool, _ arguments: inout [UInt8]) {
        let streams = isArguments && (isFirst ? byte == UInt8(ascii: "{") : value.first == UInt8(ascii: "{"))
        if streams {
            arguments.append(byte)
            if isFirst { value = [byte] }
        } else {
            value.append(byte)
        }
    }

    private mutating func finishValue(_ arguments: inout [UInt8], _ events: inout [Event]) -> Bool {
        place = .commaOrEnd
        if isName {
            guard name == nil, let text = JSONText.string(value), !text.isEmpty else { return false }
            name = text
            events.append(.name(text))
            emit(early, &events)
            early = []
        } else if isArguments, value.first != UInt8(ascii: "{") {
            if value.elementsEqual("null".utf8) {
                arguments += Array("{}".utf8)
            } else {
                guard let text = JSONText.string(value) else { return false }
                arguments += Array(text.utf8)
            }
        }
        return true
    }
}
