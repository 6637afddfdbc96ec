import EventLoop
import Foundation
import Synchronization
import Testing

@Suite struct EventLoopTests {
    @Test func `a task that is spawned on a loop stays on its thread`() async throws {
        actor Counter {
            var loops: [Int?] = []
            func note() { loops.append(EventLoop.current?.index) }
        }
        let group = try EventLoopGroup(count: 2)
        for loop in group.loops {
            let counter = Counter()
            let stayed = await loop.spawn {
                var stayed = loop.isCurrent
                for _ in 0..<100 {
                    await counter.note()
                    await Task.yield()
                    stayed = stayed && loop.isCurrent
                }
                return stayed
            }.value
            #expect(stayed)
            #expect(await counter.loops.allSatisfy { $0 == loop.index })
        }
        group.stop()
    }

    @Test func `a task that starts now has taken its first steps when the call returns`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        let order = Mutex<[String]>([])
        await withCheckedContinuation { continuation in
            loop.execute {
                loop.spawnNow {
                    order.withLock { $0.append("first") }
                    try? await EventLoop.sleep(for: .milliseconds(1))
                    order.withLock { $0.append(loop.isCurrent ? "third, on the loop" : "third, elsewhere") }
                    continuation.resume()
                }
                order.withLock { $0.append("second") }
            }
        }
        #expect(order.withLock { $0 } == ["first", "second", "third, on the loop"])
        group.stop()
    }

    @Test func `what many threads give a loop is all done`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        final class Tally: Sendable { let count = Mutex(0) }
        let done = Tally()
        await withTaskGroup { tasks in
            for _ in 0..<8 {
                tasks.addTask {
                    for _ in 0..<500 {
                        await withCheckedContinuation { continuation in
                            loop.execute {
                                done.count.withLock { $0 += loop.isCurrent ? 1 : 0 }
                                continuation.resume()
                            }
                        }
                    }
                }
            }
        }
        #expect(done.count.withLock { $0 } == 4000)
        group.stop()
    }

    @Test func `deferred work runs after what is running, in order`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        let order = Mutex<[Int]>([])
        await withCheckedContinuation { continuation in
            loop.execute {
                loop.executeLater {
                    order.withLock { $0.append(2) }
                    loop.executeLater {
                        order.withLock { $0.append(4) }
                        continuation.resume()
                    }
                }
                loop.executeLater { order.withLock { $0.append(3) } }
                order.withLock { $0.append(1) }
            }
        }
        #expect(order.withLock { $0 } == [1, 2, 3, 4])
        group.stop()
    }

    @Test func `what waits for a turn's end is told when its jobs are done, and needs no event`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        let told = Mutex<[String]>([])
        await withCheckedContinuation { continuation in
            loop.execute {
                let second = AtTurnsEnd {
                    told.withLock { $0.append("second end") }
                    continuation.resume()
                }
                let first = AtTurnsEnd {
                    told.withLock { $0.append("first end") }
                    // The turn after it has no other work: the loop must not go to sleep before it.
                    loop.atEndOfTurn(second)
                }
                loop.atEndOfTurn(first)
                loop.spawnNow {
                    told.withLock { $0.append("task") }
                    await Task.yield()
                    told.withLock { $0.append("task, later") }
                }
            }
        }
        #expect(told.withLock { $0 } == ["task", "task, later", "first end", "second end"])
        group.stop()
    }

    @Test func `of many that wait for a turn's end none waits for all of its jobs`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        let ended = Mutex(0)
        let before = await withCheckedContinuation { (continuation: CheckedContinuation<Int, Never>) in
            loop.execute {
                for _ in 0..<40 {
                    loop.spawn { loop.atEndOfTurn(AtTurnsEnd { ended.withLock { $0 += 1 } }) }
                }
                loop.spawn { continuation.resume(returning: ended.withLock { $0 }) }
            }
        }
        #expect(before == 32)
        #expect(await loop.spawn { ended.withLock { $0 } }.value == 40)
        group.stop()
    }

    @Test func `a task that never waits leaves sockets and timers their turn`() async throws {
        let group = try EventLoopGroup(count: 1)
        let busy = group.first.spawn { while !Task.isCancelled { await Task.yield() } }
        let slept: Void? = await group.first.spawn { try? await EventLoop.sleep(for: .milliseconds(5)) }.value
        #expect(slept != nil)
        busy.cancel()
        await busy.value
        group.stop()
    }

    @Test func `a sleep ends in time, or at once when it is cancelled`() async throws {
        let group = try EventLoopGroup(count: 1)
        let begin = ContinuousClock.now
        await group.first.spawn { try? await EventLoop.sleep(for: .milliseconds(30)) }.value
        #expect(ContinuousClock.now - begin > .milliseconds(20))
        for delay in [0, 5] {
            let sleeper = group.first.spawn {
                do {
                    try await EventLoop.sleep(for: .seconds(60))
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            try await Task.sleep(for: .milliseconds(delay))
            sleeper.cancel()
            #expect(await sleeper.value)
        }
        #expect(ContinuousClock.now - begin < .seconds(50))
        group.stop()
    }

    @Test func `a timer that is armed anew fires once, and one that is disarmed not at all`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        let fired = Mutex<[String]>([])
        await loop.spawn {
            let twice = LoopTimer(loop: loop) { fired.withLock { $0.append("armed anew") } }
            twice.arm(after: .seconds(60))
            twice.arm(after: .milliseconds(5))
            let never = LoopTimer(loop: loop) { fired.withLock { $0.append("disarmed") } }
            never.arm(after: .milliseconds(5))
            never.disarm()
            let cancelled = LoopTimer(loop: loop) { fired.withLock { $0.append("cancelled") } }
            cancelled.cancel()
            cancelled.arm(after: .zero)
            try? await EventLoop.sleep(for: .milliseconds(40))
            twice.cancel()
        }.value
        #expect(fired.withLock { $0 } == ["armed anew"])
        group.stop()
    }

    @Test func `a watch tells of each change once when it watches edges`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        var ends: [Int32] = [0, 0]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (near, far) = (ends[0], ends[1])
        let seen = Mutex<[IOEvents]>([])
        await loop.spawn {
            let watch = IOWatch(loop: loop, descriptor: near) { events in seen.withLock { $0.append(events) } }
            watch.set([.read, .closed, .edge])
            #expect(unsafe write(far, "a", 1) == 1)
            try? await EventLoop.sleep(for: .milliseconds(20))
            #expect(seen.withLock { $0.count } == 1)
            #expect(seen.withLock { $0.first?.contains(.read) } == true)
            close(far)
            try? await EventLoop.sleep(for: .milliseconds(20))
            #expect(seen.withLock { $0.last?.contains(.closed) } == true)
            watch.cancel()
        }.value
        close(near)
        group.stop()
    }

    @Test func `a watch may drop itself while it calls back`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        final class Holder: @unchecked Sendable {  // Touched on the loop alone.
            var watch: IOWatch?
            var calls = 0
        }
        let holder = Holder()
        await loop.spawn {
            let watch = IOWatch(loop: loop, descriptor: reader) { _ in
                holder.calls += 1
                holder.watch?.cancel()
                holder.watch = nil
            }
            watch.set(.read)
            holder.watch = watch
        }.value
        #expect(unsafe write(writer, "a", 1) == 1)
        let calls = await loop.spawn {
            try? await EventLoop.sleep(for: .milliseconds(20))
            return holder.calls
        }.value
        #expect(calls == 1)
        close(reader)
        close(writer)
        group.stop()
    }

    @Test func `a signal that is watched is told of instead of ending the process`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.first
        let (signals, report) = AsyncStream<String>.makeStream()
        let hold = Mutex<[SignalWatch]>([])
        await loop.spawn {
            for (signal, name) in [(SIGUSR1, "one"), (SIGUSR2, "two")] {
                guard let watch = try? SignalWatch(loop: loop, signal: signal, body: { report.yield(name) }) else {
                    report.yield("not watched")
                    continue
                }
                hold.withLock { $0.append(watch) }
            }
        }.value
        var all = signals.makeAsyncIterator()
        for (signal, name) in [(SIGUSR1, "one"), (SIGUSR2, "two"), (SIGUSR1, "one")] {
            kill(getpid(), signal)
            #expect(await all.next() == name)
        }
        await loop.spawn { hold.withLock { for watch in $0 { watch.cancel() } } }.value
        group.stop()
    }

    @Test func `blocking work is done in its order, off the loops`() async throws {
        let thread = BlockingThread(name: "test")
        let order = Mutex<[Int]>([])
        for index in 0..<100 { thread.submit { order.withLock { $0.append(index) } } }
        let isLoop = try await thread.run { EventLoop.current != nil }
        #expect(!isLoop)
        #expect(order.withLock { $0 } == Array(0..<100))
        #expect(thread.depth == 0)
        await #expect(throws: CancellationError.self) {
            try await thread.run { throw CancellationError() }
        }
    }
}

private final class AtTurnsEnd: EndOfTurn {
    private let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
    func turnEnded() { body() }
}
