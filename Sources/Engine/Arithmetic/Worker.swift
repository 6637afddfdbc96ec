import Kernels

/// The threads that compute a model's steps together, or learn together.
@safe package final class Crew: @unchecked Sendable {
    // Sendable: one call at a time, which the lock of `LoadedModel` sees to, and in learning that one thread asks.
    private let pool: OpaquePointer
    package let workers: Int
    /// How many phases of work have been shared out: the same count on each worker at a step's end.
    private var phase: UInt32 = 0

    package init(workers: Int) throws(EngineError) {
        guard workers > 0, workers <= 1024, let pool = unsafe mk_pool_create(Int32(workers)) else {
            throw EngineError(.noResources, "\(workers) threads cannot be had: ask for fewer (--threads)")
        }
        unsafe self.pool = pool
        self.workers = workers
    }

    deinit { unsafe mk_pool_destroy(pool) }

    /// Runs `body` on every worker, this thread among them, and returns when all have ended.
    package func run(_ body: (inout Worker) -> Void) {
        withoutActuallyEscaping(body) { body in
            var call = unsafe Call(body: body, pool: pool, workers: workers, phase: phase)
            unsafe withUnsafeMutablePointer(to: &call) { call in
                unsafe mk_pool_run(
                    pool,
                    { context, index in
                        guard let call = unsafe context?.assumingMemoryBound(to: Call.self) else { return }
                        var worker = unsafe Worker(
                            pool: call.pointee.pool,
                            index: Int(index),
                            count: call.pointee.workers,
                            phase: call.pointee.phase
                        )
                        unsafe call.pointee.body(&worker)
                        if index == 0 { unsafe call.pointee.endPhase = worker.phase }
                    },
                    call
                )
            }
            phase = call.endPhase
        }
    }

    @safe private struct Call {
        let body: (inout Worker) -> Void
        let pool: OpaquePointer
        let workers: Int
        let phase: UInt32
        var endPhase: UInt32 = 0

        init(body: @escaping (inout Worker) -> Void, pool: OpaquePointer, workers: Int, phase: UInt32) {
            self.body = body
            unsafe self.pool = pool
            self.workers = workers
            self.phase = phase
        }
    }
}

/// One of the threads that run a step: every worker runs the same function from its top to its end, takes pieces of each
/// phase's work, and meets the others where one phase needs what another wrote.
@safe package struct Worker {
    private let pool: OpaquePointer
    package let index: Int
    package let count: Int
    private(set) var phase: UInt32

    init(pool: OpaquePointer, index: Int, count: Int, phase: UInt32) {
        unsafe self.pool = pool
        self.index = index
        self.count = count
        self.phase = phase
    }

    /// Calls `body` with those of `pieces` pieces that this worker gets, in rising order.
    @inline(__always)
    package mutating func share(_ pieces: Int, _ body: (Int) -> Void) {
        guard count > 1 else {
            for piece in 0..<pieces { body(piece) }
            return
        }
        while true {
            let piece = unsafe mk_pool_next(pool, phase, Int32(truncatingIfNeeded: pieces))
            guard piece >= 0 else { break }
            body(Int(piece))
        }
        phase &+= 1
    }

    /// Waits for the others. What any of them wrote before is seen by all after.
    @inline(__always)
    package func meet() {
        if count > 1 { unsafe mk_pool_barrier(pool, Int32(truncatingIfNeeded: index)) }
    }
}
