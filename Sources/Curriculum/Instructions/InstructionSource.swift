/// Short tasks without a question: rewrite this, pick that out, greet, and say honestly what a small model cannot do.
struct InstructionSource: ExampleSource {
    let seed: UInt64
    var count: UInt64? { nil }

    func example(_ number: UInt64) -> Example {
        var dice = Dice(seed: seed &+ 0x15, number: number)
        return switch dice.below(100) {
        case 0..<34: Extraction.example(&dice)
        case 34..<62: Rewriting.example(&dice)
        case 62..<70: Summary.example(&dice)
        case 70..<74: Naming.example(&dice)
        case 74..<86: SmallTalk.example(&dice)
        default: Honesty.example(&dice)
        }
    }
}

extension Example {
    /// One order, one answer.
    static func instruction(_ order: String, _ answer: String) -> Example {
        Example(kind: "instruction", turns: [Turn(.user, order), Turn(.assistant, answer)])
    }
}
