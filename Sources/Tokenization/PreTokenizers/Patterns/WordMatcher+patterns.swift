extension WordMatcher {
    /// The end of the word of GPT-2's pattern that begins at a place.
    @inline(__always) func gpt2(_ start: Int) -> Int {
        let first = character(start)
        if first.value == Self.apostrophe, let end = contraction(start, anyCase: false) { return end }
        if first.value == 0x20, first.next < end {
            // A space goes with the word after it.
            let second = character(first.next)
            if !second.category.has(.whitespace) { return gpt2Run(second.category, from: second.next) }
        }
        if first.category.has(.whitespace) { return whitespace(from: start) }
        return gpt2Run(first.category, from: first.next)
    }

    @inline(__always) private func gpt2Run(_ category: Categories, from start: Int) -> Int {
        if category.has(.letters) { return run(.letters, from: start) }
        if category.has(.numbers) { return run(.numbers, from: start) }
        return run(without: Self.notOther, from: start)
    }

    /// The end of the word of cl100k's pattern that begins at a place.
    @inline(__always) func cl100k(_ start: Int, _ pattern: CL100KPattern) -> Int {
        let letters: Categories = pattern.takesMarks ? .letters.union(.marks) : .letters
        let first = character(start)
        if first.category.has(letters) { return run(letters, from: first.next) }
        if first.value == Self.apostrophe, pattern.cutsContractions, let end = contraction(start, anyCase: true) {
            return end
        }
        if first.category.has(.numbers) { return numbers(pattern.digits, from: start) }
        if first.next < end, first.value != 0x0a, first.value != 0x0d {
            let second = character(first.next)
            if second.category.has(letters) { return run(letters, from: second.next) }
            if first.value == 0x20, !second.category.has(Self.notOther.union(letters)) {
                return lineEnds(after: run(without: Self.notOther.union(letters), from: second.next), slash: false)
            }
        }
        if first.category.has(.whitespace) { return whitespaceToLineEnd(from: start) }
        return lineEnds(after: run(without: Self.notOther.union(letters), from: first.next), slash: false)
    }

    /// The end of the word of o200k's pattern that begins at a place.
    @inline(__always) func o200k(_ start: Int, _ pattern: O200KPattern) -> Int {
        let first = character(start)
        if let end = o200kWord(start, first) {
            guard pattern.takesContractions, end < self.end, text[end] == UInt8(Self.apostrophe) else { return end }
            return contraction(end, anyCase: true) ?? end
        }
        if first.category.has(.numbers) { return numbers(pattern.digits, from: start) }
        if first.value == 0x20, first.next < end {
            let second = character(first.next)
            if !second.category.has(Self.notOther) {
                return lineEnds(after: run(without: Self.notOther, from: second.next), slash: true)
            }
        }
        if first.category.has(.whitespace) { return whitespaceToLineEnd(from: start) }
        return lineEnds(after: run(without: Self.notOther, from: first.next), slash: true)
    }

    /// `[^\r\n\p{L}\p{N}]?` and a capitalised word, or one that is all capitals; in the order that a backtracking matcher
    /// tries them.
    @inline(__always) private func o200kWord(
        _ start: Int,
        _ first: (value: UInt32, category: Categories, next: Int)
    ) -> Int? {
        let mayLead = !first.category.has(Self.wordOrNumber) && first.value != 0x0a && first.value != 0x0d
        if mayLead, first.next < end, let end = capitalised(first.next) { return end }
        if let end = capitalised(start) { return end }
        if mayLead, first.next < end {
            let end = run(.wordHead, from: first.next)
            if end > first.next { return end }
        }
        let end = run(.wordHead, from: start)
        return end > start ? end : nil
    }

    /// `[head]*[tail]+`: as many heads as leave one tail.
    @inline(__always) private func capitalised(_ start: Int) -> Int? {
        var index = start
        var lastTail: Int?
        while index < end {
            let (_, category, next) = character(index)
            guard category.has(.wordHead) else {
                // What only a tail can be: the tail runs on from here.
                return category.has(.wordTail) ? run(.wordTail, from: next) : lastTail
            }
            if category.has(.wordTail) { lastTail = next }
            index = next
        }
        return lastTail
    }

    @inline(__always) private func lineEnds(after start: Int, slash: Bool) -> Int {
        var index = start
        while index < end {
            let byte = text[index]
            guard byte == 0x0a || byte == 0x0d || slash && byte == 0x2f else { break }
            index += 1
        }
        return index
    }
}
