import EventLoop
import HTTP

/// Reads a backend's stream frame by frame: a pure state machine, so that it is tested without a socket.
protocol AnswerDecoder: Sendable {
    /// Takes one frame: an NDJSON line, or the data of a server-sent event. Nil: it says nothing a client sees.
    mutating func decode(_ frame: [UInt8]) throws(ProviderError) -> GenerationPart?

    /// Whether the answer is complete: what may still come is of no interest.
    var isComplete: Bool { get }

    /// The stream has ended in its proper form. Throws where the answer was not complete; may have a last part.
    mutating func end() throws(ProviderError) -> GenerationPart?
}

extension Generation {
    /// An answer whose frames come from `frames` and mean what `decoder` says. `opened` is called with its first
    /// content.
    convenience init(
        frames: @escaping @Sendable () async throws(ProviderError) -> [UInt8]?,
        decoder: some AnswerDecoder,
        opened: @escaping @Sendable () -> Void = {}
    ) {
        let stream = DecodedStream(frames: frames, decoder: decoder, opened: opened)
        self.init { () async throws(ProviderError) in try await stream.next() }
    }
}

private final class DecodedStream<Decoder: AnswerDecoder>: @unchecked Sendable {
    // Sendable because a generation has one reader.
    private let frames: @Sendable () async throws(ProviderError) -> [UInt8]?
    private var decoder: Decoder
    private let opened: @Sendable () -> Void
    private var isOpened = false
    private var isOver = false

    init(
        frames: @escaping @Sendable () async throws(ProviderError) -> [UInt8]?,
        decoder: Decoder,
        opened: @escaping @Sendable () -> Void
    ) {
        self.frames = frames
        self.decoder = decoder
        self.opened = opened
    }

    func next() async throws(ProviderError) -> GenerationPart? {
        while !isOver {
            if decoder.isComplete {
                isOver = true
                drain()
                return nil
            }
            guard let frame = try await frames() else {
                isOver = true
                return try decoder.end()
            }
            guard let part = try decoder.decode(frame) else { continue }
            if !isOpened, part.events.contains(where: \.isContent) {
                isOpened = true
                opened()
            }
            return part
        }
        return nil
    }

    /// Reads the end of the body, so that its connection can be used again. The reader does not wait for it: the
    /// answer is whole, and a backend that never ends it runs into the transport's deadline.
    private func drain() {
        Task(executorPreference: EventLoop.current) { [frames] in _ = try? await frames() }
    }
}
