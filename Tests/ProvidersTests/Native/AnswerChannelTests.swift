import Synchronization
import Testing

@testable import Providers

struct AnswerChannelTests {
    private final class Bell: Sendable {
        private let count = Mutex(0)
        var rings: Int { count.withLock { $0 } }
        func ring() { count.withLock { $0 += 1 } }
    }

    @Test func `what came since the last visit is one part, and the end comes after it`() async throws {
        let channel = AnswerChannel {}
        #expect(channel.send([.text("a")]))
        #expect(channel.send([.text("b"), .finished(.stop)]))
        channel.end()
        #expect(try await channel.next()?.events == [.text("a"), .text("b"), .finished(.stop)])
        #expect(try await channel.next() == nil)
        #expect(try await channel.next() == nil)
    }

    @Test func `an answer that breaks off gives what there was, then the error`() async throws {
        let channel = AnswerChannel {}
        _ = channel.send([.text("a")])
        channel.end(.failure(ProviderError(.internal, "broken")))
        channel.end()
        #expect(try await channel.next()?.events.count == 1)
        await #expect(throws: ProviderError.self) { try await channel.next() }
    }

    @Test func `a writer is told to wait when it is full, and woken when there is room`() async throws {
        let bell = Bell()
        let channel = AnswerChannel(limit: 2) { bell.ring() }
        #expect(channel.send([.text("a")]))
        #expect(!channel.send([.text("b")]))
        #expect(bell.rings == 0)
        #expect(try await channel.next()?.events.count == 2)
        #expect(bell.rings == 1)
        #expect(channel.send([.text("c")]))
        #expect(try await channel.next()?.events.count == 1)
        #expect(bell.rings == 1)
    }

    @Test func `a reader that waits is woken by the first event`() async throws {
        let channel = AnswerChannel {}
        let reader = Task { try await channel.next()?.events }
        try await Task.sleep(for: .milliseconds(5))
        _ = channel.send([.text("a")])
        #expect(try await reader.value == [.text("a")])
    }

    @Test func `a reader whose task is cancelled leaves, and the writer learns of it once`() async {
        let bell = Bell()
        let channel = AnswerChannel { bell.ring() }
        let reader = Task { try await channel.next() }
        try? await Task.sleep(for: .milliseconds(5))
        reader.cancel()
        await #expect(throws: ProviderError.self) { try await reader.value }
        #expect(channel.isAbandoned)
        channel.abandon()
        #expect(bell.rings == 1)
    }
}
