import CSystem
import Foundation

/// A program to start.
package struct ChildCommand: Sendable {
    /// The path of the program; see `findExecutable`.
    package var program: String
    /// What follows the program's name.
    package var arguments: [String]
    /// All of the child's environment.
    package var environment: [String: String]
    /// Where it runs; nil for where this process runs.
    package var directory: String?

    package init(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        directory: String? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
    }
}

/// A line that a child wrote.
package struct ChildLine: Sendable, Equatable {
    package enum Stream: Sendable { case output, error }
    package var stream: Stream
    package var text: String

    package init(_ stream: Stream, _ text: String) {
        self.stream = stream
        self.text = text
    }
}

/// How a child ended.
package enum ChildExit: Sendable, Equatable, CustomStringConvertible {
    case code(Int32)
    case signal(Int32)

    package var description: String {
        switch self {
        case .code(let code): "ended with code \(code)"
        case .signal(let number): "was ended by signal \(number)"
        }
    }
}

/// A program could not be started.
package struct ChildError: Error, Equatable, CustomStringConvertible {
    package var message: String
    package var description: String { message }
}

/// A running program, with its output on a loop.
///
/// It leads a process group of its own, which ends with it: when the program ends, when it is terminated, and, by way
/// of a watchdog process, when this process ends in whatever way. It has no input, and nothing of ours open.
/// Letting go of the object does not end the program.
@safe package final class ChildProcess: @unchecked Sendable {
    // Sendable by confinement: what changes is touched on the loop's thread alone.
    package let pid: Int32
    private let loop: EventLoop
    private let command: String
    private let watchdog: Int32
    private let lifeline: Int32
    private var pipes: [ChildPipe] = []
    private var exitWatch: IOWatch?
    private var exitDescriptor: Int32
    private var grace: LoopTimer?
    private var exit: ChildExit?
    private var waiters: [CheckedContinuation<ChildExit, Never>] = []

    /// Starts a program. `output` is called on the loop for each line; a line of more than `lineLimit` bytes comes in
    /// several.
    package static func start(
        _ command: ChildCommand,
        on loop: EventLoop,
        lineLimit: Int = 8192,
        output: @escaping @Sendable (ChildLine) -> Void
    ) async throws(ChildError) -> ChildProcess {
        let started: Result<martlet_child, ChildError>
        do {
            started = try await ChildSpawner.thread.run { ChildSpawner.spawn(command) }
        } catch {
            throw ChildError(message: "\(command.program) could not be started: \(error)")
        }
        let child = try started.get()
        let process = ChildProcess(child, loop: loop, command: command.program)
        loop.execute { process.watch(child, lineLimit: lineLimit, output) }
        return process
    }

    private init(_ child: martlet_child, loop: EventLoop, command: String) {
        pid = child.pid
        watchdog = child.watchdog
        lifeline = child.lifeline
        exitDescriptor = martlet_process_descriptor(child.pid)
        self.loop = loop
        self.command = command
    }

    /// Waits until the program has ended and all it wrote was delivered. Cancelling the task does not shorten this.
    package func waitForExit() async -> ChildExit {
        await withCheckedContinuation { continuation in
            loop.execute {
                if let exit = self.exit {
                    continuation.resume(returning: exit)
                } else {
                    self.waiters.append(continuation)
                }
            }
        }
    }

    /// Asks the program and all it started to end (SIGTERM); kills what is left of them after `grace`.
    /// Returns when the program has ended.
    @discardableResult
    package func terminate(grace: Duration) async -> ChildExit {
        loop.execute { self.beginTerminating(grace) }
        return await waitForExit()
    }

    private func beginTerminating(_ duration: Duration) {
        guard exit == nil, grace == nil else { return }
        // Not reaped yet, so that the number is still its own.
        kill(-pid, SIGTERM)
        let timer = LoopTimer(loop: loop) { [unowned self] in
            if exit == nil { kill(-pid, SIGKILL) }
        }
        timer.arm(after: duration)
        grace = timer
    }

    private func watch(_ child: martlet_child, lineLimit: Int, _ output: @escaping @Sendable (ChildLine) -> Void) {
        pipes = [
            ChildPipe(loop: loop, descriptor: child.output, limit: lineLimit) { output(ChildLine(.output, $0)) },
            ChildPipe(loop: loop, descriptor: child.error, limit: lineLimit) { output(ChildLine(.error, $0)) },
        ]
        guard exitDescriptor >= 0 else { return waitOnThread() }
        // The watch holds this object, so that a program nobody refers to is reaped all the same.
        let watch = IOWatch(loop: loop, descriptor: exitDescriptor) { _ in self.ended() }
        watch.set(.read)
        exitWatch = watch
    }

    /// Where a process is no descriptor, a thread waits for it.
    private func waitOnThread() {
        let thread = Thread { [self] in
            _ = martlet_process_wait(pid)
            loop.execute { self.ended() }
        }
        thread.name = "martlet-child"
        thread.start()
    }

    private func ended() {
        guard exit == nil else { return }
        // What it started goes with it. Until it is reaped, nobody else can have its number.
        kill(-pid, SIGKILL)
        var code: Int32 = 0
        var signal: Int32 = 0
        guard unsafe martlet_process_reap(pid, &code, &signal) == 1 else { return }
        exitWatch?.cancel()
        exitWatch = nil
        if exitDescriptor >= 0 { close(exitDescriptor) }
        exitDescriptor = -1
        dismissWatchdog()
        grace?.cancel()
        grace = nil
        for pipe in pipes { pipe.finish() }
        pipes = []
        let exit = signal == 0 ? ChildExit.code(code) : .signal(signal)
        self.exit = exit
        let waiters = waiters
        self.waiters = []
        for waiter in waiters { waiter.resume(returning: exit) }
    }

    /// Killed rather than asked, because then it is certain to be gone when it is reaped.
    private func dismissWatchdog() {
        kill(watchdog, SIGKILL)
        close(lifeline)
        let watchdog = watchdog
        ChildSpawner.thread.submit {
            var (code, signal): (Int32, Int32) = (0, 0)
            _ = martlet_process_wait(watchdog)
            _ = unsafe martlet_process_reap(watchdog, &code, &signal)
        }
    }
}

/// Where children are started: on one thread that never ends, because on Linux a child dies with the thread that
/// started it.
private enum ChildSpawner {
    static let thread = BlockingThread(name: "martlet-spawn")

    static func spawn(_ command: ChildCommand) -> Result<martlet_child, ChildError> {
        let arguments = [command.program] + command.arguments
        let environment = command.environment.map { "\($0.key)=\($0.value)" }
        let texts = arguments + environment + [command.directory ?? ""]
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            return .failure(ChildError(message: "\(command.program) cannot be given an argument that holds a NUL byte"))
        }
        var child = martlet_child()
        var step = MARTLET_SPAWN_PREPARE
        let result = unsafe withStrings(arguments) { arguments in
            unsafe withStrings(environment) { environment in
                unsafe command.program.withCString { program in
                    guard let directory = command.directory else {
                        return unsafe martlet_spawn(program, arguments, environment, nil, &child, &step)
                    }
                    return unsafe directory.withCString { directory in
                        unsafe martlet_spawn(program, arguments, environment, directory, &child, &step)
                    }
                }
            }
        }
        guard result != 0 else { return .success(child) }
        let reason = String(systemError: result)
        if step == MARTLET_SPAWN_DIRECTORY {
            let directory = command.directory ?? ""
            return .failure(
                ChildError(message: "\(command.program) cannot be started in the directory \(directory): \(reason)")
            )
        }
        return .failure(ChildError(message: "\(command.program) could not be started: \(reason)"))
    }

    /// Calls `body` with the strings as C wants them: pointers, then a null pointer.
    private static func withStrings<Value>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers = unsafe strings.map { unsafe strdup($0) } as [UnsafeMutablePointer<CChar>?]
        unsafe pointers.append(nil)
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else {
                preconditionFailure("the list ends with a null pointer")
            }
            return unsafe body(start)
        }
    }
}
