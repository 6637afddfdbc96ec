extension HTTPBody {
    /// Reads the body as a `text/event-stream`.
    package func events(limit: Int = StreamError.defaultLimit) -> HTTPEventReader {
        HTTPEventReader(body: self, reader: SSEReader(limit: limit))
    }

    /// Reads the body as lines of JSON.
    package func lines(limit: Int = StreamError.defaultLimit) -> HTTPLineReader {
        HTTPLineReader(body: self, reader: NDJSONReader(limit: limit))
    }
}

/// A body's events, one after the other. Dropping it closes the exchange.
package struct HTTPEventReader: ~Copyable {
    private let body: HTTPBody
    private var reader: SSEReader
    private var isFinished = false

    /// After the end: an event that the server did not close by a blank line.
    package private(set) var incomplete: SSEEvent?

    fileprivate init(body: HTTPBody, reader: SSEReader) {
        self.body = body
        self.reader = reader
    }

    /// The stream's last `id:`.
    package var lastEventID: String { reader.lastEventID }

    /// The next event; nil at the proper end of the body.
    package mutating func next() async throws(HTTPClientError) -> SSEEvent? {
        while !isFinished {
            do throws(StreamError) {
                if let event = try reader.next() { return event }
            } catch {
                throw HTTPClientError(error)
            }
            guard let piece = try await body.next() else {
                isFinished = true
                do throws(StreamError) { incomplete = try reader.finish() } catch { throw HTTPClientError(error) }
                return nil
            }
            reader.append(piece)
        }
        return nil
    }
}

/// A body's lines, one after the other. Dropping it closes the exchange.
package struct HTTPLineReader: ~Copyable {
    private let body: HTTPBody
    private var reader: NDJSONReader
    private var isFinished = false

    fileprivate init(body: HTTPBody, reader: NDJSONReader) {
        self.body = body
        self.reader = reader
    }

    /// The next line that is not blank; nil at the proper end of the body.
    package mutating func next() async throws(HTTPClientError) -> [UInt8]? {
        while !isFinished {
            do throws(StreamError) {
                if let line = try reader.next() { return line }
            } catch {
                throw HTTPClientError(error)
            }
            guard let piece = try await body.next() else {
                isFinished = true
                return reader.finish()
            }
            reader.append(piece)
        }
        return nil
    }
}

extension HTTPClientError {
    fileprivate init(_ error: StreamError) {
        self.init(.tooLarge, "the backend's answer cannot be read: \(error)")
    }
}
