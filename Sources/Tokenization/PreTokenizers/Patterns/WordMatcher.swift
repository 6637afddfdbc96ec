/// Finds where the word ends that begins at a place: what all the patterns have in common.
@safe struct WordMatcher {
    // Safe: `text` is alive while this is used, and no place at or after `end` is read.
    let text: UTF8Text
    let end: Int
    let categories = CategoryTable.shared

    static let apostrophe: UInt32 = 0x27
    static let wordOrNumber = Categories.letters.union(.numbers)
    static let notOther = Categories.letters.union(.numbers).union(.whitespace)

    @inline(__always) func split(
        from start: Int,
        into words: inout [Range<Int>],
        _ match: (WordMatcher, Int) -> Int
    ) {
        var index = start
        while index < end {
            let next = match(self, index)
            words.append(index..<next)
            index = next
        }
    }

    /// The character at a place before the end: its value, its category, and where the next one begins.
    @inline(__always) func character(_ index: Int) -> (value: UInt32, category: Categories, next: Int) {
        let (value, length) = text.scalar(at: index)
        return (value, categories[value], index + length)
    }

    /// The end of the characters of these categories from a place on.
    @inline(__always) func run(_ wanted: Categories, from start: Int) -> Int {
        var index = start
        while index < end {
            let (_, category, next) = character(index)
            guard category.has(wanted) else { break }
            index = next
        }
        return index
    }

    /// The end of the characters of none of these categories.
    @inline(__always) func run(without unwanted: Categories, from start: Int) -> Int {
        var index = start
        while index < end {
            let (_, category, next) = character(index)
            guard !category.has(unwanted) else { break }
            index = next
        }
        return index
    }

    /// The end of at most so many numbers.
    @inline(__always) func numbers(_ most: Int, from start: Int) -> Int {
        var index = start
        var count = 0
        while index < end, count < most {
            let (_, category, next) = character(index)
            guard category.has(.numbers) else { break }
            index = next
            count += 1
        }
        return index
    }

    /// The end of `'s|'t|'re|'ve|'m|'ll|'d` after an apostrophe that stands at `index`; nil if there is none of them.
    @inline(__always) func contraction(_ index: Int, anyCase: Bool) -> Int? {
        let first = index + 1
        guard first < end else { return nil }
        let letter = folded(first, anyCase)
        switch letter.value {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return letter.next
        case UInt8(ascii: "r"), UInt8(ascii: "v"):
            return letter.next < end && folded(letter.next, anyCase).value == UInt8(ascii: "e") ? letter.next + 1 : nil
        case UInt8(ascii: "l"):
            return letter.next < end && folded(letter.next, anyCase).value == UInt8(ascii: "l") ? letter.next + 1 : nil
        default: return nil
        }
    }

    /// A letter in lower case, and where the next one begins; the long s is an s, where case does not matter.
    @inline(__always) private func folded(_ index: Int, _ anyCase: Bool) -> (value: UInt8, next: Int) {
        let byte = text[index]
        guard anyCase else { return (byte, index + 1) }
        if byte >= 0x41, byte <= 0x5a { return (byte | 0x20, index + 1) }
        if byte == 0xc5, text[index + 1] == 0xbf { return (UInt8(ascii: "s"), index + 2) }
        return (byte, index + 1)
    }

    /// `\s+(?!\S)|\s+`: whitespace up to a word's last one before it.
    @inline(__always) func whitespace(from start: Int) -> Int {
        var index = start
        var last = start
        while index < end {
            let (_, category, next) = character(index)
            guard category.has(.whitespace) else { break }
            last = index
            index = next
        }
        return index == end || last == start ? index : last
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`: the same, but lines' ends end it.
    @inline(__always) func whitespaceToLineEnd(from start: Int) -> Int {
        var index = start
        var last = start
        var lineEnd = start
        while index < end {
            let (value, category, next) = character(index)
            guard category.has(.whitespace) else { break }
            if value == 0x0a || value == 0x0d { lineEnd = next }
            last = index
            index = next
        }
        if lineEnd > start { return lineEnd }
        return index == end || last == start ? index : last
    }
}
