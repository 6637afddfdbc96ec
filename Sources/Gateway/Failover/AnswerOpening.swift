import Providers

/// Whether an answer says anything. Until that is known its parts are held back: a backend that answers 200 and says
/// nothing has failed, and its client is owed the status that says so.
///
/// A model may end its turn at once and mean it: then it has made a token, the one that ends it. An answer that was
/// cut by its length or by a filter is the client's to see too.
struct AnswerOpening {
    private(set) var held: [GenerationPart] = []
    private(set) var isDecided = false
    /// Whether an end alone is worth something: it may be all that an answer begun elsewhere still lacks.
    var takesBareEnd = false
    private var tokens = 0
    /// More of them than any backend sends before it begins; then they are passed on as they come.
    private static let most = 64

    /// Takes a part. True: it and all that is held may go.
    mutating func add(_ part: GenerationPart) -> Bool {
        for event in part.events {
            switch event {
            case .finished(let reason, _) where reason != .stop || takesBareEnd: isDecided = true
            case .usage(let usage): tokens = usage.completionTokens
            default: if event.isContent { isDecided = true }
            }
        }
        held.append(part)
        if held.count >= Self.most { isDecided = true }
        return isDecided
    }

    /// The answer is over. True: nothing was said, nor any token made.
    mutating func end() -> Bool {
        isDecided = true
        return tokens <= 0
    }

    mutating func takeHeld() -> [GenerationPart] {
        defer { held = [] }
        return held
    }
}
