/// The first symbols of a word where they are characters, with what is written before and after them in the vocabulary.
struct CharacterSymbols: Sendable {
    /// Before every character but a word's first.
    var prefix: [UInt8] = []
    /// After a word's last character.
    var suffix: [UInt8] = []

    /// Appends the word's characters; what is no token stays as a symbol without an id if `keepsUnknown`.
    func append(
        _ word: Range<Int>,
        of text: UTF8Text,
        _ vocabulary: Vocabulary,
        _ unknown: UnknownTokens,
        keepsUnknown: Bool,
        to merges: inout MergeSpace
    ) {
        var index = word.lowerBound
        while index < word.upperBound {
            let end = index + text.scalar(at: index).length
            let id = find(index..<end, in: word, of: text, vocabulary)
            if let id {
                merges.append(UInt32(truncatingIfNeeded: id), start: index)
            } else if keepsUnknown {
                merges.append(MergeSpace.none, start: index)
            } else if let bytes = unknown.bytes {
                for place in index..<end { merges.append(UInt32(bitPattern: bytes[Int(text[place])]), start: place) }
            } else {
                unknown.append(to: &merges, start: index)
            }
            index = end
        }
    }

    @inline(__always) private func find(
        _ character: Range<Int>,
        in word: Range<Int>,
        of text: UTF8Text,
        _ vocabulary: Vocabulary
    ) -> Int? {
        let needsPrefix = !prefix.isEmpty && character.lowerBound > word.lowerBound
        let needsSuffix = !suffix.isEmpty && character.upperBound == word.upperBound
        guard needsPrefix || needsSuffix else {
            return unsafe vocabulary.find(text.base + character.lowerBound, count: character.count)
        }
        var bytes = needsPrefix ? prefix : []
        unsafe bytes.append(contentsOf: text.slice(character).bytes)
        if needsSuffix { bytes += suffix }
        return vocabulary.find(bytes)
    }
}
