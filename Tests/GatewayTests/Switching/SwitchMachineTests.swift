import Testing

@testable import Gateway

@Suite struct SwitchMachineTests {
    private let old = SwitchTarget(ModelID(provider: "p", model: "old"))
    private let new = SwitchTarget(ModelID(provider: "p", model: "new"))
    private let third = SwitchTarget(ModelID(provider: "q", model: "third"))

    private func wanted(_ number: Int, _ target: SwitchTarget, gradual: Bool = false) -> SwitchMachine.Event {
        .requested(number, target, isGradual: gradual, isForced: false)
    }

    @Test func `the new model is loaded and probed before the route leads to it, and the old one empties after`() {
        var machine = SwitchMachine(serving: old)
        #expect(machine.handle(wanted(1, new)) == [.load(1, new)])
        #expect(machine.handle(.loaded(1)) == [.probe(1, new)])
        #expect(machine.serving == old)
        #expect(machine.handle(.probed(1)) == [.swap(1, to: new), .end(1, .switched), .drain(1, old)])
        #expect(machine.serving == new)
        #expect(machine.handle(.drained(1)) == [.release(old)])
        #expect(machine.isIdle)
    }

    @Test func `a failed load, and a failed probe, leave the old model serving`() {
        for failsAtProbe in [false, true] {
            var machine = SwitchMachine(serving: old)
            _ = machine.handle(wanted(1, new))
            if failsAtProbe { _ = machine.handle(.loaded(1)) }
            let failure = SwitchMachine.Failure(message: "no", status: 502)
            let actions = machine.handle(failsAtProbe ? .probeFailed(1, failure) : .loadFailed(1, failure))
            #expect(actions == [.abandon(1), .end(1, .failed("no", status: 502))])
            #expect(machine.serving == old)
            #expect(machine.isIdle)
        }
    }

    @Test func `a newer switch takes the place of one that is not made yet`() {
        var machine = SwitchMachine(serving: old)
        _ = machine.handle(wanted(1, new))
        #expect(machine.handle(wanted(2, third)) == [.abandon(1), .end(1, .superseded(by: 2)), .load(2, third)])
        #expect(machine.handle(.loaded(1)).isEmpty)
        #expect(machine.handle(.loaded(2)) == [.probe(2, third)])
    }

    @Test func `going back to what serves ends what was under way`() {
        var machine = SwitchMachine(serving: old)
        _ = machine.handle(wanted(1, new))
        #expect(machine.handle(wanted(2, old)) == [.abandon(1), .end(1, .superseded(by: 2)), .end(2, .unchanged)])
        #expect(machine.serving == old)
    }

    @Test func `where both do not fit, requests wait while the old one empties and leaves`() {
        var machine = SwitchMachine(serving: old)
        _ = machine.handle(wanted(1, new))
        let shortage = SwitchMachine.Failure(message: "no room", isShortage: true)
        #expect(machine.handle(.loadFailed(1, shortage)) == [.hold(1), .drain(1, old)])
        #expect(machine.handle(.drained(1)) == [.unload(old), .load(1, new)])
        _ = machine.handle(.loaded(1))
        let actions = machine.handle(.probed(1))
        #expect(actions == [.swap(1, to: new), .resume(1), .end(1, .switched), .drain(1, old)])
    }

    @Test func `an old one that does not empty in time goes on, and requests with it`() {
        var machine = SwitchMachine(serving: old)
        _ = machine.handle(wanted(1, new))
        let shortage = SwitchMachine.Failure(message: "no room", isShortage: true)
        _ = machine.handle(.loadFailed(1, shortage))
        let actions = machine.handle(.drainExpired(1))
        #expect(actions.dropLast() == [.abandon(1), .resume(1)])
        #expect(machine.serving == old)
        // It makes room once: if there is none then, there is none.
        var again = SwitchMachine(serving: old)
        _ = again.handle(wanted(1, new))
        _ = again.handle(.loadFailed(1, shortage))
        _ = again.handle(.drained(1))
        #expect(again.handle(.loadFailed(1, shortage)).contains(.end(1, .failed("no room", status: 503))))
    }

    @Test func `a gradual switch is tried first, and goes forward or back by what was found`() {
        for passes in [true, false] {
            var machine = SwitchMachine(serving: old)
            _ = machine.handle(wanted(1, new, gradual: true))
            _ = machine.handle(.loaded(1))
            #expect(machine.handle(.probed(1)) == [.beginTrial(1, from: old, to: new)])
            #expect(machine.serving == old)
            if passes {
                #expect(machine.handle(.trialPassed(1)).prefix(2) == [.endTrial(1), .swap(1, to: new)])
            } else {
                let actions = machine.handle(.trialFailed(1, SwitchMachine.Failure(message: "slow", status: 409)))
                #expect(actions == [.abandon(1), .endTrial(1), .end(1, .failed("slow", status: 409))])
                #expect(machine.serving == old)
            }
        }
    }

    @Test func `an old model that was gone back to meanwhile is not let go of`() {
        var machine = SwitchMachine(serving: old)
        for (number, target) in [(1, new), (2, old)] {
            _ = machine.handle(wanted(number, target))
            _ = machine.handle(.loaded(number))
            _ = machine.handle(.probed(number))
        }
        #expect(machine.handle(.drained(1)).isEmpty)
        #expect(machine.handle(.drained(2)) == [.release(new)])
    }

    @Test func `where nothing serves there is nothing to compare with`() {
        var machine = SwitchMachine()
        _ = machine.handle(wanted(1, new, gradual: true))
        _ = machine.handle(.loaded(1))
        #expect(machine.handle(.probed(1)) == [.swap(1, to: new), .end(1, .switched)])
    }

    /// Whatever happens in whatever order: one end for each switch, the route only to what was probed, nobody held for good.
    @Test(arguments: 0..<200) func `random events keep the promises`(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let targets = [old, new, third]
        var machine = SwitchMachine(serving: random.pick([nil] + targets))
        var serving = machine.serving
        var wanted: [Int: SwitchTarget] = [:]
        var ended: Set<Int> = []
        var probed: Set<Int> = []
        var tried: Set<Int> = []
        var held: Set<Int> = []
        var onTrial: Int?
        var next = 1
        for _ in 0..<400 {
            let number = Int(random.next() % UInt64(next)) + (random.next().isMultiple(of: 2) ? 1 : 0)
            let failure = SwitchMachine.Failure(message: "x", isShortage: random.next().isMultiple(of: 2))
            let event: SwitchMachine.Event
            switch random.next() % 12 {
            case 0, 1:
                let target = random.pick(targets)
                wanted[next] = target
                event = .requested(
                    next,
                    target,
                    isGradual: random.next().isMultiple(of: 2),
                    isForced: random.next().isMultiple(of: 8)
                )
                next += 1
            case 2, 3: event = .loaded(machine.pending?.number ?? number)
            case 4: event = .loadFailed(machine.pending?.number ?? number, failure)
            case 5, 6:
                if let pending = machine.pending, pending.phase == .probing { probed.insert(pending.number) }
                event = .probed(machine.pending?.number ?? number)
            case 7: event = .probeFailed(number, failure)
            case 8:
                if let pending = machine.pending, pending.phase == .trial { tried.insert(pending.number) }
                event = .trialPassed(machine.pending?.number ?? number)
            case 9: event = .trialFailed(number, failure)
            case 10: event = .drained(random.next().isMultiple(of: 2) ? number : machine.pending?.number ?? number)
            default: event = random.next().isMultiple(of: 2) ? .drainExpired(number) : .withdrawn(number)
            }
            for action in machine.handle(event) {
                switch action {
                case .load(let number, let target), .probe(let number, let target):
                    #expect(machine.pending?.number == number && wanted[number] == target)
                case .beginTrial(let number, let from, _):
                    #expect(probed.contains(number) && from == serving && onTrial == nil)
                    onTrial = number
                case .endTrial(let number):
                    #expect(onTrial == number)
                    onTrial = nil
                case .abandon(let number): #expect(machine.pending?.number != number)
                case .hold(let number): #expect(held.insert(number).inserted)
                case .resume(let number): #expect(held.remove(number) != nil)
                case .swap(let number, let target):
                    #expect(probed.contains(number) && wanted[number] == target && !ended.contains(number))
                    #expect(onTrial == nil)
                    serving = target
                case .drain: break
                case .unload(let target): #expect(target == serving && !held.isEmpty)
                case .release(let target): #expect(target.id != machine.serving?.id)
                case .end(let number, _):
                    #expect(ended.insert(number).inserted)
                    #expect(!held.contains(number) && onTrial != number)
                }
            }
            #expect(machine.serving == serving)
            #expect(held.isSubset(of: machine.pending.map { [$0.number] } ?? []))
            let open = Set(wanted.keys).subtracting(ended)
            #expect(open == Set(machine.pending.map { [$0.number] } ?? []))
        }
    }
}

extension SplitMix {
    fileprivate mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(below(UInt64(elements.count)))]
    }
}
