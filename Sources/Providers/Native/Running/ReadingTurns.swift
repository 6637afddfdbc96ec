/// Whose prompts are read first: clients take turns, each for some thousand tokens, so that a short prompt is not held up
/// by another client's long one, and prompts of usual length are read one after the other.
struct ReadingTurns: Sendable {
    /// Those whose turn it is not; the one at the end has been served last.
    private var served: [Client] = []
    private var current: (client: Client, count: Int)?

    /// By whose turn it is: first the client that is being served, then those that never were, then the one whose turn was
    /// longest ago. What belongs to one stays in its order.
    func order<Element>(_ elements: [Element], by client: (Element) -> Client) -> [Element] {
        guard elements.count > 1 else { return elements }
        func rank(_ element: Element) -> Int {
            let client = client(element)
            if client == current?.client { return -2 }
            return served.firstIndex(of: client) ?? -1
        }
        return elements.enumerated().sorted { one, other in
            (rank(one.element), one.offset) < (rank(other.element), other.offset)
        }
        .map(\.element)
    }

    /// So many tokens of a client's have been read.
    mutating func note(_ count: Int, by client: Client, turn: Int) {
        var total = count
        if let current, current.client == client {
            total += current.count
        } else if let current {
            rest(current.client)
        }
        current = (client, total)
        served.removeAll { $0 == client }
        guard total >= turn else { return }
        rest(client)
        current = nil
    }

    private mutating func rest(_ client: Client) {
        served.append(client)
        // Only those that read at the same time count, which are few.
        if served.count > 64 { served.removeFirst() }
    }
}

/// Tokens of prompts that the model reads in a second, as last measured.
struct ReadingSpeed: Sendable {
    private var perSecond: Double?

    mutating func note(_ count: Int, in time: Duration) {
        guard time > .zero else { return }
        let speed = Double(count) / (time / .seconds(1))
        perSecond = perSecond.map { $0 * 0.5 + speed * 0.5 } ?? speed
    }

    /// Nil as long as nothing was measured.
    func tokens(in time: Duration) -> Int? { perSecond.map { Int(min($0 * (time / .seconds(1)), 1e6)) } }
}

/// How long sequences are worked on, as of late.
struct MeanStay: Sendable {
    private var seconds: Double?

    mutating func note(_ stay: Duration) {
        let new = max(0, stay / .seconds(1))
        seconds = seconds.map { $0 * 0.9 + new * 0.1 } ?? new
    }

    /// How long until so many of `active` that run side by side have come to their end. Nil as long as none has.
    func expected(_ places: Int, ofActive active: Int) -> Duration? {
        seconds.map { .seconds(min($0 * Double(places) / Double(max(1, active)), 1e6)) }
    }
}
