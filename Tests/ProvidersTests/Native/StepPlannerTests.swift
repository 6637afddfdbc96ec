import Testing

@testable import Providers

struct StepPlannerTests {
    typealias Step = StepPlanner.Step
    typealias Piece = StepPlanner.Step.Piece

    private let start = ContinuousClock.now

    private func planner(_ change: (inout StepPlanner.Limits) -> Void = { _ in }) -> StepPlanner {
        var limits = StepPlanner.Limits()
        change(&limits)
        return StepPlanner(limits)
    }

    /// Adds a sequence, and lets begin what can.
    private func add(
        _ planner: inout StepPlanner,
        _ id: Int,
        prompt: Int,
        positions: Int = 1,
        user: String? = nil
    ) {
        let client = user.map { Client.user($0) }
        #expect(planner.add(.init(id, of: client, prompt: prompt, positions: positions)) == .queued)
        _ = planner.start(now: start)
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

    // MARK: Reading and making

    @Test func `a prompt is read in pieces, and then a token is made in each step`() {
        var planner = planner { $0.piece = 4 }
        add(&planner, 1, prompt: 10)
        #expect(
            steps(&planner) == [
                Step(reading: [Piece(id: 1, count: 4, isLast: false)]),
                Step(reading: [Piece(id: 1, count: 4, isLast: false)]),
                Step(reading: [Piece(id: 1, count: 2, isLast: true)]),
                Step(making: [1]),
            ]
        )
    }

    @Test
    func `one that comes later joins between two steps, and its prompt is read in short pieces beside the others`() {
        var planner = planner { $0.smallestPiece = 16 }
        add(&planner, 1, prompt: 1)
        planner.carriedOut(planner.plan(), in: .zero)
        add(&planner, 2, prompt: 100)
        let first = planner.plan()
        #expect(first == Step(making: [1], reading: [Piece(id: 2, count: 32, isLast: false)]))
        // 32 tokens in 64 ms: 50 may be read in 100 ms, in whole sixteens.
        planner.carriedOut(first, in: .milliseconds(64))
        #expect(planner.plan().reading == [Piece(id: 2, count: 48, isLast: false)])
        planner.carriedOut(planner.plan(), in: .seconds(10))
        #expect(planner.plan().reading == [Piece(id: 2, count: 16, isLast: false)])
    }

    @Test func `a step reads as many prompts as it has room for, in the order in which they came`() {
        var planner = planner { $0.piece = 5 }
        for id in 1...3 { add(&planner, id, prompt: 2) }
        #expect(
            steps(&planner) == [
                Step(
                    reading: [
                        Piece(id: 1, count: 2, isLast: true), Piece(id: 2, count: 2, isLast: true),
                        Piece(id: 3, count: 1, isLast: false),
                    ]
                ),
                Step(making: [1, 2], reading: [Piece(id: 3, count: 1, isLast: true)]),
                Step(making: [1, 2, 3]),
            ]
        )
    }

    @Test func `what others have read already is skipped`() {
        var planner = planner()
        add(&planner, 1, prompt: 100)
        planner.skip(1, 99)
        #expect(planner.plan().reading == [Piece(id: 1, count: 1, isLast: true)])
    }

    @Test func `one waits until another has read what both begin with, and no longer than that one reads`() {
        var planner = planner { $0.piece = 4 }
        for id in 1...2 { add(&planner, id, prompt: 10) }
        #expect(planner.hold(2, until: 1, hasLeft: 3) == true)
        planner.carriedOut(planner.plan(), in: .zero)
        #expect(planner.plan().reading.map(\.id) == [1])
        planner.carriedOut(planner.plan(), in: .zero)
        #expect(planner.plan().reading.map(\.id) == [1, 2])
        // It has read them by now; and one that is slow, or has left, or waits itself, is not waited for.
        #expect(planner.hold(2, until: 1, hasLeft: 3) == false)
        planner.pause(1, true)
        #expect(planner.hold(2, until: 1, hasLeft: 0) == false)
        planner.pause(1, false)
        #expect(planner.hold(2, until: 1, hasLeft: 0) == true)
        #expect(planner.hold(1, until: 2, hasLeft: 0) == false)
        planner.remove(1, now: start)
        #expect(planner.plan().reading.map(\.id) == [2])
    }

    // MARK: Room

    @Test func `no more are worked on than there is memory for, and the rest wait in their order`() {
        var planner = planner {
            $0.active = 3
            $0.positions = 100
            $0.queued = 2
        }
        add(&planner, 1, prompt: 1, positions: 60)
        #expect(planner.activeCount == 1)
        // The third would fit, but not before the one that came earlier.
        add(&planner, 2, prompt: 1, positions: 60)
        add(&planner, 3, prompt: 1, positions: 10)
        #expect(planner.add(.init(4, prompt: 1, positions: 1)) == .refused)
        #expect(planner.activeCount == 1)
        planner.remove(1, now: start)
        #expect(planner.start(now: start) == [2, 3])
        #expect((planner.activeCount, planner.queuedCount) == (2, 0))
    }

    @Test func `one that is larger than all there is runs alone`() {
        var planner = planner { $0.positions = 10 }
        add(&planner, 1, prompt: 1, positions: 50)
        add(&planner, 2, prompt: 1)
        #expect(planner.activeCount == 1)
        planner.remove(1, now: start)
        #expect(planner.start(now: start) == [2])
    }

    @Test func `one that leaves is gone from the next step on, whether it reads, makes or waits`() {
        var planner = planner {
            $0.active = 2
            $0.piece = 1
        }
        for id in 1...3 { add(&planner, id, prompt: 1) }
        planner.carriedOut(planner.plan(), in: .zero)
        planner.remove(1, now: start)
        #expect(planner.plan() == Step(reading: [Piece(id: 2, count: 1, isLast: true)]))
        planner.remove(3, now: start)
        planner.remove(2, now: start)
        #expect(planner.start(now: start) == [])
        #expect(planner.isIdle)
        #expect(planner.plan().isEmpty)
    }

    @Test func `one whose reader is slow sits out and holds up nobody`() {
        var planner = planner()
        for id in 1...2 { add(&planner, id, prompt: 1) }
        _ = steps(&planner)
        planner.pause(1, true)
        #expect(planner.plan() == Step(making: [2]))
        planner.pause(1, false)
        #expect(planner.plan() == Step(making: [1, 2]))
    }

    @Test func `a step that was called off is planned again`() {
        var planner = planner { $0.piece = 4 }
        add(&planner, 1, prompt: 8)
        let step = planner.plan()
        #expect(planner.plan() == step)
    }

    // MARK: Clients

    @Test func `a client with many requests does not keep another from its turn`() {
        var planner = planner { $0.active = 1 }
        for id in 1...10 { add(&planner, id, prompt: 1, user: "many") }
        add(&planner, 11, prompt: 1, user: "one")
        add(&planner, 12, prompt: 1)
        planner.remove(1, now: start)
        var order: [Int] = []
        while let id = planner.start(now: start).first {
            order.append(id)
            planner.remove(id, now: start)
        }
        #expect(order == [2, 11, 12, 3, 4, 5, 6, 7, 8, 9, 10])
    }

    @Test func `prompts are read one after the other, but a long one does not hold up another client's for long`() {
        var planner = planner {
            $0.piece = 100
            $0.turn = 300
        }
        add(&planner, 1, prompt: 1000, user: "a")
        add(&planner, 2, prompt: 1000, user: "a")
        planner.carriedOut(planner.plan(), in: .zero)
        add(&planner, 3, prompt: 150, user: "b")
        var readers: [Int] = []
        for _ in 0..<6 {
            let step = planner.plan()
            readers.append(step.reading.first?.id ?? 0)
            planner.carriedOut(step, in: .zero)
        }
        // The turn of `a` ends after 300 tokens; then `b` is read to its end.
        #expect(readers == [1, 1, 3, 3, 1, 1])
    }

    // MARK: Waiting

    @Test func `who waits longer than its deadline is told, and nobody else`() {
        var planner = planner { $0.active = 1 }
        _ = planner.add(.init(1, prompt: 1, positions: 1, deadline: start + .seconds(1)))
        _ = planner.start(now: start)
        _ = planner.add(.init(2, prompt: 1, positions: 1, deadline: start + .seconds(2)))
        _ = planner.add(.init(3, prompt: 1, positions: 1))
        #expect(planner.nextDeadline == start + .seconds(2))
        #expect(planner.takeExpired(now: start + .milliseconds(1999)) == [])
        #expect(planner.takeExpired(now: start + .seconds(2)) == [2])
        #expect(planner.takeExpired(now: start + .seconds(3)) == [])
        #expect((planner.activeCount, planner.queuedCount) == (1, 1))
        #expect(planner.nextDeadline == nil)
    }

    @Test func `how long a place takes is what others have needed`() {
        var planner = planner { $0.active = 2 }
        #expect(planner.expectedWait(places: 1) == nil)
        for id in 1...3 { add(&planner, id, prompt: 1) }
        planner.remove(1, now: start + .seconds(8))
        _ = planner.start(now: start + .seconds(8))
        // Two at a time, eight seconds each.
        #expect(planner.expectedWait(places: 1) == .seconds(4))
        #expect(planner.expectedWait(places: 10) == .seconds(40))
    }

    // MARK: Whatever happens

    @Test func `whatever comes and goes, each prompt is read once, whole and in order`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var planner = planner {
                $0.active = .random(in: 1...4, using: &random)
                $0.positions = .random(in: 1...200, using: &random)
                $0.piece = .random(in: 1...64, using: &random)
                $0.turn = .random(in: 1...100, using: &random)
                $0.smallestPiece = .random(in: 1...8, using: &random)
            }
            var unread: [Int: Int] = [:]
            var made: [Int: Int] = [:]
            for id in 0..<12 {
                let prompt = Int.random(in: 1...90, using: &random)
                let user = Bool.random(using: &random) ? Client.user("\(id % 3)") : nil
                #expect(planner.add(.init(id, of: user, prompt: prompt, positions: prompt + 5)) != .refused)
                unread[id] = prompt
            }
            var count = 0
            while !planner.isIdle, count < 10_000 {
                count += 1
                _ = planner.start(now: start)
                if Int.random(in: 0..<10, using: &random) == 0 {
                    _ = planner.hold(.random(in: 0..<12, using: &random), until: .random(in: 0..<12), hasLeft: 3)
                }
                let step = planner.plan()
                #expect(!step.isEmpty)
                #expect(planner.activeCount <= planner.limits.active)
                #expect(step.reading.reduce(0) { $0 + $1.count } <= planner.limits.piece)
                guard Bool.random(using: &random) else { continue }
                planner.carriedOut(step, in: .milliseconds(count % 50))
                for piece in step.reading {
                    unread[piece.id, default: 0] -= piece.count
                    #expect(piece.count > 0 && piece.isLast == (unread[piece.id] == 0))
                }
                for id in step.making {
                    #expect(unread[id] == 0)
                    made[id, default: 0] += 1
                    if made[id] == 5 { planner.remove(id, now: start) }
                }
            }
            #expect(planner.isIdle)
            #expect(made.count == 12)
        }
    }
}
