import Testing

@testable import Providers

struct StepPlannerTests {
    typealias Step = StepPlanner.Step

    private func planner(_ change: (inout StepPlanner.Limits) -> Void = { _ in }) -> StepPlanner {
        var limits = StepPlanner.Limits()
        change(&limits)
        return StepPlanner(limits)
    }

    /// Carries out steps until the planner has none; gives them.
    private func steps(_ planner: inout StepPlanner, most: Int = 20, taking time: Duration = .zero) -> [Step] {
        var steps: [Step] = []
        while steps.count < most {
            let step = planner.plan()
            if step.isEmpty || (step.reading.isEmpty && steps.last == step) { break }
            planner.carriedOut(step, in: time)
            steps.append(step)
        }
        return steps
    }

    @Test func `a prompt is read in pieces, and then a token is made in each step`() {
        var planner = planner { $0.piece = 4 }
        #expect(planner.add(1, prompt: 10, positions: 20) == .active)
        #expect(
            steps(&planner) == [
                Step(reading: [.init(id: 1, count: 4, isLast: false)]),
                Step(reading: [.init(id: 1, count: 4, isLast: false)]),
                Step(reading: [.init(id: 1, count: 2, isLast: true)]),
                Step(making: [1]),
            ]
        )
    }

    @Test
    func `one that comes later joins between two steps, and its prompt is read in short pieces beside the others`() {
        var planner = planner {
            $0.piece = 512
            $0.smallestPiece = 16
        }
        _ = planner.add(1, prompt: 1, positions: 9)
        planner.carriedOut(planner.plan(), in: .zero)
        _ = planner.add(2, prompt: 100, positions: 200)
        let first = planner.plan()
        #expect(first == Step(making: [1], reading: [.init(id: 2, count: 32, isLast: false)]))
        // 32 tokens in 64 ms: 50 may be read in 100 ms, in whole sixteens.
        planner.carriedOut(first, in: .milliseconds(64))
        #expect(planner.plan().reading == [.init(id: 2, count: 48, isLast: false)])
        planner.carriedOut(planner.plan(), in: .seconds(10))
        #expect(planner.plan().reading == [.init(id: 2, count: 16, isLast: false)])
    }

    @Test func `prompts are read one after the other, in the order in which they came`() {
        var planner = planner()
        for id in 1...3 { _ = planner.add(id, prompt: 2, positions: 4) }
        #expect(
            steps(&planner) == [
                Step(reading: [.init(id: 1, count: 2, isLast: true)]),
                Step(making: [1], reading: [.init(id: 2, count: 2, isLast: true)]),
                Step(making: [1, 2], reading: [.init(id: 3, count: 2, isLast: true)]),
                Step(making: [1, 2, 3]),
            ]
        )
    }

    @Test func `no more are worked on than there is memory for, and the rest wait in their order`() {
        var planner = planner {
            $0.active = 3
            $0.positions = 100
            $0.queued = 2
        }
        #expect(planner.add(1, prompt: 1, positions: 60) == .active)
        #expect(planner.add(2, prompt: 1, positions: 60) == .queued)
        // It would fit, but not before the one that came earlier.
        #expect(planner.add(3, prompt: 1, positions: 10) == .queued)
        #expect(planner.add(4, prompt: 1, positions: 1) == .refused)
        #expect(planner.takeStarted() == [])
        planner.remove(1)
        #expect(planner.takeStarted() == [2, 3])
        #expect((planner.activeCount, planner.queuedCount) == (2, 0))
    }

    @Test func `one that is larger than all there is runs alone`() {
        var planner = planner { $0.positions = 10 }
        #expect(planner.add(1, prompt: 1, positions: 50) == .active)
        #expect(planner.add(2, prompt: 1, positions: 1) == .queued)
        planner.remove(1)
        #expect(planner.takeStarted() == [2])
    }

    @Test func `one that leaves is gone from the next step on, whether it reads, makes or waits`() {
        var planner = planner { $0.active = 2 }
        for id in 1...3 { _ = planner.add(id, prompt: 1, positions: 1) }
        planner.carriedOut(planner.plan(), in: .zero)
        planner.remove(1)
        #expect(planner.plan() == Step(reading: [.init(id: 2, count: 1, isLast: true)]))
        planner.remove(3)
        planner.remove(2)
        #expect(planner.takeStarted() == [])
        #expect(planner.isIdle)
        #expect(planner.plan().isEmpty)
    }

    @Test func `one whose reader is slow sits out and holds up nobody`() {
        var planner = planner()
        for id in 1...2 { _ = planner.add(id, prompt: 1, positions: 1) }
        _ = steps(&planner)
        planner.pause(1, true)
        #expect(planner.plan() == Step(making: [2]))
        planner.pause(1, false)
        #expect(planner.plan() == Step(making: [1, 2]))
    }

    @Test func `a step that was called off is planned again`() {
        var planner = planner { $0.piece = 4 }
        _ = planner.add(1, prompt: 8, positions: 9)
        let step = planner.plan()
        #expect(planner.plan() == step)
    }

    @Test func `whatever comes and goes, each prompt is read once, whole and in order`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var planner = planner {
                $0.active = .random(in: 1...4, using: &random)
                $0.positions = .random(in: 1...200, using: &random)
                $0.piece = .random(in: 1...64, using: &random)
                $0.smallestPiece = .random(in: 1...8, using: &random)
            }
            var unread: [Int: Int] = [:]
            var made: [Int: Int] = [:]
            for id in 0..<12 {
                let prompt = Int.random(in: 1...90, using: &random)
                #expect(planner.add(id, prompt: prompt, positions: prompt + 5) != .refused)
                unread[id] = prompt
            }
            var count = 0
            while !planner.isIdle, count < 10_000 {
                count += 1
                _ = planner.takeStarted()
                let step = planner.plan()
                #expect(!step.isEmpty)
                #expect(planner.activeCount <= planner.limits.active)
                guard Bool.random(using: &random) else { continue }
                planner.carriedOut(step, in: .milliseconds(count % 50))
                for piece in step.reading {
                    unread[piece.id, default: 0] -= piece.count
                    #expect(piece.count > 0 && piece.isLast == (unread[piece.id] == 0))
                }
                for id in step.making {
                    #expect(unread[id] == 0)
                    made[id, default: 0] += 1
                    if made[id] == 5 { planner.remove(id) }
                }
            }
            #expect(planner.isIdle)
            #expect(made.count == 12)
        }
    }
}
