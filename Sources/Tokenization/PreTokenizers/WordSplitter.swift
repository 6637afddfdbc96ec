/// Cuts text into the words that a vocabulary is learnt from: as a tokenizer with this pre-tokenizer cuts it before it
/// joins anything.
package struct WordSplitter: Sendable {
    private let preTokenizer: PreTokenizer

    /// Nil for a name of `tokenizer.ggml.pre` that is not known.
    package init?(named name: String) {
        guard let steps = NamedPreTokenizer(name)?.steps else { return nil }
        preTokenizer = PreTokenizer(steps: steps)
    }

    /// Hands on each word's bytes, in order; they are valid within `body`.
    package func forEachWord(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard !text.isEmpty else { return }
        var words = Words(text.utf8, startsText: true)
        preTokenizer.split(&words)
        words.withText { text in
            for range in words.ranges { unsafe body(text.slice(range).bytes) }
        }
    }
}
