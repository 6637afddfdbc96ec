import Foundation
import Synchronization
import Testing

@testable import EventLoop

/// What a child wrote, in the order it came.
private final class Lines: Sendable {
    private let lines = Mutex<[ChildLine]>([])
    private let arrived: AsyncStream<ChildLine>
    private let arrival: AsyncStream<ChildLine>.Continuation

    init() { (arrived, arrival) = AsyncStream.makeStream() }

    var all: [ChildLine] { lines.withLock { $0 } }
    var texts: [String] { all.map(\.text) }
    func add(_ line: ChildLine) {
        lines.withLock { $0.append(line) }
        arrival.yield(line)
    }

    /// Waits for a line; fails the test after half a minute.
    func next() async throws -> ChildLine {
        try await withThrowingTaskGroup { group in
            group.addTask { await self.arrived.first { _ in true } }
            group.addTask {
                try await Task.sleep(for: .seconds(30))
                return nil
            }
            defer { group.cancelAll() }
            return try #require(try await group.next() ?? nil)
        }
    }
}

/// Whether the process is there and no zombie.
private func isAlive(_ pid: Int32) -> Bool {
    guard kill(pid, 0) == 0 else { return false }
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ")").last?.hasPrefix(" Z") != true
}

/// Whether all of them are gone within this time.
private func areGone(_ pids: [Int32], within time: Duration) async throws -> Bool {
    let end = ContinuousClock.now + time
    while pids.contains(where: isAlive) {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}

@Suite(.timeLimit(.minutes(1))) struct ChildProcessTests {
    private let group: EventLoopGroup
    private let lines = Lines()

    init() throws { group = try EventLoopGroup(count: 1) }

    private func start(
        _ script: String,
        environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        directory: String? = nil
    )
        async throws(ChildError) -> ChildProcess
    {
        try await ChildProcess.start(
            ChildCommand("/bin/sh", ["-c", script], environment: environment, directory: directory),
            on: group.first,
            output: { [lines] in lines.add($0) }
        )
    }

    @Test func `what a child writes arrives line by line, and its exit code after it`() async throws {
        let child = try await start("echo one; echo two >&2; printf 'three\\r\\nlast'; exit 7")
        #expect(await child.waitForExit() == .code(7))
        #expect(await child.waitForExit() == .code(7))
        #expect(lines.all.filter { $0.stream == .output }.map(\.text) == ["one", "three", "last"])
        #expect(lines.all.filter { $0.stream == .error }.map(\.text) == ["two"])
        group.stop()
    }

    @Test func `a line is delivered while the child still runs`() async throws {
        let child = try await start("echo ready; exec sleep 100")
        #expect(try await lines.next().text == "ready")
        #expect(await child.terminate(grace: .seconds(10)) == .signal(SIGTERM))
        group.stop()
    }

    @Test func `a hundred thousand lines all arrive`() async throws {
        let child = try await start("i=0; while [ $i -lt 1000 ]; do echo $i; i=$((i+1)); done; seq 1000 99999")
        #expect(await child.waitForExit() == .code(0))
        #expect(lines.texts == (0..<100_000).map(String.init))
        group.stop()
    }

    @Test(arguments: [
        ("kill -9 $$", ChildExit.signal(SIGKILL)), ("kill -15 $$", .signal(SIGTERM)), ("exit 0", .code(0)),
    ])
    func `how a child ended is told`(script: String, expected: ChildExit) async throws {
        let child = try await start(script)
        #expect(await child.waitForExit() == expected)
        group.stop()
    }

    @Test func `a child that ignores SIGTERM is killed after its grace, with all it started`() async throws {
        let child = try await start("trap '' TERM; (trap '' TERM; sleep 100) & echo $!; wait; sleep 100")
        let grandchild = try #require(Int32(try await lines.next().text))
        let start = ContinuousClock.now
        #expect(await child.terminate(grace: .milliseconds(100)) == .signal(SIGKILL))
        #expect(ContinuousClock.now - start >= .milliseconds(90))
        #expect(try await areGone([child.pid, grandchild], within: .seconds(20)))
        group.stop()
    }

    @Test func `a child that heeds SIGTERM is not killed`() async throws {
        let child = try await start("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done")
        _ = try await lines.next()
        async let first = child.terminate(grace: .seconds(10))
        async let second = child.terminate(grace: .seconds(10))
        #expect(await first == .code(3))
        #expect(await second == .code(3))
        #expect(await child.terminate(grace: .zero) == .code(3))
        #expect(lines.texts.contains("bye"))
        group.stop()
    }

    @Test func `what a child leaves behind ends with it`() async throws {
        let child = try await start("sleep 100 & echo $!; exit 0")
        let grandchild = try #require(Int32(try await lines.next().text))
        #expect(await child.waitForExit() == .code(0))
        #expect(try await areGone([grandchild], within: .seconds(20)))
        group.stop()
    }

    @Test func `a program that cannot be started says why`() async throws {
        await #expect(throws: ChildError(message: "/no/such could not be started: No such file or directory")) {
            try await ChildProcess.start(ChildCommand("/no/such"), on: group.first) { _ in }
        }
        await #expect(throws: ChildError(message: "/etc/passwd could not be started: Permission denied")) {
            try await ChildProcess.start(ChildCommand("/etc/passwd"), on: group.first) { _ in }
        }
        await #expect(throws: ChildError.self) { try await start("exit", directory: "/no/such/place") }
        await #expect(throws: ChildError.self) { try await start("exit\u{0}") }
        group.stop()
    }

    @Test func `a child has the environment and directory it was given, its own group, no input and nothing open`()
        async throws
    {
        let held = unsafe open("/etc/passwd", O_RDONLY)
        defer { close(held) }
        let child = try await start(
            "echo $A; pwd; read x || echo no input; cut -d' ' -f5 /proc/$$/stat; ls /proc/self/fd | tr '\\n' ' '; env | grep -c =",
            environment: ["A": "b c", "PATH": "/usr/bin:/bin"],
            directory: "/tmp"
        )
        #expect(await child.waitForExit() == .code(0))
        let texts = lines.texts
        try #require(texts.count == 5)
        #expect(texts[0...2] == ["b c", "/tmp", "no input"])
        #expect(texts[3] == String(child.pid))
        // 0, 1, 2 and the directory that `ls` reads; then A, PATH and PWD, and perhaps what the shell adds.
        let numbers = texts[4].split(separator: " ")
        #expect(numbers.dropLast() == ["0", "1", "2", "3"])
        #expect(numbers.last.flatMap { Int($0) }.map { (2...6).contains($0) } == true)
        group.stop()
    }

    @Test func `signals that this process ignores work in a child`() async throws {
        _ = signal(SIGPIPE, SIG_IGN)
        let child = try await start("kill -PIPE $$; echo survived")
        #expect(await child.waitForExit() == .signal(SIGPIPE))
        #expect(lines.texts.isEmpty)
        group.stop()
    }

    @Test func `many children at once are all started, read and reaped`() async throws {
        try await withThrowingTaskGroup { tasks in
            for number in 0..<20 {
                tasks.addTask {
                    let child = try await start("echo \(number); exit \(number)")
                    #expect(await child.waitForExit() == .code(Int32(number)))
                }
            }
            try await tasks.waitForAll()
        }
        #expect(Set(lines.texts) == Set((0..<20).map(String.init)))
        group.stop()
    }

    // MARK: No orphans

    private static let helper = "MARTLET_TEST_ORPHANS"

    /// Not a test of its own: what the next test starts, and kills.
    @Test(.enabled(if: ProcessInfo.processInfo.environment[helper] != nil))
    func `the process that gets killed`() async throws {
        let child = try await start("sleep 200 & echo $$ $!; wait; sleep 200")
        FileHandle.standardOutput.write(Data("pids \(try await lines.next().text)\n".utf8))
        _ = await child.waitForExit()
    }

    #if os(Linux)
        @Test func `no child and no grandchild is left when this program is killed`() async throws {
            let program = try #require(ChildProcess.findExecutable("/proc/self/exe"))
            let path = try FileManager.default.destinationOfSymbolicLink(atPath: program)
            var environment = ProcessInfo.processInfo.environment
            environment[Self.helper] = "1"
            let doomed = try await ChildProcess.start(
                ChildCommand(
                    path,
                    ["--testing-library", "swift-testing", "--filter", "the process that gets killed"],
                    environment: environment
                ),
                on: group.first,
                output: { [lines] in lines.add($0) }
            )
            var line = try await lines.next().text
            while !line.hasPrefix("pids ") { line = try await lines.next().text }
            let pids = line.split(separator: " ").compactMap { Int32($0) }
            try #require(pids.count == 2)
            #expect(pids.allSatisfy(isAlive))
            kill(doomed.pid, SIGKILL)
            #expect(await doomed.waitForExit() == .signal(SIGKILL))
            #expect(try await areGone(pids, within: .seconds(10)))
            group.stop()
        }
    #endif

    // MARK: Lines

    @Test(arguments: [
        ("a\nb\n", ["a", "b"]), ("a\r\nb", ["a", "b"]), ("\n\n", ["", ""]), ("abcdefghij", ["abcde", "fghij"]),
        ("abcdefg\nh", ["abcde", "fg", "h"]), ("1%\r2%\r3%\n", ["3%"]), ("", []),
    ])
    func `lines are cut at their ends and at the limit, wherever the pieces are cut`(text: String, expected: [String]) {
        let bytes = Array(text.utf8)
        for size in [1, 2, 3, 100] {
            // The progress line is longer than five bytes before it is overwritten.
            var lines = ChildLines(limit: text.contains("%") ? 20 : 5)
            var found: [String] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                lines.read(bytes[start..<min(bytes.count, start + size)]) { found.append($0) }
            }
            lines.finish { found.append($0) }
            #expect(found == expected)
        }
    }

    // MARK: The machine

    @Test func `a program is found by its name, in order, and only where it can be run`() throws {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        for directory in ["first", "second", "second/isfolder"] {
            try FileManager.default.createDirectory(
                at: place.appendingPathComponent(directory),
                withIntermediateDirectories: true
            )
        }
        let second = place.appendingPathComponent("second/tool")
        try Data().write(to: place.appendingPathComponent("first/tool"))
        try Data().write(to: second)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: second.path)
        let path = "::relative:\(place.path)/first:\(place.path)/second/"
        #expect(ChildProcess.findExecutable("tool", in: path) == second.path)
        #expect(ChildProcess.findExecutable("isfolder", in: path) == nil)
        #expect(ChildProcess.findExecutable("none", in: path) == nil)
        #expect(ChildProcess.findExecutable("", in: path) == nil)
        #expect(ChildProcess.findExecutable("/bin/sh", in: "") == "/bin/sh")
    }

    @Test func `free ports are free, and differ`() throws {
        let ports = try (0..<5).map { _ in try ChildProcess.freePort() }
        #expect(Set(ports).count > 1)
        #expect(ports.allSatisfy { $0 > 1023 })
    }
}
