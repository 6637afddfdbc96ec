/// An answer as it arrives, for one reader. Dropping it, or cancelling the task that reads it, frees the backend.
///
/// A whole answer (`request.stream` false) is one part that holds every event.
package final class Generation: Sendable {
    private let source: @Sendable () async throws(ProviderError) -> GenerationPart?
    /// How many tokens of the prompt were left out, where that was asked for.
    package let truncatedTokens: Int

    /// `source` gives the parts in order, then nil. It holds what the exchange needs, and nothing else does, so that
    /// dropping it ends the exchange.
    package init(
        truncatedTokens: Int = 0,
        next source: @escaping @Sendable () async throws(ProviderError) -> GenerationPart?
    ) {
        self.truncatedTokens = truncatedTokens
        self.source = source
    }

    /// A whole answer.
    package convenience init(whole part: GenerationPart) {
        let once = Once(part)
        self.init { () async throws(ProviderError) in once.take() }
    }

    /// The next part; nil at the proper end. An answer that breaks off throws.
    package func next() async throws(ProviderError) -> GenerationPart? { try await source() }
}

private final class Once: @unchecked Sendable {
    // Sendable because a generation has one reader.
    private var part: GenerationPart?
    init(_ part: GenerationPart) { self.part = part }
    func take() -> GenerationPart? {
        defer { part = nil }
        return part
    }
}

/// What arrived at once: a frame of a stream, or a whole answer.
package struct GenerationPart: Sendable {
    package var events: [GenerationEvent]
    /// The frame as the backend sent it, where it is fit to be passed on to a client of the same dialect: the
    /// payload of one server-sent event, one NDJSON line, or a whole body.
    package var wire: WirePart?

    package init(_ events: [GenerationEvent], wire: WirePart? = nil) {
        self.events = events
        self.wire = wire
    }
}

package struct WirePart: Sendable {
    package var dialect: WireDialect
    package var bytes: [UInt8]

    package init(dialect: WireDialect, bytes: [UInt8]) {
        self.dialect = dialect
        self.bytes = bytes
    }
}

package enum GenerationEvent: Sendable, Equatable {
    /// The model that answers, as the backend names it. First, if at all.
    case started(model: String)
    case text(String, choice: Int = 0)
    case reasoning(String, choice: Int = 0)
    /// The model declines, in words (OpenAI's `refusal`).
    case refusal(String, choice: Int = 0)
    /// A call begins, or goes on: the first fragment of an index has id and name.
    case toolCall(ToolCallFragment, choice: Int = 0)
    /// Log-probabilities of tokens that have just been sent as text.
    case logprobs([TokenLogprob], choice: Int = 0)
    case finished(FinishReason, choice: Int = 0)
    case usage(Usage)
    case timings(Timings)
    /// What came before is void: another backend answers from the beginning. Only where the client asked for that.
    case restarted

    /// Whether a client sees something of the answer in it: after the first of these, a failure cannot be hidden.
    package var isContent: Bool {
        switch self {
        case .text(let text, _), .reasoning(let text, _), .refusal(let text, _): !text.isEmpty
        case .toolCall: true
        case .started, .logprobs, .finished, .usage, .timings, .restarted: false
        }
    }
}

package struct ToolCallFragment: Sendable, Equatable {
    /// Which of the answer's calls, from 0.
    package var index: Int
    package var id: String?
    package var name: String?
    /// A piece of the JSON text of the arguments.
    package var arguments: String

    package init(index: Int, id: String? = nil, name: String? = nil, arguments: String = "") {
        self.index = index
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

package enum FinishReason: String, Sendable {
    case stop
    case length
    case toolCalls = "tool_calls"
    case contentFilter = "content_filter"
}

package struct Usage: Sendable, Equatable {
    package var promptTokens: Int
    package var completionTokens: Int
    package var cachedTokens: Int?
    package var reasoningTokens: Int?

    package init(
        promptTokens: Int,
        completionTokens: Int,
        cachedTokens: Int? = nil,
        reasoningTokens: Int? = nil
    ) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.cachedTokens = cachedTokens
        self.reasoningTokens = reasoningTokens
    }
}

/// What a backend measured of itself.
package struct Timings: Sendable, Equatable {
    package var total: Duration?
    package var load: Duration?
    package var prompt: Duration?
    package var completion: Duration?

    package init(total: Duration? = nil, load: Duration? = nil, prompt: Duration? = nil, completion: Duration? = nil) {
        self.total = total
        self.load = load
        self.prompt = prompt
        self.completion = completion
    }
}

package struct TokenLogprob: Sendable, Equatable {
    package var token: String
    package var bytes: [UInt8]?
    package var logprob: Double
    package var top: [TokenLogprob]
    /// Where the token begins in the text of a completion, where the backend says so.
    package var textOffset: Int?

    package init(
        token: String,
        bytes: [UInt8]? = nil,
        logprob: Double,
        top: [TokenLogprob] = [],
        textOffset: Int? = nil
    ) {
        self.token = token
        self.bytes = bytes
        self.logprob = logprob
        self.top = top
        self.textOffset = textOffset
    }
}
