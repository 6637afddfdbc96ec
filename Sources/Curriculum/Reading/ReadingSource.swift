/// Notes with questions about them. Of two neighbours (2n and 2n + 1) many are a pair: the same notes and the same question,
/// with the fact that is asked for in one of them and not in the other.
struct ReadingSource: ExampleSource {
    let seed: UInt64
    var count: UInt64? { nil }

    func example(_ number: UInt64) -> Example {
        for attempt in 0..<6 {
            var dice = Dice(seed: seed &+ UInt64(attempt) &* 0x51ED, number: number / 2)
            let paired = dice.chance(46)
            if !paired { dice = Dice(seed: seed &+ 0x9D &+ UInt64(attempt), number: number) }
            let side = paired ? Side(rawValue: Int(number % 2)) : nil
            if let example = made(side, size: Self.size(number, &dice), &dice), example.length < 5_400 {
                return example
            }
        }
        return Example(kind: "absent", turns: [Example.Turn(.user, "?"), Example.Turn(.assistant, Asked.noAnswer)])
    }

    /// Which of a pair: the one with the fact, or the one without.
    enum Side: Int {
        case present, absent
    }

    private func made(_ side: Side?, size: Int, _ dice: inout Dice) -> Example? {
        switch dice.below(100) {
        case 0..<58: MatrixTask(side: side, size: size).example(&dice)
        case 58..<75: EventTask(side: side, size: size).example(&dice)
        case 75..<79: CompareTask(side: side, size: size).example(&dice)
        case 79..<92: RecordTask(side: side, size: size).example(&dice)
        default: RosterTask(side: side, size: size).example(&dice)
        }
    }

    /// Short notes first; of the later ones a share is long.
    private static func size(_ number: UInt64, _ dice: inout Dice) -> Int {
        let weights: [Int] = number < 6_000 ? [60, 40, 0, 0] : number < 20_000 ? [40, 42, 18, 0] : [30, 38, 24, 8]
        return dice.weighted(weights)
    }
}

extension Example {
    /// In bytes, with all its turns.
    var length: Int { turns.reduce(0) { $0 + $1.text.utf8.count + 8 } }
}
