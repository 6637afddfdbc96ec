import HTTP

extension HTTPBackend {
    /// The lines of a body of NDJSON, as they arrive.
    func lines(of body: HTTPBody) -> @Sendable () async throws(ProviderError) -> [UInt8]? {
        let reader = LineReader(body: body)
        let identity = identity
        return { () async throws(ProviderError) in
            do throws(HTTPClientError) { return try await reader.next() } catch { throw ProviderError(error, from: identity) }
        }
    }
}

/// Interim, until HTTP's own reader is here.
private final class LineReader: @unchecked Sendable {
    // Sendable because a body has one reader.
    private let body: HTTPBody
    private var buffer: [UInt8] = []
    private var searched = 0
    private var isOver = false

    init(body: HTTPBody) { self.body = body }

    func next() async throws(HTTPClientError) -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0a) {
                let line = Array(buffer[..<end])
                buffer.removeSubrange(...end)
                searched = 0
                return line
            }
            searched = buffer.count
            if isOver {
                defer { buffer = []; searched = 0 }
                return buffer.isEmpty ? nil : buffer
            }
            guard let piece = try await body.next() else {
                isOver = true
                continue
            }
            buffer += piece
        }
    }
}
