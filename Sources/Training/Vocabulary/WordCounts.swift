package import Curriculum
internal import Tokenization

/// How often each word stands in the text that a vocabulary is learnt from.
///
/// A value: threads count on their own, and `merge` joins what they counted. The words are those of `pre`, so that no token
/// is learnt that the tokenizer's own cuts would keep from being used.
package struct WordCounts: Sendable {
    /// The pre-tokenizer, as `tokenizer.ggml.pre` names it.
    ///
    /// It cuts every digit off by itself, so that numbers are read and copied digit by digit, and then as GPT-2 does: of what
    /// stands before a word only a space goes with it. A name then is spelled in two ways at most, with a space and without,
    /// which is what makes copying it easy to learn; Llama 3's and Qwen's patterns glue any sign to it.
    package static let pre = "smollm"

    private var table = WordTable()
    private let splitter = WordSplitter(named: WordCounts.pre)

    /// Nothing counted yet.
    package init() {}

    /// How many different words there are.
    package var count: Int { table.count }
    /// How many bytes of text were counted.
    package private(set) var bytes = 0

    /// Counts a text's words.
    package mutating func add(_ text: String) {
        bytes += text.utf8.count
        unsafe splitter?.forEachWord(of: text) { word in unsafe table.add(word, 1) }
    }

    /// Counts every turn's text. The markers between turns are tokens of their own, and nothing is learnt from them.
    package mutating func add(_ example: Example) {
        for turn in example.turns { add(turn.text) }
    }

    /// Adds what another has counted.
    package mutating func merge(_ other: WordCounts) {
        bytes += other.bytes
        unsafe other.table.forEach { word, count in unsafe table.add(word, count) }
    }

    /// The words with their counts, in the order of their bytes, so that nothing depends on the order in which they came.
    func sorted() -> [(word: [UInt8], count: Int)] {
        var words: [(word: [UInt8], count: Int)] = []
        words.reserveCapacity(table.count)
        unsafe table.forEach { word, count in unsafe words.append((Array(word), count)) }
        return words.sorted { $0.word.lexicographicallyPrecedes($1.word) }
    }
}
