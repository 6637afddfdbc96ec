/// Cuts text into the words that a model encodes one by one: steps, in order.
struct PreTokenizer: Sendable {
    var steps: [Step] = []

    enum Step: Sendable {
        /// A pattern that takes every character.
        case pattern(WordPattern)
        case regex(RegexProgram, SplitBehavior, isInverted: Bool)
        case literal([UInt8], SplitBehavior, isInverted: Bool)
        case prefixSpace
        /// Bytes as printable characters, for steps that are to see them so; and back again.
        case toAlphabet
        case fromAlphabet
        case metaspace(Metaspace)
        /// SentencePiece's marks for spaces, and one before each word whatever it begins with.
        case spaceMarks(prepends: Bool)
        case digits(areSingle: Bool)
        case punctuation(SplitBehavior)
        /// `\w+|[^\w\s]+`
        case wordsAndOthers
        case whitespace
        case delimiter(UInt32)
        case boundaries(SafeBoundaries)
    }

    func split(_ words: inout Words) {
        for step in steps { step.apply(to: &words) }
    }
}

extension PreTokenizer.Step {
    func apply(to words: inout Words) {
        switch self {
        case .pattern(let pattern): words.cut { pattern.split($0, $1, into: &$2) }
        case .regex(let program, let behavior, let isInverted):
            words.cut { RegexSplit(program, behavior, isInverted: isInverted).split($0, $1, into: &$2) }
        case .literal(let literal, let behavior, let isInverted):
            words.cut { LiteralSplit(literal, behavior, isInverted: isInverted).split($0, $1, into: &$2) }
        case .prefixSpace:
            words.rewrite { text, range, output in
                if text[range.lowerBound] != 0x20 { output.append(0x20) }
                unsafe output.append(contentsOf: text.slice(range).bytes)
            }
        case .toAlphabet:
            words.rewrite { text, range, output in
                unsafe ByteAlphabet.encode(text.slice(range).bytes, into: &output)
            }
        case .fromAlphabet:
            words.rewrite { text, range, output in _ = ByteAlphabet.decode(text.slice(range), into: &output) }
        case .metaspace(let metaspace): metaspace.apply(to: &words)
        case .spaceMarks(let prepends):
            words.rewrite { text, range, output in
                if prepends { output += Metaspace.bytes }
                for index in range {
                    if text[index] == 0x20 { output += Metaspace.bytes } else { output.append(text[index]) }
                }
            }
        case .digits(let areSingle): words.cut(areSingle ? .isolated : .contiguous) { $1.has(.numbers) }
        case .punctuation(let behavior): words.cut(behavior) { CharacterClass.isPunctuation($0, $1) }
        case .wordsAndOthers:
            words.cut(.removed) { $1.has(.whitespace) }
            words.cut(.contiguous) { CharacterClass.isWord($0, $1) }
        case .whitespace: words.cut(.removed) { $1.has(.whitespace) }
        case .delimiter(let delimiter): words.cut(.removed) { value, _ in value == delimiter }
        case .boundaries(let boundaries): words.cut { boundaries.split($0, $1, into: &$2) }
        }
    }
}

/// Cuts at a regular expression's matches.
private struct RegexSplit {
    let program: RegexProgram
    let behavior: SplitBehavior
    let isInverted: Bool

    init(_ program: RegexProgram, _ behavior: SplitBehavior, isInverted: Bool) {
        self.program = program
        self.behavior = behavior
        self.isInverted = isInverted
    }

    func split(_ text: UTF8Text, _ range: Range<Int>, into words: inout [Range<Int>]) {
        var matcher = RegexMatcher(program, text, range)
        var collector = SplitCollector(behavior, words)
        words = []
        var start = range.lowerBound
        var index = start
        while index <= range.upperBound, let match = matcher.find(from: index) {
            collector.add(start..<match.lowerBound, isMatch: isInverted)
            collector.add(match, isMatch: !isInverted)
            start = match.upperBound
            index = match.upperBound
            // An empty match cuts, and is not found again.
            if match.isEmpty {
                guard index < range.upperBound else { break }
                index += text.scalar(at: index).length
            }
        }
        collector.add(start..<range.upperBound, isMatch: isInverted)
        words = collector.finish()
    }
}

/// Cuts at a text.
private struct LiteralSplit {
    let literal: [UInt8]
    let behavior: SplitBehavior
    let isInverted: Bool

    init(_ literal: [UInt8], _ behavior: SplitBehavior, isInverted: Bool) {
        self.literal = literal
        self.behavior = behavior
        self.isInverted = isInverted
    }

    func split(_ text: UTF8Text, _ range: Range<Int>, into words: inout [Range<Int>]) {
        var collector = SplitCollector(behavior, words)
        words = []
        var start = range.lowerBound
        var index = start
        while index + literal.count <= range.upperBound {
            guard literal.indices.allSatisfy({ text[index + $0] == literal[$0] }) else {
                index += 1
                continue
            }
            collector.add(start..<index, isMatch: isInverted)
            index += literal.count
            collector.add(index - literal.count..<index, isMatch: !isInverted)
            start = index
        }
        collector.add(start..<range.upperBound, isMatch: isInverted)
        words = collector.finish()
    }
}
