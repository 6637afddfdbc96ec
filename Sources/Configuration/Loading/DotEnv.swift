/// A `.env` file.
///
/// A line is `NAME=value`, perhaps after `export`. A value without quotes ends at ` #` or at the end of the line. In
/// single quotes all is literal; in double quotes `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are escapes. Quoted values
/// may go over several lines. Variables inside values are not expanded.
struct DotEnv: Sendable {
    struct Entry: Sendable, Equatable {
        var value: String
        var origin: Origin
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Problem] = []

    /// No value is ever part of a problem: it may be a key.
    init(_ bytes: [UInt8], file: String) {
        if let problem = SourceText.problem(in: bytes, file: file) {
            problems = [problem]
            return
        }
        var scanner = DotEnvScanner(bytes, file: file)
        while let line = scanner.next() {
            switch line {
            case .failure(let problem): problems.append(problem)
            case .success(let assignment): add(assignment, file: file)
            }
        }
    }

    private mutating func add(_ assignment: DotEnvScanner.Assignment, file: String) {
        let name = assignment.name
        let origin = Origin.dotEnv(file: file, line: assignment.line, variable: name)
        if let earlier = entries[name]?.origin.line {
            let message = "\(name) is set a second time, after line \(earlier)"
            warnings.append(Problem(message, at: origin, remedy: "keep one; the last one holds"))
        }
        if assignment.seemsToExpand {
            let message = "\(name) has a \"${\" in it, which is taken as it stands"
            warnings.append(Problem(message, at: origin, remedy: "write out the value, or put it in single quotes"))
        }
        entries[name] = Entry(value: assignment.value, origin: origin)
    }
}

/// Walks over the characters of a `.env` file, assignment by assignment.
struct DotEnvScanner {
    struct Assignment {
        var name: String
        var value: String
        var line: Int
        var seemsToExpand = false
    }

    private let bytes: [UInt8]
    private let file: String
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            index = 3
            lineStart = 3
        }
    }

    /// The next assignment, or what is wrong with the next line that is none; nil at the end.
    mutating func next() -> Result<Assignment, Problem>? {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\n"): newline()
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            case UInt8(ascii: "#"): skipLine()
            default:
                do {
                    return .success(try assignment())
                } catch {
                    skipLine()
                    return .failure(error)
                }
            }
        }
        return nil
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func newline() {
        index += 1
        line += 1
        lineStart = index
    }

    private mutating func skipLine() {
        while let byte = peek, byte != UInt8(ascii: "\n") { index += 1 }
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { index += 1 }
    }

    private func problem(_ message: String, _ remedy: String) -> Problem {
        let before = bytes[min(lineStart, index)..<index]
        let column = before.reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
        return Problem(message, at: .file(file, line: line, column: column), remedy: remedy)
    }

    private mutating func assignment() throws(Problem) -> Assignment {
        if bytes[index...].starts(with: "export ".utf8) || bytes[index...].starts(with: "export\t".utf8) {
            index += 7
            skipBlanks()
        }
        let start = index
        while let byte = peek, byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") { index += 1 }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        guard EnvironmentVariables.isName(name) else {
            index = start
            throw problem("no variable's name begins here", "write NAME=value, or # before a comment")
        }
        let end = index
        skipBlanks()
        guard peek == UInt8(ascii: "=") else {
            if peek == nil || peek == UInt8(ascii: "\n") || peek == UInt8(ascii: "\r") { index = end }
            throw problem("there is no \"=\" after \(Spelling.shown(name))", "write \(Spelling.shown(name))=value")
        }
        index += 1
        skipBlanks()
        var assignment = Assignment(name: name, value: "", line: line)
        switch peek {
        case UInt8(ascii: "'"): assignment.value = try quoted(UInt8(ascii: "'"), name).value
        case UInt8(ascii: "\""): (assignment.value, assignment.seemsToExpand) = try quoted(UInt8(ascii: "\""), name)
        default:
            assignment.value = unquoted()
            assignment.seemsToExpand = assignment.value.contains("${")
        }
        return assignment
    }

    private mutating func unquoted() -> String {
        let start = index
        var end = index
        while let byte = peek, byte != UInt8(ascii: "\n") {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "#"), index == start || end < index { break }
            index += 1
            if !isBlank { end = index }
        }
        skipLine()
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func quoted(_ quote: UInt8, _ name: String) throws(Problem) -> (value: String, seemsToExpand: Bool)
    {
        let opening = problem(
            "the quote after \(Spelling.shown(name))= is never closed",
            "close it with \(quote == 0x27 ? "'" : "\"")"
        )
        let rewind = (index, line, lineStart)
        index += 1
        var value: [UInt8] = []
        var seemsToExpand = false
        while let byte = peek {
            if byte == quote {
                index += 1
                try endOfLine(name)
                return (String(decoding: value, as: UTF8.self), seemsToExpand)
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(into: &value)
                continue
            }
            if byte == UInt8(ascii: "{"), value.last == UInt8(ascii: "$"), quote == UInt8(ascii: "\"") {
                seemsToExpand = true
            }
            value.append(byte)
            if byte == UInt8(ascii: "\n") { newline() } else { index += 1 }
        }
        // What follows is read as lines again, so that one open quote does not hide other problems.
        (index, line, lineStart) = rewind
        throw opening
    }

    private mutating func escape(into value: inout [UInt8]) throws(Problem) {
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        switch next {
        case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): value.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"): value.append(next)
        default: throw problem("this is no escape", "write \\\\ for a backslash, or use single quotes")
        }
        index += 2
    }

    private mutating func endOfLine(_ name: String) throws(Problem) {
        skipBlanks()
        switch peek {
        case nil, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): skipLine()
        default:
            throw problem(
                "something follows the quoted value of \(Spelling.shown(name))",
                "put all of it in the quotes"
            )
        }
    }
}
