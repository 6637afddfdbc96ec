/// Runs a regular expression's steps over a range of a text.
///
/// How often it may go back is bounded by the text's length: an expression that is made to take for ever finds nothing
/// more from some place on, which is the same place every time.
@safe struct RegexMatcher {
    // Safe: `text` is alive while this is used, and only places within `range` are read.
    private let program: RegexProgram
    private let text: UTF8Text
    private let range: Range<Int>
    private let categories = CategoryTable.shared
    private var budget: Int
    private var ways: [Way] = []

    /// A way not yet tried: the step to go on with, and the place; from `least` on it may also be a place before.
    private struct Way {
        var step: Int
        var place: Int
        var least: Int
    }

    init(_ program: RegexProgram, _ text: UTF8Text, _ range: Range<Int>) {
        self.program = program
        self.text = text
        self.range = range
        budget = 100_000 + range.count * 500
    }

    /// The first match at or after a place.
    mutating func find(from start: Int) -> Range<Int>? {
        var index = start
        while index <= range.upperBound {
            if let end = match(at: index, from: 0) { return index..<end }
            guard index < range.upperBound, budget > 0 else { return nil }
            index += text.scalar(at: index).length
        }
        return nil
    }

    /// The end of the match that begins at a place.
    private mutating func match(at start: Int, from first: Int) -> Int? {
        let bottom = ways.count
        defer { ways.removeLast(ways.count - bottom) }
        var step = first
        var place = start
        while true {
            budget -= 1
            guard budget > 0 else { return nil }
            if case .accept = program.steps[step] { return place }
            if let next = advance(&step, place) {
                place = next
                continue
            }
            guard ways.count > bottom else { return nil }
            goBack(&step, &place)
        }
    }

    /// Takes a step; returns the place after it, or nil if the way ends here.
    @inline(__always) private mutating func advance(_ step: inout Int, _ place: Int) -> Int? {
        switch program.steps[step] {
        case .set(let set):
            step += 1
            return after(set, place)
        case .run(let set, let least, let most, let isPossessive):
            step += 1
            return run(set, least, most, isPossessive, from: place, next: step)
        case .split(let first, let second):
            ways.append(Way(step: second, place: place, least: place))
            step = first
            return place
        case .jump(let next):
            step = next
            return place
        case .lookahead(let next, let isNegative):
            let matches = match(at: place, from: step + 1) != nil
            step = next
            return matches != isNegative ? place : nil
        case .lookbehind(let set, let isNegative):
            step += 1
            return isBehind(set, place) != isNegative ? place : nil
        case .start:
            step += 1
            return place == range.lowerBound || text[place - 1] == 0x0a ? place : nil
        case .end:
            step += 1
            return place == range.upperBound || text[place] == 0x0a ? place : nil
        case .wordBoundary:
            step += 1
            return isBehind(Self.word, place) != isAhead(Self.word, place) ? place : nil
        case .accept: return place
        }
    }

    private mutating func goBack(_ step: inout Int, _ place: inout Int) {
        let way = ways.removeLast()
        step = way.step
        place = way.place
        if way.place > way.least {
            ways.append(Way(step: way.step, place: text.start(before: way.place), least: way.least))
        }
    }

    @inline(__always) private func after(_ set: Int, _ place: Int) -> Int? {
        guard place < range.upperBound else { return nil }
        let (value, length) = text.scalar(at: place)
        return program.sets[set].contains(value, categories[value]) ? place + length : nil
    }

    @inline(__always) private mutating func run(
        _ set: Int,
        _ least: Int,
        _ most: Int,
        _ isPossessive: Bool,
        from start: Int,
        next: Int
    ) -> Int? {
        var place = start
        var count = 0
        var enough = start
        while count < most, let after = after(set, place) {
            place = after
            count += 1
            if count == least { enough = place }
        }
        budget -= count / 16
        guard count >= least else { return nil }
        if place > enough, !isPossessive {
            ways.append(Way(step: next, place: text.start(before: place), least: enough))
        }
        return place
    }

    private static let word = CharacterSet.word.finished(ignoringCase: false)

    private func isBehind(_ set: Int, _ place: Int) -> Bool { isBehind(program.sets[set], place) }

    private func isBehind(_ set: CharacterSet, _ place: Int) -> Bool {
        guard place > range.lowerBound else { return false }
        let value = text.scalar(at: text.start(before: place)).value
        return set.contains(value, categories[value])
    }

    private func isAhead(_ set: CharacterSet, _ place: Int) -> Bool {
        guard place < range.upperBound else { return false }
        let value = text.scalar(at: place).value
        return set.contains(value, categories[value])
    }
}
