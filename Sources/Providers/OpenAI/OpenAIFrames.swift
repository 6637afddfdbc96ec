import HTTP

/// The data of server-sent events, one after the other.
struct OpenAIFrames {
    private let body: HTTPBody
    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var isError = false
    private var data: [UInt8]?
    private static let longestLine = 64 << 20

    init(_ body: HTTPBody) { self.body = body }

    struct Frame {
        var data: [UInt8]
        /// Whether the event is named `error`.
        var isError: Bool
    }

    /// Nil at the end of the body.
    mutating func next() async throws(HTTPClientError) -> Frame? {
        while true {
            while let line = nextLine() {
                if let frame = take(line) { return frame }
            }
            guard let piece = try await body.next() else {
                let rest = buffer[start...]
                (buffer, start, searched) = ([], 0, 0)
                if !rest.isEmpty { _ = take(rest) }
                return take([])
            }
            if start == buffer.count { (buffer, start, searched) = (piece, 0, 0) } else { buffer += piece }
            guard buffer.count - start <= Self.longestLine else {
                throw HTTPClientError(.malformed, "a line of the stream is longer than \(Self.longestLine) bytes")
            }
        }
    }

    private mutating func nextLine() -> ArraySlice<UInt8>? {
        while searched < buffer.count {
            guard buffer[searched] == UInt8(ascii: "\n") else {
                searched += 1
                continue
            }
            var line = buffer[start..<searched]
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            searched += 1
            start = searched
            return line
        }
        if start > 0 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        return nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) -> Frame? {
        if line.isEmpty {
            defer { (data, isError) = (nil, false) }
            return data.map { Frame(data: $0, isError: isError) }
        }
        if let value = Self.value(of: line, field: "data:") {
            if data == nil { data = Array(value) } else { data?.append(UInt8(ascii: "\n")); data? += value }
        } else if let value = Self.value(of: line, field: "event:") {
            isError = value.elementsEqual("error".utf8)
        }
        return nil
    }

    private static func value(of line: ArraySlice<UInt8>, field: StaticString) -> ArraySlice<UInt8>? {
        let name = field.description.utf8
        guard line.starts(with: name) else { return nil }
        let value = line.dropFirst(name.count)
        return value.first == 0x20 ? value.dropFirst() : value
    }
}
