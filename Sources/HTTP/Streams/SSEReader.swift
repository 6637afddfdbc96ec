/// An event of a `text/event-stream`.
package struct SSEEvent: Sendable, Equatable {
    /// What `event:` said; empty where nothing was said, which means `message`.
    package var name: String
    /// The data lines, joined by `\n`; bytes as they came, not checked to be UTF-8.
    package var data: [UInt8]

    package init(name: String = "", data: [UInt8]) {
        self.name = name
        self.data = data
    }
}

/// Reads a `text/event-stream` (WHATWG HTML, 9.2) from pieces that are cut anywhere.
///
/// Give it pieces with `append`; after each, take events with `next` until it returns nil. Memory is bounded by the
/// limit, which holds for each line and for the data of each event, and by the piece itself.
package struct SSEReader: Sendable {
    private var lines: ByteLines
    private var isFirstLine = true
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var failure: StreamError?

    /// The last `id:` of the stream so far.
    package private(set) var lastEventID = ""
    /// The last `retry:` of the stream, in milliseconds.
    package private(set) var retry: Int?

    package init(limit: Int = StreamError.defaultLimit) {
        lines = ByteLines(ending: .feedOrReturn, limit: limit)
    }

    package mutating func append(_ piece: [UInt8]) {
        guard failure == nil else { return }
        lines.append(piece)
    }

    /// The next event that has ended; nil until there is more. Once it has thrown, it throws the same again.
    package mutating func next() throws(StreamError) -> SSEEvent? {
        if let failure { throw failure }
        do throws(StreamError) {
            while let line = try lines.next() {
                if let event = try read(line) { return event }
            }
            return nil
        } catch {
            self = SSEReader(failed: error)
            throw error
        }
    }

    /// Ends the stream. An event that was not closed by a blank line does not count, says the standard; some servers
    /// end that way nonetheless, so it is returned for the caller to decide.
    package mutating func finish() throws(StreamError) -> SSEEvent? {
        if let failure { throw failure }
        let rest = lines.rest()
        if !rest.isEmpty { _ = try read(rest) }
        return dispatch()
    }

    private init(failed: StreamError) {
        self.init(limit: failed.limit)
        failure = failed
    }

    private mutating func read(_ line: Range<Int>) throws(StreamError) -> SSEEvent? {
        var line = line
        if isFirstLine {
            isFirstLine = false
            if lines.bytes[line].starts(with: [0xef, 0xbb, 0xbf]) { line = (line.lowerBound + 3)..<line.upperBound }
        }
        guard !line.isEmpty else { return dispatch() }
        let colon = lines.bytes[line].firstIndex(of: 0x3a) ?? line.upperBound
        var value = min(colon + 1, line.upperBound)..<line.upperBound
        if !value.isEmpty, lines.bytes[value.lowerBound] == 0x20 { value = (value.lowerBound + 1)..<value.upperBound }
        try readField(line.lowerBound..<colon, value)
        return nil
    }

    private mutating func readField(_ field: Range<Int>, _ value: Range<Int>) throws(StreamError) {
        let field = lines.bytes[field]
        if field.elementsEqual("data".utf8) {
            if hasData {
                guard data.count + value.count < lines.limit else { throw StreamError(limit: lines.limit) }
                data.append(0x0a)
                data += lines.bytes[value]
            } else {
                data = Array(lines.bytes[value])
                hasData = true
            }
        } else if field.elementsEqual("event".utf8) {
            name = String(decoding: lines.bytes[value], as: UTF8.self)
        } else if field.elementsEqual("id".utf8) {
            if !lines.bytes[value].contains(0) { lastEventID = String(decoding: lines.bytes[value], as: UTF8.self) }
        } else if field.elementsEqual("retry".utf8) {
            let digits = lines.bytes[value]
            if !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) {
                retry = Int(String(decoding: digits, as: UTF8.self)) ?? retry
            }
        }
    }

    private mutating func dispatch() -> SSEEvent? {
        defer {
            name = ""
            data = []
            hasData = false
        }
        return hasData ? SSEEvent(name: name, data: data) : nil
    }
}
