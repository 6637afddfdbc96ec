import EventLoop
import HTTP

/// An answer under way: reads the body frame by frame, as its reader asks.
final class OpenAIAnswer: @unchecked Sendable {
    // Sendable because a generation has one reader.
    private let body: HTTPBody
    private let identity: BackendIdentity
    private let dialect: WireDialect?
    private var frames: HTTPEventReader
    private var decoder: OpenAIDecoder
    private var isStream: Bool
    private var isOver = false
    private var isOpened = false

    /// The longest whole answer that is taken.
    private static let longestBody = 256 << 20

    /// `dialect`: which clients may get the backend's own bytes; nil: none.
    init(_ response: HTTPClientResponse, stream: Bool, decoder: OpenAIDecoder, dialect: WireDialect?) {
        body = response.body
        identity = decoder.identity
        frames = response.body.events()
        self.decoder = decoder
        // A backend that cannot stream answers whole, and says so.
        let isWhole = response.headers["content-type"]?.lowercased().hasPrefix("application/json") == true
        isStream = stream && !isWhole
        self.dialect = stream == isStream ? dialect : nil
    }

    func next() async throws(ProviderError) -> GenerationPart? {
        guard !isOver else { return nil }
        do throws(ProviderError) {
            let part = isStream ? try await nextFrame() : try await whole()
            if part == nil { isOver = true }
            return part
        } catch {
            isOver = true
            throw error
        }
    }

    private func whole() async throws(ProviderError) -> GenerationPart {
        isOver = true
        body.opened()
        let bytes: [UInt8]
        do { bytes = try await body.collect(upTo: Self.longestBody) } catch {
            throw ProviderError(error, from: identity)
        }
        let events = try decoder.whole(bytes)
        return GenerationPart(events, wire: dialect.map { WirePart(dialect: $0, bytes: bytes) })
    }

    private func nextFrame() async throws(ProviderError) -> GenerationPart? {
        while true {
            let event: SSEEvent?
            do { event = try await frames.next() } catch { throw ProviderError(error, from: identity) }
            guard let event else { return try endOfBody() }
            if event.data.elementsEqual("[DONE]".utf8) {
                drain()
                return try end(done: true)
            }
            if let part = try part(of: event) { return part }
        }
    }

    private func part(of event: SSEEvent) throws(ProviderError) -> GenerationPart? {
        guard let events = try decoder.frame(event.data, isError: event.name == "error") else { return nil }
        if !isOpened, events.contains(where: \.isContent) {
            isOpened = true
            body.opened()
        }
        return GenerationPart(events, wire: dialect.map { WirePart(dialect: $0, bytes: event.data) })
    }

    /// The body is over without `[DONE]`. A last event that lacks only its blank line counts; half of one does not.
    private func endOfBody() throws(ProviderError) -> GenerationPart? {
        if let event = frames.incomplete, !event.data.elementsEqual("[DONE]".utf8) {
            do throws(ProviderError) {
                var part = try part(of: event)
                part?.events += try decoder.end(done: false)
                isOver = true
                if let part { return part }
            } catch {
                guard error.code == .malformed else { throw error }
            }
        }
        return try end(done: frames.incomplete?.data.elementsEqual("[DONE]".utf8) == true)
    }

    private func end(done: Bool) throws(ProviderError) -> GenerationPart? {
        let events = try decoder.end(done: done)
        isOver = true
        return events.isEmpty ? nil : GenerationPart(events)
    }

    /// Reads on to the end of the body, so that its connection can be used again. The reader does not wait for
    /// that: the answer is whole, and a backend that never ends it runs into the transport's deadline.
    private func drain() {
        Task(executorPreference: EventLoop.current) { [body] in
            var bytes = 0
            while bytes < 1 << 16, let piece = try? await body.next() { bytes += piece.count }
        }
    }
}
