import Testing

@testable import Gateway

struct LatchTests {
    @Test func `who waits goes on when it opens, and who comes later does not wait`() async {
        let latch = Latch()
        let passed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await latch.wait()
                    return latch.isOpen ? 1 : 0
                }
            }
            for _ in 0..<10 { await Task.yield() }
            latch.open()
            latch.open()
            return await group.reduce(0, +)
        }
        #expect(passed == 8)
        #expect(latch.isOpen)
        await latch.wait()
    }

    @Test func `who is cancelled before or while it waits goes on, and the others do not`() async {
        let latch = Latch()
        let other = Task { await latch.wait() }
        for yields in [0, 1, 50] {
            let cancelled = Task { await latch.wait() }
            for _ in 0..<yields { await Task.yield() }
            cancelled.cancel()
            await cancelled.value
        }
        #expect(!latch.isOpen)
        latch.open()
        await other.value
    }
}
