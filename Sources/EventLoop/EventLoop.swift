import CEvent
import CSystem
import Foundation
import Synchronization

/// One thread that waits for sockets and timers, and runs the Swift tasks that prefer it.
///
/// A task started with `spawn` runs its nonisolated code, and that of every default actor it calls, on this
/// thread: a request never changes thread. Everything that belongs to a loop (connections, timers, watches) is
/// touched on its thread alone, so that none of it needs a lock.
@safe package final class EventLoop: TaskExecutor, @unchecked Sendable {
    // Sendable by confinement: `base` and the variables are touched on the loop's thread, `inbox` has a lock.

    package let index: Int
    package let base: OpaquePointer
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var later: [@Sendable () -> Void] = []
    private var turnEnds: [any EndOfTurn] = []
    /// Those of the end before, whose memory is used again.
    private var endedTurns: [any EndOfTurn] = []
    private var emptied = Inbox()
    private var stopping = false
    private var spin = IdleSpin()
    /// When a descriptor was first heard of in this turn; 0 if none was.
    private var heardAt: UInt64 = 0
    private let inbox = Mutex(Inbox())
    private let wakeRead: Int32
    private let wakeWrite: Int32
    private let thread: Atomic<UInt> = Atomic(0)

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var bodies: [@Sendable () -> Void] = []
        var woken = false
    }

    /// Makes a loop whose thread is not started; call `run` on the thread that shall be the loop.
    package init(index: Int = 0) throws(EventLoopError) {
        guard let base = unsafe martlet_event_base_new() else {
            throw EventLoopError(message: "libevent could not make an event base (are file descriptors used up?)")
        }
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else {
            unsafe event_base_free(base)
            throw EventLoopError(message: "no pipe could be made: \(String(systemError: errno))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        self.index = index
        unsafe self.base = unsafe base
        wakeRead = ends[0]
        wakeWrite = ends[1]
    }

    deinit {
        close(wakeRead)
        close(wakeWrite)
        unsafe event_base_free(base)
    }

    // MARK: Where am I?

    /// The loop whose thread this is, if it is one.
    package static var current: EventLoop? { LoopThread.current }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool { thread.load(ordering: .relaxed) == LoopThread.id }

    package func assertCurrent(_ function: StaticString = #function) {
        assert(isCurrent, "\(function) was called off its event loop")
    }

    // MARK: Work

    /// Runs a task that stays on this loop.
    @discardableResult
    package func spawn<Success: Sendable>(
        _ operation: @escaping @Sendable () async -> Success
    ) -> Task<Success, Never> {
        Task(executorPreference: self, operation: operation)
    }

    /// As `spawn`, but on the loop's thread, and the task's first steps are taken before this returns: where it never
    /// has to wait, nothing is queued.
    @discardableResult
    package func spawnNow(
        _ operation: @escaping @Sendable @isolated(any) () async -> Void
    ) -> Task<Void, Never> {
        assertCurrent()
        guard #available(macOS 26, *) else { return Task(executorPreference: self, operation: operation) }
        return Task.immediate(executorPreference: self, operation: operation)
    }

    /// Runs `body` on the loop's thread: at once when called there, else soon.
    package func execute(_ body: @escaping @Sendable () -> Void) {
        if isCurrent { body() } else { post { $0.bodies.append(body) } }
    }

    /// Runs `body` on the loop's thread after the present callback or job has returned, and after the sockets that
    /// are ready now have had their turn.
    package func executeLater(_ body: @escaping @Sendable () -> Void) {
        if isCurrent { later.append(body) } else { post { $0.bodies.append(body) } }
    }

    /// Tells `member` when the sockets and jobs of the present turn are done with, or a few of its kind wait already:
    /// what is put off so is done together. A peer that has to be woken by the first of several sends is still awake
    /// at the second.
    package func atEndOfTurn(_ member: any EndOfTurn) {
        assertCurrent()
        turnEnds.append(member)
    }

    /// So few that the first of them is not kept waiting for long.
    private static let mostAtEndOfTurn = 16

    /// Where no callback or job is under way: ends the turn for those who wait, if they are many.
    func endTurnIfDue() {
        if turnEnds.count >= Self.mostAtEndOfTurn { endTurn() }
    }

    private func endTurn() {
        guard !turnEnds.isEmpty else { return }
        swap(&turnEnds, &endedTurns)
        for member in endedTurns { member.turnEnded() }
        endedTurns.removeAll(keepingCapacity: true)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { ready.append(job) } else { post { $0.jobs.append(job) } }
    }

    private func post(_ add: (inout sending Inbox) -> Void) {
        let wake = inbox.withLock { inbox in
            add(&inbox)
            defer { inbox.woken = true }
            return !inbox.woken
        }
        guard wake else { return }
        var byte: UInt8 = 1
        _ = unsafe write(wakeWrite, &byte, 1)
    }

    // MARK: The thread

    /// Becomes the loop, until `stop`.
    package func run() {
        thread.store(LoopThread.id, ordering: .relaxed)
        LoopThread.current = self
        defer { LoopThread.current = nil }
        // What a loop waits for should not wait for a log's writer on the same core.
        martlet_prefer_latency(100_000)
        let wake = IOWatch(loop: self, descriptor: wakeRead) { [unowned self] _ in drainInbox() }
        wake.set(.read)
        defer { wake.cancel() }
        while !stopping {
            if isIdle { wait() } else { unsafe event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK) }
            runLater()
            runReady()
            endTurn()
        }
        runLater()
        runReady()
        endTurn()
    }

    private var isIdle: Bool { ready.isEmpty && later.isEmpty && turnEnds.isEmpty && !stopping }

    /// Waits until there is something to do, and does what the sockets and timers have.
    private func wait() {
        let start = martlet_monotonic_ns()
        heardAt = 0
        if spin.isWorthwhile, look(since: start) { return spin.found() }
        unsafe event_base_loop(base, EVLOOP_ONCE)
        if heardAt != 0 { spin.slept(for: heardAt - start) }
    }

    /// Looks for something to do without sleeping. False when it is time to sleep after all.
    private func look(since start: UInt64) -> Bool {
        while true {
            unsafe event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK)
            guard isIdle, heardAt == 0 else { return true }
            let now = martlet_monotonic_ns()
            guard now - start < IdleSpin.longest else {
                spin.lookedInVain()
                return false
            }
            sched_yield()
            if martlet_monotonic_ns() - now > IdleSpin.longestYield { return false }
        }
    }

    /// A descriptor is readable, writable or closed.
    func heard() {
        if heardAt == 0 { heardAt = martlet_monotonic_ns() }
        endTurnIfDue()
    }

    /// Makes `run` return once the jobs that are ready now have run.
    package func stop() {
        execute { self.stopping = true }
    }

    /// Runs the jobs that are ready, and those that they make ready, for a few rounds: a task that hops between
    /// actors goes on without a system call between, and one that never ends still lets the sockets have their turn.
    private func runReady() {
        var rounds = 0
        while !ready.isEmpty, rounds < 8 {
            rounds += 1
            swap(&ready, &running)
            for job in running {
                unsafe job.runSynchronously(on: asUnownedTaskExecutor())
                endTurnIfDue()
            }
            running.removeAll(keepingCapacity: true)
        }
    }

    private func runLater() {
        guard !later.isEmpty else { return }
        let bodies = later
        later = []
        for body in bodies { body() }
    }

    private func drainInbox() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while unsafe read(wakeRead, &bytes, 16) == 16 {}
        // The two inboxes change places, so that neither loses its memory. `woken` goes false with the taking: what
        // is posted from now on writes to the pipe again.
        emptied = inbox.withLock { inbox in
            let taken = inbox
            inbox = emptied
            return taken
        }
        ready.append(contentsOf: emptied.jobs)
        emptied.jobs.removeAll(keepingCapacity: emptied.jobs.count <= 1024)
        let bodies = emptied.bodies
        emptied.bodies = []
        emptied.woken = false
        for body in bodies { body() }
    }
}

/// What does something at the end of a loop's turn, on the loop's thread.
package protocol EndOfTurn: AnyObject {
    func turnEnded()
}

/// What the present thread knows of the loop it runs.
enum LoopThread {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        unsafe pthread_key_create(&key, nil)
        return key
    }()

    static var id: UInt { UInt(bitPattern: pthread_self().hashValueOfThread) }

    static var current: EventLoop? {
        get {
            guard let pointer = unsafe pthread_getspecific(key) else { return nil }
            return unsafe Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
        }
        set {
            let pointer = unsafe newValue.map { unsafe UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }
            unsafe pthread_setspecific(key, pointer)
        }
    }
}

extension pthread_t {
    #if canImport(Darwin)
        fileprivate var hashValueOfThread: Int { Int(bitPattern: self) }
    #else
        fileprivate var hashValueOfThread: Int { Int(bitPattern: UInt(self)) }
    #endif
}

/// The loop could not be set up.
package struct EventLoopError: Error, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}

extension String {
    /// What the system says of an error number.
    package init(systemError number: Int32) {
        self = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
