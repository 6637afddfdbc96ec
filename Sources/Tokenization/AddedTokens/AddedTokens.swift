/// Finds added tokens in text: the first, and of several that begin at its place the longest.
struct AddedTokens: Sendable {
    private let tokens: [AddedToken]
    private let trie: ByteTrie
    /// Which bytes a token begins with.
    private let first: Table<Bool>

    /// A stretch of a text: a token, or what lies between tokens.
    struct Stretch: Equatable {
        var range: Range<Int>
        var id: Int32?
    }

    init(_ tokens: [AddedToken]) throws(TokenizationError) {
        self.tokens = tokens.filter { !$0.content.isEmpty }
        guard self.tokens.allSatisfy({ $0.content.count <= 4096 }) else {
            throw TokenizationError("an added token is longer than 4096 bytes")
        }
        first = Table(repeating: false, count: 256)
        for token in self.tokens { first[Int(token.content[0])] = true }
        // Of two tokens with the same text the last counts.
        trie = try ByteTrie(self.tokens.enumerated().reversed().map { ($1.content, Int32(truncatingIfNeeded: $0)) })
    }

    var isEmpty: Bool { tokens.isEmpty }

    /// Cuts a text. Special tokens are text like any other unless `takesSpecial`.
    func split(_ text: UTF8Text, takesSpecial: Bool) -> [Stretch] {
        var stretches: [Stretch] = []
        var start = 0
        var index = 0
        while index < text.count {
            guard first[Int(text[index])], let (found, matchEnd) = trie.longest(text, at: index) else {
                index += 1
                continue
            }
            let token = tokens[Int(found)]
            guard takesSpecial || !token.isSpecial, !token.isWord || standsAlone(text, index..<matchEnd) else {
                index = matchEnd
                continue
            }
            let begin = token.stripsLeft ? spaceStart(text, before: index, from: start) : max(index, start)
            let end = token.stripsRight ? spaceEnd(text, after: matchEnd) : matchEnd
            if start < begin { stretches.append(Stretch(range: start..<begin)) }
            stretches.append(Stretch(range: begin..<max(end, begin), id: token.id))
            start = max(end, start)
            index = max(matchEnd, end)
        }
        if start < text.count { stretches.append(Stretch(range: start..<text.count)) }
        return stretches
    }

    private func standsAlone(_ text: UTF8Text, _ match: Range<Int>) -> Bool {
        func isWord(_ index: Int) -> Bool {
            let value = text.scalar(at: index).value
            return CharacterClass.isWord(value, CategoryTable.shared[value])
        }
        if match.lowerBound > 0, isWord(text.start(before: match.lowerBound)) { return false }
        return match.upperBound == text.count || !isWord(match.upperBound)
    }

    private func spaceStart(_ text: UTF8Text, before end: Int, from first: Int) -> Int {
        var index = max(end, first)
        while index > first {
            let start = text.start(before: index)
            guard CategoryTable.shared[text.scalar(at: start).value].has(.whitespace) else { break }
            index = start
        }
        return index
    }

    private func spaceEnd(_ text: UTF8Text, after start: Int) -> Int {
        var index = start
        while index < text.count {
            let (value, length) = text.scalar(at: index)
            guard CategoryTable.shared[value].has(.whitespace) else { break }
            index += length
        }
        return index
    }
}
