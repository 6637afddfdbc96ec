import Engine
import Foundation

/// A request that a model is at work on: its choices, and the way to its reader.
///
/// Made by whoever asks, and from then on the model's thread's alone, but for the channel.
final class RunningAnswer: @unchecked Sendable {
    // Sendable because only the model's thread touches the variables once it has been handed over.
    let completion: NativeCompletion
    let channel: AnswerChannel
    let load: Duration
    let client: Client
    /// When it has waited for its turn too long.
    let deadline: ContinuousClock.Instant
    private let text: NativeText
    private var unfinished: Int
    private var completionTokens = 0
    private var cachedTokens = 0
    private var events: [GenerationEvent] = []
    private var begun: ContinuousClock.Instant?
    private var firstToken: ContinuousClock.Instant?

    init(
        _ completion: NativeCompletion,
        _ text: NativeText,
        load: Duration,
        client: Client,
        wakeWriter: @escaping @Sendable () -> Void
    ) {
        self.completion = completion
        self.client = client
        deadline = .now + completion.patience
        self.text = text
        self.load = load
        channel = AnswerChannel(wakeWriter: wakeWriter)
        unfinished = completion.choiceCount
    }

    // MARK: What its choices tell

    /// The first of its tokens is being read.
    func begin() {
        guard begun == nil else { return }
        begun = .now
        events.append(.started(model: completion.model))
    }

    /// So many tokens of a choice's prompt need not be read. A prompt is counted once, however many choices it has.
    func countShared(_ tokens: Int, ofChoice choice: Int) {
        if choice % completion.choicesPerPrompt == 0 { cachedTokens += tokens }
    }

    func add(_ new: [GenerationEvent]) { events += new }

    func countToken() {
        completionTokens += 1
        firstToken = firstToken ?? .now
    }

    func finish(_ choice: Int, _ reason: FinishReason) {
        events.append(.finished(reason, choice: choice))
        unfinished -= 1
    }

    /// Sends what there is. Returns false when the reader is too slow for more.
    func flush() -> Bool {
        guard unfinished == 0 else {
            defer { events = [] }
            return channel.send(events)
        }
        let end = ContinuousClock.now
        let prompts = completion.prompts.reduce(0) { $0 + $1.tokens.count }
        var timings = Timings(load: load)
        if let begun {
            timings.prompt = (firstToken ?? end) - begun
            timings.completion = end - (firstToken ?? end)
        }
        let usage = Usage(
            promptTokens: prompts,
            completionTokens: completionTokens,
            cachedTokens: cachedTokens
        )
        events += [.usage(usage), .timings(timings)]
        _ = channel.send(events)
        channel.end()
        events = []
        return true
    }

    func fail(_ error: ProviderError) { channel.end(.failure(error)) }
}
