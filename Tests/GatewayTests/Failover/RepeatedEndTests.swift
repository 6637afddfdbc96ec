import Testing

@testable import Gateway

@Suite struct RepeatedEndTests {
    /// What a client sees of the continuation, cut into pieces of every length.
    private func shown(_ continuation: String, after text: String) -> Set<String> {
        var seen: Set<String> = []
        for length in 1...max(1, continuation.count) {
            var repetition = RepeatedEnd(of: text)
            var shown = ""
            var rest = continuation[...]
            while !rest.isEmpty {
                shown += repetition.take(String(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
            seen.insert(shown + repetition.finish() + repetition.finish())
        }
        return seen
    }

    @Test(arguments: [
        ("The quick brown ", "fox jumps", "fox jumps"),
        ("The quick brown ", "brown fox", "fox"),
        ("The quick brow", "brown fox", "n fox"),
        ("The quick brown", "The quick brown fox", " fox"),
        ("one two three ", "two three four", "four"),
        ("one two three ", "one two three ", ""),
        // Too short to be taken for a repetition, or no words at all.
        ("It is 10", "10 or so", "10 or so"),
        ("    }\n    }\n", "    }\n    }\n", "    }\n    }\n"),
        // The beginning of the text, but not up to its end.
        ("one two three ", "one two six", "one two six"),
        ("Grüße aus Köln", "Köln am Rhein", " am Rhein"),
        ("", "one", "one"),
    ])
    func `what repeats the end of the text is left out, and nothing else, however it arrives`(
        text: String,
        continuation: String,
        expected: String
    ) {
        #expect(shown(continuation, after: text) == [expected])
    }

    @Test(arguments: 0..<300)
    func `nothing is ever lost but a repetition`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        func words(_ most: UInt64) -> String {
            (0..<random.below(most)).map { _ in ["a", "bb", "ccc", "dddd", " ", "é"][Int(random.below(6))] }.joined()
        }
        let (text, continuation) = (words(30), words(30))
        for shown in shown(continuation, after: text) {
            #expect(continuation.hasSuffix(shown))
            #expect(text.hasSuffix(String(continuation.dropLast(shown.count))))
        }
    }
}
