import Engine
import Tokenization

/// The text of one choice, from its tokens to the events that a client sees: no half characters, nothing of a stop
/// text, and each token's probability with the text that it makes.
struct ChoiceText: Sendable {
    private struct Told {
        var logprob: TokenLogprob
        /// How long the text was before the token, and is after it.
        var start: Int
        var end: Int
    }

    private let choice: Int
    private var detokenizer: StreamingDetokenizer
    private var matcher: StopMatcher
    /// Of a chat's answer; nil where all of it is text.
    private var reading: AnswerReading?
    /// Bytes of text that the tokens have made, and of those that were shown.
    private var made = 0
    private var shown = 0
    private var waiting: [Told] = []

    init(choice: Int, detokenizer: StreamingDetokenizer, stops: [String], reading: AnswerReading? = nil) {
        self.choice = choice
        self.detokenizer = detokenizer
        self.reading = reading
        matcher = StopMatcher(stops)
    }

    init(_ choice: Int, of completion: NativeCompletion, _ text: NativeText) {
        let plan = completion.answer
        self.init(
            choice: choice,
            detokenizer: StreamingDetokenizer(text.tokenizer, keeping: plan?.marks ?? [], continuing: true),
            stops: completion.stops,
            reading: plan.map { AnswerReading($0, choice: choice) }
        )
    }

    /// Whether nothing more of it is wanted.
    var hasStopped: Bool { matcher.hasStopped || reading?.isOver ?? false }

    /// Why it ended, by what it came to.
    func reason(_ reason: FinishReason) -> FinishReason {
        reason == .stop && reading?.callsTools ?? false ? .toolCalls : reason
    }

    /// Takes a token, and gives what may be shown now.
    mutating func add(_ token: Int, _ logprob: TokenLogprob?) -> [GenerationEvent] {
        let piece = detokenizer.append(Int32(truncatingIfNeeded: token))
        if let logprob { waiting.append(Told(logprob: logprob, start: made, end: made + piece.utf8.count)) }
        made += piece.utf8.count
        return events(for: matcher.take(piece.utf8).text)
    }

    /// There are no more tokens: gives what was held back.
    mutating func finish() -> [GenerationEvent] {
        let rest = detokenizer.finish()
        made += rest.utf8.count
        let events = events(for: matcher.take(rest.utf8).text + matcher.finish())
        return events + (reading?.finish() ?? [])
    }

    /// A stop text is one of whole characters, and so is what is before it.
    private mutating func events(for text: [UInt8]) -> [GenerationEvent] {
        shown += text.count
        var events: [GenerationEvent] = []
        if !text.isEmpty {
            let text = String(decoding: text, as: UTF8.self)
            events += reading?.feed(text) ?? [.text(text, choice: choice)]
        }
        let count = waiting.prefix { $0.end <= shown || (matcher.hasStopped && $0.start < shown) }.count
        if count > 0 {
            events.append(.logprobs(waiting[..<count].map(\.logprob), choice: choice))
            waiting.removeFirst(count)
        }
        return events
    }
}
