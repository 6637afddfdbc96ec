/// Whose request a sequence belongs to, for being fair to all.
enum Client: Hashable, Sendable {
    /// All requests that name this user, and came with this key where keys are in use.
    case user(String, key: String? = nil)
    /// All requests that came with this key, and name no user.
    case key(String)
    /// A request that names nobody.
    case request(Int)
}

/// What waits, in an order that is fair to clients rather than to requests: each has its turn, however much another has put
/// in. A pure state machine.
///
/// Each element is given a round when it comes: the one after the round being served, or after the client's last. So a client
/// with a hundred elements has one in each of a hundred rounds, and another's first comes in the next; and as rounds are
/// served one after the other, nobody waits for those that come later.
struct FairQueue<Element: Sendable>: Sendable {
    private struct Waiting {
        var element: Element
        var client: Client
        var round: Int
    }

    /// In the order in which they are served: by round, and within one as they came.
    private var waiting: [Waiting] = []
    private var lastRounds: [Client: Int] = [:]
    private var round = 0

    var count: Int { waiting.count }
    var isEmpty: Bool { waiting.isEmpty }
    /// The one that is served next.
    var first: Element? { waiting.first?.element }
    var elements: [Element] { waiting.map(\.element) }

    mutating func append(_ element: Element, of client: Client) {
        let round = max(round, lastRounds[client] ?? 0) + 1
        lastRounds[client] = round
        let place = waiting.firstIndex { $0.round > round } ?? waiting.count
        waiting.insert(Waiting(element: element, client: client, round: round), at: place)
    }

    mutating func popFirst() -> Element? {
        guard !waiting.isEmpty else { return nil }
        let first = waiting.removeFirst()
        round = first.round
        // A client whose last round is over is like one that has never been here.
        if lastRounds.count > 2 * waiting.count + 16 { lastRounds = lastRounds.filter { $0.value > round } }
        return first.element
    }

    mutating func removeAll(where isGone: (Element) -> Bool) {
        let clients = Set(waiting.filter { isGone($0.element) }.map(\.client))
        guard !clients.isEmpty else { return }
        waiting.removeAll { isGone($0.element) }
        // What is taken back has not been a turn.
        for client in clients { lastRounds[client] = waiting.last { $0.client == client }?.round ?? round }
    }
}
