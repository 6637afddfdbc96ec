import Curriculum
import Foundation
import Testing

@testable import Training

@Suite struct DataTests {
    @Test(arguments: [1, 2, 3, 10, 64, 1000] as [UInt64])
    func `a shuffle has each number once`(_ count: UInt64) {
        let orders = (0..<3).map { key in (0..<count).map { Shuffle(count: count, key: key)[$0] } }
        for order in orders { #expect(Set(order) == Set(0..<count)) }
        if count > 5 { #expect(orders[0] != orders[1]) }
    }

    @Test func `batches are a function of the seed and of where they begin`() throws {
        let plan = try RunPlan.tiny(folder: "", steps: 1, count: 90)
        var stream = BatchStream(plan.mixture, rows: 100, context: 64)
        var states = [stream.state], batches: [TokenBatch] = []
        for _ in 0..<30 {
            batches.append(try stream.next())
            states.append(stream.state)
        }
        for start in [0, 1, 7, 29] {
            var later = BatchStream(plan.mixture, rows: 100, context: 64, from: states[start])
            #expect(try later.next() == batches[start])
        }
        #expect(batches.allSatisfy { $0.rows <= 100 && $0.rows > 80 })
        #expect(Set(batches.map(\.tokens)).count == 30)
    }

    @Test func `what is kept for validation is not learnt`() throws {
        let plan = try RunPlan.tiny(folder: "", steps: 1, count: 90)
        let kept = Set(plan.mixture.validation.map(\.tokens))
        var state = plan.mixture.start
        // The second source's texts are the first's as well.
        #expect(kept.count >= 6)
        var seen: [[Int32]: Int] = [:]
        for _ in 0..<3000 { seen[plan.mixture.draw(&state).tokens, default: 0] += 1 }
        #expect(seen.count < 90)
    }

    @Test func `what the assistant says counts, and the rest a little`() throws {
        let text = try RunPlan.tiny(folder: "", steps: 1).mixture.validation[0]
        #expect(text.tokens.first == 2)
        #expect(text.tokens.last == 0)
        let answer = text.tokens.firstIndex(of: 3) ?? 0
        #expect(text.weights[...answer].allSatisfy { $0 == 0.1 })
        #expect(text.weights[(answer + 1)...].allSatisfy { $0 == 1 })
    }

    @Test func `a line that is no conversation is named with its place`() {
        let good = #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#
        #expect(throws: Never.self) { try ChatFile(Array((good + "\n\n" + good).utf8), file: "f") }
        let bad = [
            "", "{", "[]", #"{"messages":3}"#, #"{"messages":[{"role":"user"}]}"#,
            #"{"messages":[{"role":"user","content":"a"}]}"#, #"{"messages":[{"role":"tool","content":"a"}]}"#,
        ]
        for line in bad {
            let text = line.isEmpty ? "" : good + "\n" + line
            #expect { try ChatFile(Array(text.utf8), file: "f.jsonl") } throws: {
                "\($0)".hasPrefix(line.isEmpty ? "f.jsonl: " : "f.jsonl:2: ")
            }
        }
    }
}
