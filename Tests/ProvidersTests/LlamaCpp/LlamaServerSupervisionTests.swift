import Testing

@testable import Providers

@Suite struct LlamaServerSupervisionTests {
    private typealias Machine = LlamaServerSupervision

    private func machine(after events: Machine.Event...) -> Machine {
        var machine = Machine()
        for event in events { _ = machine.handle(event) }
        return machine
    }

    @Test func `it is launched once, and admits who waits when it answers`() {
        var machine = Machine()
        #expect(machine.handle(.start) == [.launch])
        #expect(machine.handle(.start) == [])
        #expect(machine.state == .starting)
        #expect(machine.handle(.answered) == [.admit])
        #expect(machine.state == .ready)
        #expect(machine.handle(.answered) == [])
    }

    @Test func `each end in a row doubles the pause, until nobody shall wait any more`() {
        var machine = machine(after: .start)
        for pause in [500, 1000, 2000, 4000] {
            #expect(machine.handle(.ended(reason: "x", readyFor: .zero)) == [.pause(.milliseconds(pause))])
            #expect(machine.state == .backingOff)
            #expect(machine.handle(.pauseOver) == [.launch])
        }
        #expect(machine.handle(.ended(reason: "why", readyFor: .zero)) == [.refuse("why"), .pause(.seconds(60))])
        #expect(machine.state == .failed)
        #expect(machine.problem == "why")
        // It is still tried now and then, and can come back.
        #expect(machine.handle(.pauseOver) == [.launch])
        #expect(machine.handle(.answered) == [.admit])
        #expect(machine.state == .ready)
    }

    @Test(arguments: [(59, 2, Duration.seconds(1)), (60, 1, .milliseconds(500))])
    func `only having served for a minute clears what was before`(served: Int, failures: Int, pause: Duration) {
        var machine = machine(after: .start, .ended(reason: "a", readyFor: .zero), .pauseOver, .answered)
        #expect(machine.handle(.ended(reason: "b", readyFor: .seconds(served))) == [.pause(pause)])
        #expect(machine.failures == failures)
    }

    @Test func `what cannot be launched fails at once`() {
        var machine = machine(after: .start)
        #expect(machine.handle(.notLaunched(reason: "gone")) == [.refuse("gone"), .pause(.seconds(60))])
        #expect(machine.state == .failed)
    }

    @Test func `a load without end is ended`() {
        var machine = machine(after: .start)
        #expect(machine.handle(.overdue) == [.terminate])
        #expect(machine.handle(.ended(reason: "x", readyFor: .zero)) == [.pause(.milliseconds(500))])
    }

    @Test(arguments: [[Machine.Event.start], [.start, .answered]])
    func `stopping ends the program and then is over`(events: [LlamaServerSupervision.Event]) {
        var machine = Machine()
        for event in events { _ = machine.handle(event) }
        #expect(machine.handle(.stop).last == .terminate)
        #expect(machine.state == .stopping)
        #expect(machine.handle(.answered) == [])
        #expect(machine.handle(.ended(reason: "x", readyFor: .zero)) == [.finish])
        #expect(machine.state == .stopped)
    }

    @Test(arguments: [
        [Machine.Event](), [.start, .ended(reason: "x", readyFor: .zero)], [.start, .notLaunched(reason: "x")],
    ])
    func `stopping without a program is over at once, and stays so`(events: [LlamaServerSupervision.Event]) {
        var machine = Machine()
        for event in events { _ = machine.handle(event) }
        #expect(machine.handle(.stop).last == .finish)
        #expect(machine.state == .stopped)
        for late in [Machine.Event.start, .pauseOver, .answered, .overdue, .notLaunched(reason: "x"), .stop] {
            #expect(machine.handle(late) == [])
        }
    }
}
