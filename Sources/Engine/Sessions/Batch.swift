/// The work of one step: for each of several sessions, the tokens by which it goes on.
package struct Batch: Sendable {
    /// Of which tokens the logits are computed.
    package enum Wanted: Sendable { case none, last, all }

    package struct Entry: Sendable {
        package let session: Session
        package let tokens: [Int]
        package let wanted: Wanted
        /// How long the session will be when all of its prompt is in, of which these tokens may be a part.
        package let finalLength: Int

        var wantedCount: Int {
            switch wanted {
            case .none: 0
            case .last: 1
            case .all: tokens.count
            }
        }
    }

    package private(set) var entries: [Entry] = []
    package private(set) var tokenCount = 0

    package init() {}

    /// A session may be there once.
    package mutating func append(
        _ session: Session,
        _ tokens: [Int],
        logits: Wanted = .last,
        finalLength: Int = 0
    ) {
        entries.append(Entry(session: session, tokens: tokens, wanted: logits, finalLength: finalLength))
        tokenCount += tokens.count
    }
}
