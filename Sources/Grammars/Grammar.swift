import Synchronization

/// What a text has to look like, compiled. It can be used by many at once, and learns as it is used: keep it where the same is asked
/// for again.
package final class Grammar: Sendable {
    let program: Program
    /// Of the vocabularies it was used with lately; most often there is one.
    private let matchers = Mutex<[(vocabulary: TokenTrie, matcher: SharedMatcher)]>([])
    private static let mostMatchers = 4

    /// Throws where a schema in it cannot be followed, or is too large.
    package init(_ part: GrammarPart) throws(SchemaError) {
        var builder = try ProgramBuilder()
        let rule = try builder.rule()
        try builder.add(part, rule.start, rule.end)
        program = Program(builder, start: rule.start)
        guard program.heights[Int(rule.start)] < Program.unreachable else {
            throw SchemaError(
                "no value can fulfil the schema, or none that is nested less than \(Program.deepest) deep"
            )
        }
    }

    /// A text's beginning.
    package func start(over vocabulary: TokenTrie) -> GrammarState { GrammarState(self, vocabulary) }

    /// Whether this whole text is one of the grammar's.
    package func accepts(_ text: some Sequence<UInt8>) -> Bool {
        var machine = Machine(program)
        var position = machine.start()
        for byte in text where position != Machine.dead { position = machine.step(position, byte) }
        return machine.positions[Int(position)].isEnd
    }

    func matcher(for vocabulary: TokenTrie, insteadOf full: SharedMatcher? = nil) -> SharedMatcher {
        matchers.withLock { matchers in
            if let full { matchers.removeAll { $0.matcher === full } }
            if let known = matchers.first(where: { $0.vocabulary === vocabulary }) { return known.matcher }
            if matchers.count >= Self.mostMatchers { matchers.removeFirst() }
            let made = SharedMatcher(Matcher(program, vocabulary))
            matchers.append((vocabulary, made))
            return made
        }
    }
}
