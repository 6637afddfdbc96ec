/// BERT's model: the longest token that a word begins with, and again for what is left, whose tokens have a mark before
/// them. A word that cannot be taken apart whole is unknown whole.
struct WordPieceModel: Sendable {
    let vocabulary: Vocabulary
    /// What marks a token that goes on within a word.
    let prefix: [UInt8]
    let unknown: Int32
    /// Longer words are unknown; in characters.
    let longestWord: Int

    func encode(_ words: [Range<Int>], of text: UTF8Text, into output: inout TokenBuffer, _ scratch: Scratch) {
        var buffer: [UInt8] = []
        scratch.encode(words, of: text, into: &output) { word, output in
            encode(text.slice(word), into: &output, &buffer)
        }
    }

    private func encode(_ word: UTF8Text, into output: inout TokenBuffer, _ buffer: inout [UInt8]) {
        var characters = 0
        for index in 0..<word.count where word[index] & 0xc0 != 0x80 { characters += 1 }
        guard characters <= longestWord else { return output.append(unknown) }
        var found: [Int32] = []
        var start = 0
        while start < word.count {
            guard let (id, end) = longest(word, from: start, &buffer) else { return output.append(unknown) }
            found.append(id)
            start = end
        }
        for id in found { output.append(id) }
    }

    /// The longest token at a place of a word, and where it ends.
    private func longest(_ word: UTF8Text, from start: Int, _ buffer: inout [UInt8]) -> (Int32, Int)? {
        buffer.removeAll(keepingCapacity: true)
        if start > 0 { buffer += prefix }
        let head = buffer.count
        unsafe buffer.append(contentsOf: word.slice(start..<word.count).bytes)
        var end = min(word.count, start + max(vocabulary.longest - head, 0))
        while end < word.count, end > start, word[end] & 0xc0 == 0x80 { end -= 1 }
        return buffer.withText { text in
            while end > start {
                if let id = unsafe vocabulary.find(text.base, count: head + end - start) {
                    return (Int32(truncatingIfNeeded: id), end)
                }
                end = word.start(before: end)
            }
            return nil
        }
    }
}
