import Synchronization

/// How far a text has come in a grammar. A value: a copy goes on by itself.
///
/// Before each token `mask(into:)` tells which may come; what was drawn is told by `take`. Some token can always come, or the text
/// may end, if every byte is a token of the vocabulary; if not, a mask may be empty.
package struct GrammarState: Sendable {
    private let grammar: Grammar
    private let vocabulary: TokenTrie
    private var matcher: SharedMatcher
    private var position: Int32
    private var hasEnded = false

    init(_ grammar: Grammar, _ vocabulary: TokenTrie) {
        self.grammar = grammar
        self.vocabulary = vocabulary
        matcher = grammar.matcher(for: vocabulary)
        position = matcher.state.withLock { $0.machine.start() }
    }

    /// Which tokens may come next. The mask must be of the vocabulary's count; what was in it is lost.
    package func mask(into mask: inout TokenMask) {
        precondition(mask.count == vocabulary.count, "the mask is of another vocabulary")
        guard !hasEnded else { return mask.clear() }
        matcher.state.withLock { $0.mask(position, into: &mask) }
    }

    /// Goes on by a token. False, and nothing changes, where the grammar does not take it here.
    package mutating func take(_ token: Int) -> Bool {
        guard !hasEnded else { return false }
        if vocabulary.isEnd(token) {
            guard canEnd else { return false }
            hasEnded = true
            return true
        }
        let text = vocabulary.text(token)
        guard !text.isEmpty else { return false }
        return take(text)
    }

    /// Goes on by text that was not drawn, as what a template has begun an answer with. False, and nothing changes, where the
    /// grammar does not take it here.
    package mutating func take(_ text: some Sequence<UInt8>) -> Bool {
        guard !hasEnded else { return false }
        let (next, isFull) = matcher.state.withLock { state in
            var next = position
            for byte in text where next != Machine.dead { next = state.machine.step(next, byte) }
            return (next, state.machine.isFull)
        }
        guard next != Machine.dead else { return false }
        position = next
        if isFull { moveOn() }
        return true
    }

    /// Whether the text may end here: the end tokens are allowed.
    package var canEnd: Bool { here.isEnd }

    /// Whether nothing but an end may come: the model need not be asked again.
    package var mustEnd: Bool { here.isEnd && here.places.isEmpty || hasEnded }

    /// Whether an end token was taken.
    package var isOver: Bool { hasEnded }

    private var here: Machine.Position { matcher.state.withLock { $0.machine.positions[Int(position)] } }

    /// Leaves a machine that has learnt too much for one that has learnt nothing.
    private mutating func moveOn() {
        let (exported, isEnd) = matcher.state.withLock { state in
            (state.machine.export(position), state.machine.positions[Int(position)].isEnd)
        }
        matcher = grammar.matcher(for: vocabulary, insteadOf: matcher)
        position = matcher.state.withLock { $0.machine.import(exported, isEnd: isEnd) }
    }
}

/// A matcher that states of a grammar use in turn.
final class SharedMatcher: Sendable {
    let state: Mutex<Matcher>

    init(_ matcher: Matcher) { state = Mutex(matcher) }
}
