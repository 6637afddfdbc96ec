import Testing

@testable import Providers

struct PlacementTests {
    private let gigabyte = 1 << 30

    @Test func `the table of nvidia-smi is read, and what is none of it is left out`() {
        let cards = GraphicsCard.read([
            "0, 81559, 80000", "1, 24576, 100", "[N/A], 1, 1", "No devices were found", "2, 100, 200", "3, -5, 0", "",
            "4, 99999999999, 1", "5, 1, 1, 1", "6, 0x10, 1", ",,", "7, 1e3, 1", "8,\u{0},1",
            "99999999999999999999, 1, 1", String(repeating: "9", count: 100_000) + ", 1, 1",
        ])
        #expect(cards.map(\.index) == [0, 1])
        #expect(cards.first?.freeBytes == 80_000 << 20)
        #expect(GraphicsCard.bytes(of: [7, 9], ["7, 100", "8, 50", "9, 1", "7, [N/A]", "x", "7, -1"]) == 101 << 20)
    }

    @Test func `however many lines a broken driver writes, sums do not overflow`() {
        let lines = [String](repeating: "7, 16777216", count: 10_000)
        #expect(GraphicsCard.bytes(of: [7], lines) == 10_000 * (16_777_216 << 20))
        let cards = GraphicsCard.read([String](repeating: "0, 16777216, 16777216", count: 256))
        #expect(LayerPlacement(total: 1, layerCount: 1_000_000, free: cards.map(\.freeBytes)).layers == 1_000_001)
    }

    @Test func `as many layers go on the cards as fit, and the rest stays`() {
        let all = LayerPlacement(total: 8 * gigabyte, layerCount: 31, free: [80 * gigabyte])
        #expect(all.layers == 32)
        #expect(all.memory.gpu == 8 * gigabyte && all.memory.host == 0)
        #expect(all.text == "GPU")
        let some = LayerPlacement(total: 8 * gigabyte, layerCount: 31, free: [2 * gigabyte + (512 << 20), gigabyte])
        #expect(some.layers == 10)
        #expect(some.text == "GPU, 10 of 32 layers; the rest on the CPU")
        #expect(some.memory.gpu + some.memory.host == 8 * gigabyte)
        let none = LayerPlacement(total: 8 * gigabyte, layerCount: 31, free: [])
        #expect(none.layers == 0 && none.text == "CPU" && none.memory.host == 8 * gigabyte)
        let full = LayerPlacement(total: 8 * gigabyte, layerCount: 31, free: [100])
        #expect(full.layers == 0 && full.memory == none.memory)
    }

    @Test func `the settings go before what would fit`() {
        #expect(LayerPlacement(total: gigabyte, layerCount: 3, free: [gigabyte * 9], wanted: 0).layers == 0)
        #expect(LayerPlacement(total: gigabyte, layerCount: 3, free: [gigabyte], wanted: -1).layers == 4)
        #expect(LayerPlacement(total: gigabyte, layerCount: 3, free: [], wanted: 9).layers == 0)
    }

    @Test func `a program's share of pages goes before what it has in memory, and files are apart`() {
        let files = [
            "/proc/7/smaps_rollup": "x\nRss: 900 kB\nPss:   800 kB\nPss_Anon:  300 kB\n",
            "/proc/8/status": "Name: a\nVmRSS:\t 70 kB\nRssAnon:\t 20 kB\n", "/proc/9/status": "VmRSS: -3 kB",
            "/proc/10/smaps_rollup": "Pss: 99999999999999999999 kB\nPss_Anon: 1 kB",
            "/proc/11/smaps_rollup": "Pss: 10 kB\nPss_Anon: 20 kB",
        ]
        func memory(_ process: Int32) -> ProgramMemory? { ProgramMemory(of: process) { files[$0] } }
        #expect(memory(7)?.bytes == 819_200 && memory(7)?.own == 307_200)
        #expect(memory(8)?.bytes == 71_680 && memory(8)?.own == 20_480)
        #expect(memory(9) == nil && memory(10) == nil && memory(12) == nil)
        #expect(memory(11)?.own == 10_240)
    }

    @Test func `what a program has once taken stays promised, and its users keep it`() {
        var memory = ServerMemory()
        memory.begin(MemoryAmount(host: 500))
        #expect(memory.reading.promised.host == 500 && memory.reading.held.host == 0)
        let files = ["/proc/1/status": "VmRSS: 2 kB\nRssAnon: 1 kB", "/proc/2/status": "VmRSS: 1 kB\nRssAnon: 1 kB"]
        for process in [Int32(1), 2] {
            if let seen = ProgramMemory(of: process, read: { files[$0] }) { memory.measured(seen, gpu: 3) }
        }
        #expect(memory.reading.promised == MemoryAmount(host: 2048, gpu: 3))
        #expect(memory.reading.held == MemoryAmount(host: 1024, gpu: 3))
        let now = memory.lastUsed + .seconds(10)
        #expect(memory.isOverdue(.seconds(10), now: now) && !memory.isOverdue(.seconds(11), now: now))
        #expect(!memory.isOverdue(nil, now: now) && !memory.isOverdue(.seconds(-1), now: now))
        memory.users = 1
        #expect(memory.reading.isInUse && !memory.isOverdue(.zero, now: now))
    }

    @Test func `a server that is unloaded is launched again, and one without room waits for the next who asks`() {
        var machine = LlamaServerSupervision()
        _ = machine.handle(.start)
        #expect(machine.handle(.noRoom(reason: "full")) == [.refuse("full")])
        #expect(machine.state == .unloaded)
        #expect(machine.handle(.start) == [.launch])
        #expect(machine.handle(.unload) == [])
        _ = machine.handle(.answered)
        #expect(machine.handle(.unload) == [.terminate])
        #expect(machine.handle(.ended(reason: "x", readyFor: .seconds(1))) == [])
        #expect(machine.state == .unloaded)
        #expect(machine.failures == 0)
        #expect(machine.handle(.start) == [.launch])
        _ = machine.handle(.answered)
        _ = machine.handle(.unload)
        #expect(machine.handle(.stop) == [.refuse("it is being stopped")])
        #expect(machine.handle(.ended(reason: "x", readyFor: .zero)) == [.finish])
    }
}
