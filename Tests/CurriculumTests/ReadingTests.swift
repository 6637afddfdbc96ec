import Testing

@testable import Curriculum

@Suite struct ReadingTests {
    private let source = ReadingSource(seed: 11)

    @Test func `an example follows from its number`() {
        for number: UInt64 in [0, 1, 999, 40_000, 123_456_789] {
            #expect(source.example(number) == source.example(number))
            #expect(source.example(number) != source.example(number + 2))
        }
        #expect(ReadingSource(seed: 12).example(5) != source.example(5))
    }

    @Test func `what is asked for stands in the notes`() {
        for number: UInt64 in 30_000..<31_500 {
            let example = source.example(number)
            let said = example.turns.filter { $0.role != .assistant }.map(\.text).joined(separator: "\n")
            guard ["span", "number", "quote"].contains(example.kind),
                let answer = example.turns.first(where: { $0.role == .assistant })
            else { continue }
            #expect(said.holds(answer.text), "\(number): \(example.rendered)")
        }
    }

    @Test func `about a fifth of the questions have no answer in the notes`() {
        var asked = 0
        var absent = 0
        for number: UInt64 in 30_000..<32_000 {
            for turn in source.example(number).turns where turn.role == .assistant {
                asked += 1
                if turn.text == Asked.noAnswer { absent += 1 }
            }
        }
        let share = Double(absent) / Double(asked)
        #expect(share > 0.15 && share < 0.3, "\(share)")
    }

    @Test func `a pair asks the same of notes that differ in one fact`() {
        var pairs = 0
        for number in stride(from: 30_000 as UInt64, to: 31_000, by: 2) {
            let (one, other) = (source.example(number), source.example(number + 1))
            guard other.kind == "absent", one.kind == "span" || one.kind == "number" else { continue }
            let asked = one.turns.last { $0.role == .user }?.text
            if asked == other.turns.last(where: { $0.role == .user })?.text { pairs += 1 }
        }
        #expect(pairs > 20, "\(pairs)")
    }

    @Test func `every example fits the context`() {
        for number: UInt64 in 30_000..<32_000 {
            #expect(source.example(number).length <= 5_500)
            #expect(source.example(number).turns.allSatisfy { !$0.text.isEmpty })
        }
    }
}
