/// Properties that are no general category.
enum CharacterClass {
    /// What BERT sets apart as a word: Chinese characters, but not Japanese syllables or Korean letters.
    static func isChinese(_ value: UInt32) -> Bool {
        switch value {
        case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f,
            0x2b920...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
            true
        default: false
        }
    }

    /// Punctuation, and ASCII's symbols with it.
    static func isPunctuation(_ value: UInt32, _ category: Categories) -> Bool {
        switch value {
        case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: true
        default: category.has(.punctuation)
        }
    }

    /// What `\w` takes in the regular expressions of Hugging Face's tokenizers.
    static func isWord(_ value: UInt32, _ category: Categories) -> Bool {
        if category.has(wordCategories) { return true }
        switch value {
        case 0x200c, 0x200d, 0x24b6...0x24e9, 0x1f130...0x1f149, 0x1f150...0x1f169, 0x1f170...0x1f189: return true
        default: return false
        }
    }

    private static let wordCategories = Categories.letters.union(.marks)
        .union(Categories(.digit, .letterNumber, .connector))

    /// The script Han.
    static func isHan(_ value: UInt32) -> Bool {
        guard value >= 0x2e80 else { return false }
        var low = 0
        var high = hanRanges.count
        while low < high {
            let middle = (low + high) / 2
            if hanRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < hanRanges.count && hanRanges[low].contains(value)
    }

    private static let hanRanges: [ClosedRange<UInt32>] = {
        var reader = TableReader(UnicodeData.hanRanges)
        var ranges: [ClosedRange<UInt32>] = []
        var next = 0
        while !reader.isAtEnd {
            let first = next + reader.number()
            _ = reader.mark()
            next = first + max(reader.number(), 1)
            _ = reader.mark()
            ranges.append(UInt32(first)...UInt32(next - 1))
        }
        return ranges
    }()
}
