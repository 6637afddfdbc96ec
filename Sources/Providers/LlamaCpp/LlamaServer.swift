import Configuration
import EventLoop
import HTTP
import Logging
import Synchronization

/// A `llama-server` that Martlet starts, waits for, watches, starts again when it ends, and stops.
///
/// What to do is decided by `LlamaServerSupervision`; this carries it out. Requests wait for it while it loads.
final class LlamaServer: Sendable {
    struct State {
        var memory = ServerMemory()
        var placement: LayerPlacement?
        var supervision = LlamaServerSupervision()
        /// Counts launches, so that news of one that is gone is known as such.
        fileprivate var launch = 0
        /// Where the program is watched: always the same, once it was started.
        fileprivate var loop: EventLoop?
        fileprivate var process: ChildProcess?
        fileprivate var candidate: OpenAIBackend?
        fileprivate var readySince: ContinuousClock.Instant?
        /// The last lines that it wrote, for when it ends.
        fileprivate var lastLines: [String] = []
        fileprivate var tasks: [Task<Void, Never>] = []
        fileprivate var waiters: [UInt64: Waiter] = [:]
        fileprivate var lastWaiter: UInt64 = 0
        fileprivate var finished: [CheckedContinuation<Void, Never>] = []
    }

    fileprivate typealias Outcome = Result<OpenAIBackend, ProviderError>

    fileprivate struct Waiter {
        let continuation: CheckedContinuation<Outcome, Never>
        let deadline: Task<Void, Never>
    }

    let state = Mutex(State())
    let settings: ProviderSettings
    let environment: ProviderEnvironment

    /// A model may take long to read from a slow disk; nothing takes longer.
    private static let longestLoad = Duration.seconds(900)
    private static let probeInterval = Duration.milliseconds(100)
    private static let grace = Duration.seconds(5)
    private static let mostWaiters = 4096

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) {
        self.settings = settings
        self.environment = environment
    }

    private var loop: EventLoop? { state.withLock { $0.loop } }

    // MARK: For those who want it

    var supervisionState: LlamaServerSupervision.State { state.withLock { $0.supervision.state } }

    /// Begins. What is wrong with the configuration is thrown; what goes wrong later is told to those who wait.
    func start() throws(ProviderError) {
        _ = try LlamaServerCommand(settings, modelPaths: environment.modelPaths)
        guard let loop = environment.loop ?? EventLoop.current else {
            throw ProviderError(.internal, "the provider '\(settings.name)' has no event loop to run llama-server on")
        }
        state.withLock { $0.loop = $0.loop ?? loop }
        handle(.start)
    }

    /// Returns when the program has ended.
    func stop() async {
        handle(.stop)
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.supervision.state != .stopped else { return true }
                state.finished.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// The way to it. Waits while it loads, for as long as a request may.
    func backend() async throws(ProviderError) -> OpenAIBackend {
        if let ready = try readyBackend() { return ready }
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(waiter, $0) }
        } onCancel: {
            resume(waiter, .failure(ProviderError(.cancelled, "the request was cancelled")))
        }
        return try result.get()
    }

    /// The backend if it is ready; nil if it is worth waiting for.
    private func readyBackend() throws(ProviderError) -> OpenAIBackend? {
        let (backend, state, problem) = state.withLock { ($0.candidate, $0.supervision.state, $0.supervision.problem) }
        switch state {
        case .ready: return backend
        case .starting, .backingOff, .unloading: return nil
        case .failed: throw unavailable("does not run: llama-server \(problem ?? "failed")")
        case .idle, .unloaded:
            // It could not be started before: what was missing may be there now, or is told.
            try start()
            return nil
        case .stopping, .stopped: throw unavailable("is being stopped")
        }
    }

    private func wait(_ waiter: UInt64, _ continuation: CheckedContinuation<Outcome, Never>) {
        // It may have become ready, or the task been cancelled, since we looked.
        let now: Outcome? = state.withLock { state in
            if Task.isCancelled { return .failure(ProviderError(.cancelled, "the request was cancelled")) }
            if state.supervision.state == .ready, let backend = state.candidate { return .success(backend) }
            guard [.starting, .backingOff, .unloading].contains(state.supervision.state) else {
                // It was refused room between our look and now: nobody else tells us why.
                return .failure(unavailable(state.supervision.problem ?? "does not run"))
            }
            guard state.waiters.count < Self.mostWaiters else {
                return .failure(ProviderError(.overloaded, "too many requests wait for '\(settings.name)' to load"))
            }
            let deadline = Task(executorPreference: state.loop) { [self, patience = settings.timeout] in
                do { try await EventLoop.sleep(for: patience) } catch { return }
                resume(waiter, .failure(notYet()))
            }
            state.waiters[waiter] = Waiter(continuation: continuation, deadline: deadline)
            return nil
        }
        if let now { continuation.resume(returning: now) }
    }

    private func resume(_ waiter: UInt64, _ outcome: Outcome) {
        guard let waiter = state.withLock({ $0.waiters.removeValue(forKey: waiter) }) else { return }
        waiter.deadline.cancel()
        waiter.continuation.resume(returning: outcome)
    }

    private func resumeAll(_ outcome: Outcome) {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters {
            waiter.deadline.cancel()
            waiter.continuation.resume(returning: outcome)
        }
    }

    /// Why a request has waited for nothing.
    private func notYet() -> ProviderError {
        let (state, problem) = state.withLock { ($0.supervision.state, $0.supervision.problem) }
        if state == .backingOff, let problem { return unavailable("does not run: llama-server \(problem)") }
        return unavailable("is still loading its model: ask again later")
    }

    private func unavailable(_ what: String) -> ProviderError {
        ProviderError(.unavailable, "the provider '\(settings.name)' \(what)")
    }

    // MARK: Carrying out

    func handle(_ event: LlamaServerSupervision.Event, launch: Int? = nil) {
        let actions = state.withLock { state -> [LlamaServerSupervision.Action] in
            guard launch == nil || launch == state.launch else { return [] }
            let actions = state.supervision.handle(event)
            if case .answered = event { state.readySince = .now }
            return actions
        }
        if actions.contains(.admit) { environment.memory.loaded(memoryID) }
        for action in actions { perform(action) }
    }

    private func perform(_ action: LlamaServerSupervision.Action) {
        switch action {
        case .launch: launch()
        case .admit:
            log(.info, "llama-server is ready")
            if let backend = state.withLock({ $0.candidate }) { resumeAll(.success(backend)) }
        case .refuse(let reason):
            resumeAll(.failure(unavailable("does not run: llama-server \(reason)")))
        case .pause(let pause):
            log(.warning, "llama-server is started again", ["after": .duration(pause)])
            spawn { [self] in
                do { try await EventLoop.sleep(for: pause) } catch { return }
                handle(.pauseOver)
            }
        case .terminate:
            guard let process = state.withLock({ $0.process }) else { return }
            Task(executorPreference: loop) { await process.terminate(grace: Self.grace) }
        case .finish:
            let (tasks, finished) = state.withLock { state in
                defer { (state.tasks, state.finished) = ([], []) }
                return (state.tasks, state.finished)
            }
            for task in tasks { task.cancel() }
            for continuation in finished { continuation.resume() }
        }
    }

    /// Work that ends with the server.
    private func spawn(_ work: @escaping @Sendable () async -> Void) {
        let task = Task(executorPreference: loop, operation: work)
        state.withLock { $0.tasks.append(task) }
    }

    private func launch() {
        let launch = state.withLock { state in
            for task in state.tasks { task.cancel() }
            state.tasks = []
            state.launch += 1
            state.readySince = nil
            state.lastLines = []
            return state.launch
        }
        // Not one of `tasks`: it must see the program end, come what may.
        Task(executorPreference: loop) { await self.live(launch) }
    }

    /// One life of the program, from its launch to its end.
    private func live(_ launch: Int) async {
        let process: ChildProcess
        let backend: OpenAIBackend
        do {
            (process, backend) = try await begin(launch)
        } catch let error as ProviderError where error.code == .overloaded {
            log(.warning, "llama-server is not started: \(error)")
            return handle(.noRoom(reason: "finds no room: \(error)"), launch: launch)
        } catch {
            environment.memory.left(memoryID, why: nil)
            log(.error, "llama-server could not be started", ["reason": .string("\(error)")])
            return handle(.notLaunched(reason: "could not be started: \(error)"), launch: launch)
        }
        let isWanted = state.withLock { state in
            state.process = process
            state.candidate = backend
            return state.supervision.state == .starting
        }
        if isWanted {
            spawn { [self] in await probe(backend, launch) }
            spawn { [self] in await tend(process) }
        } else {
            Task(executorPreference: loop) { await process.terminate(grace: Self.grace) }
        }
        let exit = await process.waitForExit()
        let served = state.withLock { state in
            state.process = nil
            state.candidate = nil
            return state.readySince.map { ContinuousClock.now - $0 } ?? .zero
        }
        let (words, isExpected, why) = state.withLock { state in
            let isExpected = [.stopping, .unloading].contains(state.supervision.state)
            return (Self.lastWords(of: state.lastLines), isExpected, state.memory.why)
        }
        let reason = words.isEmpty ? "\(exit)" : "\(exit): \(words)"
        log(isExpected ? .info : .warning, "llama-server \(reason)")
        // Told before it may be launched again, and ask for memory anew.
        environment.memory.left(memoryID, why: why ?? (isExpected ? "it was asked to leave" : reason))
        handle(.ended(reason: reason, readyFor: served), launch: launch)
        // Who came while it was leaving wants it back.
        if state.withLock({ $0.supervision.state == .unloaded && !$0.waiters.isEmpty }) { handle(.start) }
    }

    private static let lastLineCount = 20

    /// The line that says most likely why it ended.
    private static func lastWords(of lines: [String]) -> String {
        let told = lines.last { line in ["error", "fail", "invalid"].contains { line.lowercased().contains($0) } }
        return String((told ?? lines.last ?? "").prefix(300))
    }

    private func heard(_ line: ChildLine) {
        let text = String(decoding: Secrets.mask(Array(line.text.utf8)), as: UTF8.self)
        state.withLock { state in
            if state.lastLines.count >= Self.lastLineCount { state.lastLines.removeFirst() }
            state.lastLines.append(text)
        }
        log(.debug, text)
    }

    private func begin(_ launch: Int) async throws -> (ChildProcess, OpenAIBackend) {
        let command = try LlamaServerCommand(settings, modelPaths: environment.modelPaths)
        let placement = try await claimRoom(for: command)
        state.withLock { $0.placement = placement }
        let port = try ChildProcess.freePort()
        let key = Secret(Self.randomKey(), source: "this launch")
        Secrets.hide(key.reveal())
        var child = ChildCommand(command.program, command.arguments(port: port, placement: placement))
        // In the environment, not among the arguments, which every user of the machine can read.
        child.environment["LLAMA_API_KEY"] = key.reveal()
        let upstream = try Upstream(
            provider: settings.name,
            endpoint: try EndpointURL(parsing: "http://127.0.0.1:\(port)"),
            transport: environment.transport,
            key: key,
            deadlines: HTTPDeadlines(settings)
        )
        log(.info, "llama-server is started", ["model": .string(command.modelFile), "port": .int(Int(port))])
        guard let loop else { throw unavailable("has no event loop") }
        let process = try await ChildProcess.start(child, on: loop) { [weak self] line in self?.heard(line) }
        return (process, OpenAIBackend(upstream: upstream, flavor: .llamaCpp, defaults: settings.parameters))
    }

    /// Asks for its health until it answers 200: while it loads it refuses, or answers 503.
    private func probe(_ backend: OpenAIBackend, _ launch: Int) async {
        let begun = ContinuousClock.now
        while !Task.isCancelled {
            do throws(ProviderError) {
                try await backend.upstream.ping("/health")
                return handle(.answered, launch: launch)
            } catch {
                if ContinuousClock.now - begun > Self.longestLoad { return handle(.overdue, launch: launch) }
            }
            do { try await EventLoop.sleep(for: Self.probeInterval) } catch { return }
        }
    }

    private static func randomKey() -> String {
        (0..<4).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }

    func log(_ level: LogLevel, _ message: String, _ fields: LogFields = [:]) {
        var fields = fields
        fields.add("provider", .string(settings.name))
        switch level {
        case .debug: Log.debug("llamacpp", message, fields)
        case .info: Log.info("llamacpp", message, fields)
        case .warning: Log.warning("llamacpp", message, fields)
        case .error: Log.error("llamacpp", message, fields)
        }
    }
}
