package import EventLoop
import Synchronization

/// The pulls that are under way. Who asks for a model that is being pulled already is told of that pull; a pull ends when
/// nobody wants to be told of it any more.
package final class PullDesk: Sendable {
    fileprivate struct Reader {
        var buffer: StepBuffer
        var waiting: CheckedContinuation<Void, Never>?
    }

    fileprivate final class Flight: Sendable {
        fileprivate struct State {
            /// All that was told, for whoever comes later.
            var told = StepBuffer()
            fileprivate var readers: [Int: Reader] = [:]
            var last = 0
            var outcome: Result<String, DownloadError>?
            var task: Task<Void, Never>?
            var isCalledOff = false
        }

        let state = Mutex(State())
    }

    private struct Key: Hashable {
        var name: PullName
        var models: String
    }

    /// What somebody who looks on is told: which model is pulled, and how that goes on or ends.
    package enum Notice: Sendable {
        case step(PullStep)
        case failed(DownloadError)
    }

    private let flights = Mutex<[Key: Flight]>([:])
    private let tell: @Sendable (_ model: String, Notice) -> Void

    /// How often whoever looks on is told how far a file is.
    private static let span = Duration.milliseconds(500)

    /// `tell` is called for each pull once, however many wait for it.
    package init(tell: @escaping @Sendable (_ model: String, Notice) -> Void = { _, _ in }) { self.tell = tell }

    /// The pull of this model into this folder: the one that is under way, or a new one, on `loop`.
    package func join(
        _ name: PullName,
        to models: String,
        on loop: EventLoop,
        _ make: () -> ModelPull
    ) -> PullReading {
        let key = Key(name: name, models: models)
        let (flight, reading, isNew) = flights.withLock { flights in
            if let flight = flights[key], let reader = flight.enter() {
                return (flight, PullReading(flight, reader), false)
            }
            let flight = Flight()
            flights[key] = flight
            return (flight, PullReading(flight, flight.enter() ?? 0), true)
        }
        if isNew {
            let pull = make()
            flight.begin(
                loop.spawn { [self] in
                    let outcome: Result<String, DownloadError>
                    let spoken = Mutex(ContinuousClock.now - Self.span)
                    do throws(DownloadError) {
                        outcome = .success(
                            try await pull.run { step in
                                flight.tell(step)
                                if Self.isDue(step, spoken) { self.tell(name.model, .step(step)) }
                            }
                        )
                    } catch {
                        outcome = .failure(error)
                        self.tell(name.model, .failed(error))
                    }
                    flights.withLock { flights in
                        if flights[key] === flight { flights[key] = nil }
                    }
                    flight.end(outcome)
                }
            )
        }
        return reading
    }

    /// Words always; numbers now and then, and the last of a file.
    private static func isDue(_ step: PullStep, _ spoken: borrowing Mutex<ContinuousClock.Instant>) -> Bool {
        guard let completed = step.completed, completed != step.total else { return true }
        return spoken.withLock { last in
            guard .now - last >= span else { return false }
            last = .now
            return true
        }
    }
}

extension PullDesk.Flight {
    func begin(_ task: Task<Void, Never>) {
        let isCalledOff = state.withLock { state in
            state.task = task
            return state.isCalledOff
        }
        if isCalledOff { task.cancel() }
    }

    func tell(_ step: PullStep) {
        let waiting = state.withLock { state in
            state.told.add(step)
            return state.readers.keys.compactMap { number in
                state.readers[number]?.buffer.add(step)
                return state.readers[number]?.waiting.take()
            }
        }
        for one in waiting { one.resume() }
    }

    func end(_ outcome: Result<String, DownloadError>) {
        let waiting = state.withLock { state in
            state.outcome = outcome
            return state.readers.keys.compactMap { state.readers[$0]?.waiting.take() }
        }
        for one in waiting { one.resume() }
    }

    /// The new reader's number; nil where it has ended, or is being ended.
    func enter() -> Int? {
        state.withLock { state in
            guard !state.isCalledOff, state.outcome == nil else { return nil }
            state.last += 1
            state.readers[state.last] = PullDesk.Reader(buffer: state.told)
            return state.last
        }
    }

    func leave(_ number: Int) {
        let (waiting, task) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Task<Void, Never>?) in
            let reader = state.readers.removeValue(forKey: number)
            guard state.readers.isEmpty, state.outcome == nil else { return (reader?.waiting, nil) }
            state.isCalledOff = true
            return (reader?.waiting, state.task)
        }
        waiting?.resume()
        task?.cancel()
    }

    /// The next step for a reader; nil at the end.
    func next(_ number: Int) async throws(DownloadError) -> PullStep? {
        while true {
            let step: Result<PullStep?, DownloadError>? = state.withLock { state in
                guard state.readers[number] != nil else {
                    return .failure(DownloadError(.cancelled, "called off"))
                }
                if let step = state.readers[number]?.buffer.take() { return .success(step) }
                return state.outcome?.map { _ in nil }
            }
            if let step { return try step.get() }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        guard let reader = state.readers[number], reader.buffer.steps.isEmpty, state.outcome == nil
                        else {
                            return true
                        }
                        state.readers[number]?.waiting = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                leave(number)
            }
        }
    }
}

/// One reader's part in a pull. Dropping it, or cancelling the task that reads, is leaving.
package final class PullReading: Sendable {
    private let flight: PullDesk.Flight
    private let number: Int

    fileprivate init(_ flight: PullDesk.Flight, _ number: Int) {
        self.flight = flight
        self.number = number
    }

    deinit { flight.leave(number) }

    /// The next step; nil when the model is here.
    package func next() async throws(DownloadError) -> PullStep? { try await flight.next(number) }

    /// The model's name, once it is here.
    package var model: String? { flight.state.withLock { try? $0.outcome?.get() } }
}
