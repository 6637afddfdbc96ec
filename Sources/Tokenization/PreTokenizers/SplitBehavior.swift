/// What becomes of the delimiters that text is split at.
enum SplitBehavior: Sendable {
    case removed, isolated, mergedWithPrevious, mergedWithNext, contiguous
}

/// Takes the stretches of a text, in order, and makes words of them.
struct SplitCollector {
    private let behavior: SplitBehavior
    private var words: [Range<Int>]
    private var wasMatch = false
    private var isFirst = true

    init(_ behavior: SplitBehavior, _ words: consuming [Range<Int>]) {
        self.behavior = behavior
        self.words = words
    }

    /// Begins another piece of the text: nothing is merged over its start.
    mutating func begin() {
        isFirst = true
        wasMatch = false
    }

    @inline(__always) mutating func add(_ range: Range<Int>, isMatch: Bool) {
        guard !range.isEmpty else { return }
        defer {
            isFirst = false
            wasMatch = isMatch
        }
        switch behavior {
        case .removed: if !isMatch { words.append(range) }
        case .isolated: words.append(range)
        case .mergedWithPrevious:
            if isMatch, !wasMatch, !isFirst { extend(range) } else { words.append(range) }
        case .mergedWithNext:
            // A delimiter takes what follows it, unless that is a delimiter too.
            if !isMatch, wasMatch, !isFirst { extend(range) } else { words.append(range) }
        case .contiguous:
            if isMatch == wasMatch, !isFirst { extend(range) } else { words.append(range) }
        }
    }

    private mutating func extend(_ range: Range<Int>) {
        guard let last = words.popLast() else { return }
        words.append(last.lowerBound..<range.upperBound)
    }

    consuming func finish() -> [Range<Int>] { words }
}
