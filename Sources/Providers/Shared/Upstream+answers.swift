import Configuration
import HTTP
import JSON

extension Upstream {
    /// Where a path of the backend's own is.
    func url(_ path: String) -> String { endpoint.root + path }

    /// Sends a request whose answer is read whole.
    func bytes(
        _ method: String,
        _ url: String,
        body: [UInt8]? = nil,
        deadlines: HTTPDeadlines? = nil
    ) async throws(ProviderError) -> [UInt8] {
        let response = try await send(method, url, body: body, deadlines: deadlines)
        return try await collect(response.body, upTo: Self.longestAnswer)
    }

    /// Sends a request whose answer is one JSON value.
    func json(
        _ method: String,
        _ url: String,
        body: [UInt8]? = nil,
        deadlines: HTTPDeadlines? = nil
    ) async throws(ProviderError) -> JSONValue {
        let response = try await send(method, url, body: body, deadlines: deadlines)
        return try await json(of: response, upTo: Self.longestAnswer)
    }

    /// How long an answer may be that is read whole.
    static let longestAnswer = 256 << 20

    /// For loading and fetching models, which may be silent for long.
    var patient: HTTPDeadlines {
        var patient = deadlines
        patient.firstByte = max(patient.firstByte, .seconds(1800))
        patient.idle = max(patient.idle, .seconds(1800))
        return patient
    }

    // MARK: Frames

    /// One frame after the other, for one reader; nil at the proper end.
    typealias Frames = @Sendable () async throws(ProviderError) -> [UInt8]?

    /// The lines of a body of NDJSON, as they arrive; blank ones are left out.
    func lines(of body: HTTPBody) -> Frames {
        let reader = Lines(body.lines())
        return { [identity] () async throws(ProviderError) in
            do throws(HTTPClientError) { return try await reader.next() } catch {
                throw ProviderError(error, from: identity)
            }
        }
    }

    /// The data of a body's server-sent events, as they arrive. An event that the end of the body cuts short of its
    /// blank line counts: its decoder sees whether it is whole.
    func events(of body: HTTPBody) -> Frames {
        let reader = Events(body.events())
        return { [identity] () async throws(ProviderError) in
            do throws(HTTPClientError) { return try await reader.next() } catch {
                throw ProviderError(error, from: identity)
            }
        }
    }
}

private final class Lines: @unchecked Sendable {
    // Sendable because a body has one reader.
    private var reader: HTTPLineReader
    init(_ reader: consuming HTTPLineReader) { self.reader = reader }
    func next() async throws(HTTPClientError) -> [UInt8]? { try await reader.next() }
}

private final class Events: @unchecked Sendable {
    // Sendable because a body has one reader.
    private var reader: HTTPEventReader
    private var isOver = false
    init(_ reader: consuming HTTPEventReader) { self.reader = reader }

    func next() async throws(HTTPClientError) -> [UInt8]? {
        if isOver { return nil }
        if let event = try await reader.next() { return event.data }
        isOver = true
        return reader.incomplete?.data
    }
}
