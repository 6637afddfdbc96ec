import Gateway
import Logging
import Storage
import Synchronization
import Testing

private func response(
    _ id: String,
    owner: String = "dev",
    after previous: String? = nil,
    size: Int = 10,
    created: Timestamp = Timestamp(seconds: 2_000_000_000)
) -> StoredResponse {
    StoredResponse(
        id: id,
        owner: owner,
        created: created,
        previousID: previous,
        response: Array(repeating: 0x20, count: size),
        input: Array("[]".utf8)
    )
}

private func store(
    _ change: (inout ResponseStoreSettings) -> Void = { _ in },
    now: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: 2_000_000_001) }
) async throws -> ResponseStore {
    var settings = ResponseStoreSettings()
    change(&settings)
    return try await ResponseStore(in: SQLiteDatabase.inMemory(), settings: settings, now: now)
}

@Suite struct ResponseStoreTests {
    @Test func `an answer comes back whole, until it is deleted`() async throws {
        let store = try await store()
        let stored = response("resp_1", after: "resp_0")
        try await store.put(stored)
        #expect(try await store.get("resp_1", owner: "dev") == stored)
        try await store.delete("resp_1", owner: "dev")
        await #expect(throws: ResponseStoreError.notFound(id: "resp_1")) { try await store.get("resp_1", owner: "dev") }
        await #expect(throws: ResponseStoreError.notFound(id: "resp_1")) {
            try await store.delete("resp_1", owner: "dev")
        }
    }

    @Test(arguments: ["", "other", "DEV", "dev "])
    func `someone else's answer is not there, to read, delete, replace or go on from`(thief: String) async throws {
        let store = try await store()
        try await store.put(response("resp_1"))
        await #expect(throws: ResponseStoreError.notFound(id: "resp_1")) { try await store.get("resp_1", owner: thief) }
        await #expect(throws: ResponseStoreError.notFound(id: "resp_1")) {
            try await store.delete("resp_1", owner: thief)
        }
        await #expect(throws: ResponseStoreError.conflict(id: "resp_1")) {
            try await store.put(response("resp_1", owner: thief, size: 99))
        }
        try await store.put(response("resp_2", owner: thief, after: "resp_1"))
        await #expect(throws: ResponseStoreError.notFound(id: "resp_1")) {
            try await store.chain(endingAt: "resp_2", owner: thief)
        }
        #expect(try await store.get("resp_1", owner: "dev") == response("resp_1"))
    }

    @Test func `a chain comes oldest first`() async throws {
        let store = try await store()
        try await store.put(response("a"))
        try await store.put(response("b", after: "a"))
        try await store.put(response("c", after: "b"))
        try await store.put(response("fork", after: "a"))
        #expect(try await store.chain(endingAt: "c", owner: "dev").map(\.id) == ["a", "b", "c"])
        #expect(try await store.chain(endingAt: "fork", owner: "dev").map(\.id) == ["a", "fork"])
    }

    @Test func `a chain with a missing link names the link`() async throws {
        let store = try await store()
        try await store.put(response("a"))
        try await store.put(response("b", after: "a"))
        try await store.put(response("c", after: "b"))
        try await store.delete("a", owner: "dev")
        await #expect(throws: ResponseStoreError.notFound(id: "a")) {
            try await store.chain(endingAt: "c", owner: "dev")
        }
    }

    @Test func `a chain that is too long, or a circle, ends in an error`() async throws {
        let store = try await store { $0.maximumChain = 5 }
        try await store.put(response("a", after: "b"))
        try await store.put(response("b", after: "a"))
        await #expect(throws: ResponseStoreError.chainTooLong(limit: 5)) {
            try await store.chain(endingAt: "b", owner: "dev")
        }
    }

    @Test func `an answer expires`() async throws {
        let time = Time(Timestamp(seconds: 2_000_000_000))
        let store = try await store(now: { time.now })
        try await store.put(response("a"))
        time.now = Timestamp(seconds: 2_000_000_000 + 30 * 86_400 - 1)
        #expect(try await store.get("a", owner: "dev").id == "a")
        time.now = Timestamp(seconds: 2_000_000_000 + 30 * 86_400)
        await #expect(throws: ResponseStoreError.notFound(id: "a")) { try await store.get("a", owner: "dev") }
        await #expect(throws: ResponseStoreError.notFound(id: "a")) {
            try await store.chain(endingAt: "a", owner: "dev")
        }
    }

    @Test func `where there is no room the oldest go`() async throws {
        let store = try await store { $0.maximumBytes = 1000 }
        for number in 0..<20 { try await store.put(response("r\(number)", size: 198)) }
        for number in 0..<20 {
            let found = try? await store.get("r\(number)", owner: "dev")
            #expect((found != nil) == (number >= 15), "\(number)")
        }
    }

    @Test func `an answer that is too large is refused`() async throws {
        let store = try await store { $0.maximumResponseBytes = 100 }
        await #expect(throws: ResponseStoreError.tooLarge(size: 103, limit: 100)) {
            try await store.put(response("a", size: 101))
        }
    }

    @Test func `a newer state takes the place of the older`() async throws {
        let store = try await store()
        try await store.put(response("a", size: 10))
        try await store.put(response("a", size: 20))
        #expect(try await store.get("a", owner: "dev").response.count == 20)
    }
}

private final class Time: Sendable {
    private let time: Mutex<Timestamp>
    init(_ time: Timestamp) { self.time = Mutex(time) }
    var now: Timestamp {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
