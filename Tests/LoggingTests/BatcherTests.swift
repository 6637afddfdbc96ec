import Logging
import Synchronization
import Testing

/// What a batcher handed over.
private final class Batches: Sendable {
    private let kept = Mutex<[(elements: [Int], dropped: Int)]>([])
    var all: [[Int]] { kept.withLock { $0.map(\.elements) } }
    var elements: [Int] { all.flatMap { $0 } }
    var dropped: Int { kept.withLock { $0.reduce(0) { $0 + $1.dropped } } }
    func add(_ elements: [Int], _ dropped: Int) { kept.withLock { $0.append((elements, dropped)) } }
}

/// Holds a batcher's thread until it is opened.
private final class Gate: Sendable {
    private let opened = Atomic(false)
    func open() { opened.store(true, ordering: .releasing) }
    func pass() { while !opened.load(ordering: .acquiring) {} }
}

@Suite struct BatcherTests {
    @Test func `elements come in order and none is lost`() async {
        let batches = Batches()
        let batcher = Batcher<Int>(
            name: "test",
            capacity: 100_000,
            threshold: 64,
            delay: .milliseconds(1),
            work: batches.add
        )
        for number in 0..<10_000 { batcher.append(number) }
        await batcher.flush()
        #expect(batches.elements == Array(0..<10_000))
        #expect(batcher.dropped == 0)
    }

    @Test func `a batch waits for others until its delay is over`() async {
        let batches = Batches()
        let batcher = Batcher<Int>(name: "test", capacity: 100, threshold: 3, delay: .seconds(3600), work: batches.add)
        batcher.append(1)
        batcher.append(2)
        #expect(batches.all.isEmpty)
        batcher.append(3)
        while batches.all.isEmpty { await Task.yield() }
        #expect(batches.all == [[1, 2, 3]])
    }

    @Test func `what does not fit is dropped, counted and reported with the next batch`() async {
        let batches = Batches()
        let gate = Gate()
        let batcher = Batcher<Int>(name: "test", capacity: 4, threshold: 1, delay: .zero) { elements, dropped in
            batches.add(elements, dropped)
            gate.pass()
        }
        batcher.append(0)
        while batches.all.isEmpty { await Task.yield() }
        // The thread is held in its work: four fit, the rest do not.
        let taken = (1...10).map { batcher.append($0) }
        #expect(taken == Array(repeating: true, count: 4) + Array(repeating: false, count: 6))
        #expect(batcher.dropped == 6)
        gate.open()
        await batcher.flush()
        #expect(batches.elements == [0, 1, 2, 3, 4])
        #expect(batches.dropped == 6)
    }

    @Test func `weights bound what waits, and one heavy element is let in alone`() async {
        let batches = Batches()
        let gate = Gate()
        let batcher = Batcher<Int>(
            name: "test",
            capacity: 100,
            threshold: 1,
            delay: .zero,
            weigh: { $0 },
            work: { elements, dropped in
                batches.add(elements, dropped)
                gate.pass()
            }
        )
        batcher.append(1)
        while batches.all.isEmpty { await Task.yield() }
        #expect(batcher.append(1000))
        #expect(!batcher.append(1))
        gate.open()
        await batcher.flush()
        #expect(batches.elements == [1, 1000])
    }

    @Test func `close hands over what waits and takes no more`() async {
        let batches = Batches()
        let batcher = Batcher<Int>(
            name: "test",
            capacity: 100,
            threshold: 100,
            delay: .seconds(3600),
            work: batches.add
        )
        for number in 0..<5 { batcher.append(number) }
        await batcher.close()
        #expect(batches.elements == [0, 1, 2, 3, 4])
        #expect(!batcher.append(5))
        await batcher.flush()
        await batcher.close()
        #expect(batches.elements.count == 5)
    }

    @Test func `many tasks append at once and each keeps its order`() async {
        let batches = Batches()
        let batcher = Batcher<Int>(
            name: "test",
            capacity: 1_000_000,
            threshold: 128,
            delay: .milliseconds(1),
            work: batches.add
        )
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask { for number in 0..<2000 { batcher.append(task * 10_000 + number) } }
            }
        }
        await batcher.flush()
        let elements = batches.elements
        #expect(elements.count == 16_000)
        for task in 0..<8 {
            #expect(elements.filter { $0 / 10_000 == task } == (0..<2000).map { task * 10_000 + $0 })
        }
    }
}
