/// A text being cut into words: each step cuts the words of the one before, and may write the text anew.
struct Words {
    /// The text, and sixteen bytes more that may be read and mean nothing.
    private(set) var bytes: [UInt8]
    private(set) var count: Int
    var ranges: [Range<Int>]
    /// Whether the text stands at the start of what is being encoded.
    let startsText: Bool

    private static let padding = 16

    init(_ text: some Sequence<UInt8>, startsText: Bool) {
        bytes = Array(text)
        count = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.padding))
        ranges = count > 0 ? [0..<count] : []
        self.startsText = startsText
    }

    /// Whether a word stands at the start of what is being encoded.
    func isFirst(_ word: Range<Int>) -> Bool { startsText && word.lowerBound == 0 }

    @inline(__always) func withText<Result, Failure: Error>(
        _ body: (UTF8Text) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let count = count
        return try bytes.withText { (text) throws(Failure) in try unsafe body(UTF8Text(text.base, count: count)) }
    }

    /// Cuts each word by itself: `cut` appends its parts.
    mutating func cut(_ cut: (UTF8Text, Range<Int>, inout [Range<Int>]) -> Void) {
        var parts: [Range<Int>] = []
        parts.reserveCapacity(ranges.count == 1 ? count / 4 : ranges.count)
        withText { text in
            for range in ranges { cut(text, range, &parts) }
        }
        ranges = parts
    }

    /// Cuts at the characters that `isMatch` takes.
    mutating func cut(_ behavior: SplitBehavior, _ isMatch: (UInt32, Categories) -> Bool) {
        let table = CategoryTable.shared
        var collector = SplitCollector(behavior, [])
        withText { text in
            for range in ranges {
                collector.begin()
                var start = range.lowerBound
                var index = start
                while index < range.upperBound {
                    let (value, length) = text.scalar(at: index)
                    if isMatch(value, table[value]) {
                        collector.add(start..<index, isMatch: false)
                        collector.add(index..<index + length, isMatch: true)
                        start = index + length
                    }
                    index += length
                }
                collector.add(start..<range.upperBound, isMatch: false)
            }
        }
        ranges = collector.finish()
    }

    /// Writes each word anew.
    mutating func rewrite(_ write: (UTF8Text, Range<Int>, inout [UInt8]) -> Void) {
        var written: [UInt8] = []
        written.reserveCapacity(bytes.count + ranges.count)
        var parts: [Range<Int>] = []
        parts.reserveCapacity(ranges.count)
        withText { text in
            for range in ranges {
                let start = written.count
                write(text, range, &written)
                if written.count > start { parts.append(start..<written.count) }
            }
        }
        count = written.count
        written.append(contentsOf: repeatElement(0, count: Self.padding))
        bytes = written
        ranges = parts
    }
}
