import Kernels
import Testing

/// A pool whose workers run `body`.
@safe private final class Pool {
    let pool: OpaquePointer
    let workers: Int
    private var body: (Int) -> Void = { _ in }

    init?(workers: Int) {
        guard let pool = unsafe mk_pool_create(Int32(workers)) else { return nil }
        unsafe self.pool = pool
        self.workers = workers
    }

    deinit { unsafe mk_pool_destroy(pool) }

    func run(_ body: @escaping (Int) -> Void) {
        self.body = body
        unsafe mk_pool_run(
            pool,
            { context, worker in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<Pool>.fromOpaque(context).takeUnretainedValue().body(Int(worker))
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    func barrier(_ worker: Int) { unsafe mk_pool_barrier(pool, Int32(worker)) }
    func next(_ phase: UInt32, of count: Int) -> Int? {
        let piece = unsafe mk_pool_next(pool, phase, Int32(count))
        return piece < 0 ? nil : Int(piece)
    }
}

/// Counters that workers write each its own places of.
@safe private final class Counters {
    let start: UnsafeMutablePointer<Int>
    let count: Int

    init(_ count: Int) {
        unsafe start = .allocate(capacity: count)
        unsafe start.initialize(repeating: 0, count: count)
        self.count = count
    }

    deinit { unsafe start.deallocate() }

    subscript(index: Int) -> Int {
        get { unsafe start[index] }
        set { unsafe start[index] = newValue }
    }
}

@Suite struct PoolTests {
    @Test(arguments: [1, 2, 3, 8]) func `every piece is handed out exactly once, phase after phase`(workers: Int) throws
    {
        let pool = try #require(Pool(workers: workers))
        let (phases, pieces) = (40, 23)
        for round in 0..<100 {
            let taken = Counters(phases * pieces)
            let handed = Counters(workers * 64)
            // A run may start with any phase, also with one that wraps around, and the last run's are no matter.
            let first = [0, 5, UInt32.max - 20, 1 << 31][round % 4]
            pool.run { worker in
                for phase in 0..<phases {
                    // Phases without a piece are phases too.
                    while let piece = pool.next(first &+ UInt32(phase), of: phase % 7 == 3 ? 0 : pieces) {
                        taken[phase * pieces + piece] += 1
                        handed[worker * 64] += 1
                    }
                    if phase % 5 == 0 { pool.barrier(worker) }
                }
            }
            let total = (0..<workers).reduce(0) { $0 + handed[$1 * 64] }
            let once = (0..<phases * pieces).allSatisfy { taken[$0] == ($0 / pieces % 7 == 3 ? 0 : 1) }
            let full = (0..<phases).filter { $0 % 7 != 3 }.count
            #expect(once && total == full * pieces, "round \(round)")
        }
    }

    @Test(arguments: [2, 3, 6]) func `what was written before a barrier is seen by all after it`(workers: Int) throws {
        let pool = try #require(Pool(workers: workers))
        let written = Counters(workers * 64)
        let wrong = Counters(workers * 64)
        pool.run { worker in
            for step in 1...500 {
                written[worker * 64] = step
                pool.barrier(worker)
                for other in 0..<workers where written[other * 64] != step { wrong[worker * 64] += 1 }
                pool.barrier(worker)
            }
        }
        #expect((0..<workers).allSatisfy { wrong[$0 * 64] == 0 })
    }

    @Test(arguments: [1, 2, 5]) func `thousands of runs, each on every worker once`(workers: Int) throws {
        let pool = try #require(Pool(workers: workers))
        let runs = Counters(workers * 64)
        for run in 1...2000 {
            pool.run { runs[$0 * 64] += 1 }
            guard (0..<workers).allSatisfy({ runs[$0 * 64] == run }) else {
                Issue.record("run \(run)")
                return
            }
        }
    }

    @Test func `pools come and go, used or not`() throws {
        for round in 0..<50 {
            let pool = try #require(Pool(workers: 1 + round % 4))
            #expect(unsafe Int(mk_pool_workers(pool.pool)) == 1 + round % 4)
            if round % 2 == 0 { pool.run { _ in } }
        }
    }
}
