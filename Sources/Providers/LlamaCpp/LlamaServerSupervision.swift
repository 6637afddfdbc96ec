/// The life of a `llama-server` that Martlet runs: events go in, actions come out. Knows no process and no clock.
struct LlamaServerSupervision: Sendable {
    enum State: Sendable, Equatable {
        /// Not asked for yet.
        case idle
        /// It is launched, and does not answer yet: it loads its model.
        case starting
        case ready
        /// It ended, and is launched again after a pause. Who wants it waits.
        case backingOff
        /// It ended so often, or cannot be launched at all, that nobody shall wait for it. It is still tried now
        /// and then.
        case failed
        case stopping
        case stopped
        /// It ends because its memory is needed, or nobody needs it. Who wants it waits, and it is launched again.
        case unloading
        /// It has ended for that, or there was no memory for it. Who wants it has it launched.
        case unloaded
    }

    enum Event: Sendable, Equatable {
        case start
        /// It answers that it is healthy.
        case answered
        /// It has not answered for longer than any model takes to load.
        case overdue
        /// It has ended; `readyFor` tells how long it had served.
        case ended(reason: String, readyFor: Duration)
        case notLaunched(reason: String)
        /// There is no memory for it.
        case noRoom(reason: String)
        case unload
        case pauseOver
        case stop
    }

    enum Action: Sendable, Equatable {
        /// Start the program, and ask it for its health until it answers.
        case launch
        /// Tell those who wait that it can be used.
        case admit
        /// Tell those who wait that it cannot, and why.
        case refuse(String)
        /// Come back with `pauseOver` after this time.
        case pause(Duration)
        /// End the program.
        case terminate
        /// All is over.
        case finish
    }

    private(set) var state = State.idle
    /// How often in a row it ended without having served for a while.
    private(set) var failures = 0
    private(set) var problem: String?

    /// From here on, nobody waits.
    private static let patience = 5
    private static let firstPause = Duration.milliseconds(500)
    private static let longestPause = Duration.seconds(60)
    /// Having served for this long clears what was before.
    private static let probation = Duration.seconds(60)

    /// What does not fit the state is late news of a program that is gone, and changes nothing.
    mutating func handle(_ event: Event) -> [Action] {
        switch (state, event) {
        case (.idle, .start), (.unloaded, .start), (.backingOff, .pauseOver), (.failed, .pauseOver):
            state = .starting
            return [.launch]
        case (.starting, .answered):
            state = .ready
            return [.admit]
        case (.starting, .overdue):
            return [.terminate]
        case (.starting, .ended(let reason, _)):
            return fail(reason)
        case (.ready, .ended(let reason, let readyFor)):
            if readyFor >= Self.probation { failures = 0 }
            return fail(reason)
        case (.starting, .notLaunched(let reason)):
            failures = max(failures, Self.patience - 1)
            return fail(reason)
        case (.starting, .stop), (.ready, .stop):
            state = .stopping
            return [.refuse("it is being stopped"), .terminate]
        case (.idle, .stop), (.unloaded, .stop), (.backingOff, .stop), (.failed, .stop):
            state = .stopped
            return [.refuse("it is being stopped"), .finish]
        case (.ready, .unload):
            state = .unloading
            return [.terminate]
        case (.unloading, .ended):
            state = .unloaded
            return []
        case (.unloading, .stop):
            state = .stopping
            return [.refuse("it is being stopped")]
        case (.starting, .noRoom(let reason)):
            // Nothing is wrong with it: the next who wants it may find room.
            state = .unloaded
            problem = reason
            return [.refuse(reason)]
        case (.stopping, .ended), (.stopping, .notLaunched), (.stopping, .noRoom):
            state = .stopped
            return [.finish]
        default:
            return []
        }
    }

    private mutating func fail(_ reason: String) -> [Action] {
        failures += 1
        problem = reason
        guard failures < Self.patience else {
            state = .failed
            return [.refuse(reason), .pause(Self.longestPause)]
        }
        state = .backingOff
        return [.pause(min(Self.firstPause * (1 << (failures - 1)), Self.longestPause))]
    }
}
