import Configuration
import EventLoop
import Foundation
import HTTP
import Synchronization
import Testing

@testable import Providers

/// Grants what is asked for, or says that there is no room; and remembers who asked.
private final class NotedMemory: MemoryKeeper {
    struct Notes {
        var claims: [MemoryClaim] = []
        var tenant: (any MemoryTenant)?
        var loaded = 0
        var left: [String?] = []
        var isFull = false
    }
    let notes = Mutex(Notes())

    func admit(
        _ claim: MemoryClaim,
        _ tenant: any MemoryTenant,
        _ answer: @escaping @Sendable (ProviderError?) -> Void
    ) {
        let isFull = notes.withLock { notes in
            notes.claims.append(claim)
            notes.tenant = tenant
            return notes.isFull
        }
        answer(isFull ? ProviderError(.overloaded, "no room") : nil)
    }

    func loaded(_ id: MemoryTenantID) { notes.withLock { $0.loaded += 1 } }
    func changed(_ id: MemoryTenantID) {}
    func left(_ id: MemoryTenantID, why: String?) { notes.withLock { $0.left.append(why) } }
    var room: MemoryAmount? { nil }
    func isPinned(_ claim: MemoryClaim) -> Bool { false }
}

extension LlamaServerTests {
    @Test func `it asks for memory, is measured, leaves when nobody uses it, and comes back for who asks`() async throws
    {
        let stage = try Stage(Stage.server)
        defer { stage.remove() }
        let memory = NotedMemory()
        let provider = try stage.provider(memory)
        try await provider.start()
        #expect(try await read(provider.generate(chat())).events.contains(.text("hi")))
        let (claim, tenant) = memory.notes.withLock { ($0.claims.first, $0.tenant) }
        #expect(claim?.title == "local/tiny")
        #expect(claim?.knownAs?.hasPrefix("llama-server \(stage.folder)/tiny.gguf ") == true)
        #expect(provider.residency?.sharesMemory == true)
        #expect(await provider.residency?.footprint(of: "tiny")?.source == claim?.id.source)
        let loaded = try #require(await provider.residency?.loaded().first)
        #expect(loaded.placement != nil && loaded.memory == claim?.id)
        // It is a Python program: some megabytes.
        for _ in 0..<100 where tenant?.reading.held.host ?? 0 < 1_000_000 {
            try await Task.sleep(for: .milliseconds(100))
        }
        let reading = try #require(tenant?.reading)
        #expect(reading.held.host > 1_000_000 && reading.promised.host >= reading.held.host && !reading.isInUse)

        #expect(tenant?.leave() == true)
        for _ in 0..<200 where memory.notes.withLock({ $0.left.isEmpty }) {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(memory.notes.withLock { $0.left } == ["it was asked to leave"])
        // To be looked at does not bring it back; to be asked does.
        #expect(try await provider.models().map(\.id) == ["tiny"])
        try await provider.check()
        #expect(memory.notes.withLock { $0.claims.count } == 1)
        #expect(try await read(provider.generate(chat())).events.contains(.text("hi")))
        #expect(memory.notes.withLock { $0.claims.count } == 2 && memory.notes.withLock { $0.loaded } == 2)
        #expect(stage.read("calls")?.split(separator: "\n").count == 2)
        await provider.stop()
    }

    @Test func `without room it is not started, who asks is told, and the next who asks may find room`() async throws {
        let stage = try Stage(Stage.server)
        defer { stage.remove() }
        let memory = NotedMemory()
        memory.notes.withLock { $0.isFull = true }
        let provider = try stage.provider(memory)
        let error = await #expect(throws: ProviderError.self) { try await provider.generate(chat()) }
        #expect(error?.message.contains("no room") == true)
        #expect(stage.read("calls") == nil)
        memory.notes.withLock { $0.isFull = false }
        #expect(try await read(provider.generate(chat())).events.contains(.text("hi")))
        await provider.stop()
    }
}
