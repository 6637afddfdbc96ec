import Dispatch
import Foundation
import ModelFiles
import Synchronization

/// Packs a model's matrices while it is in use, on a thread of its own.
///
/// Packed weights need fresh memory, which a virtual machine may give at less than a gigabyte a second: to wait for it
/// would make most of the time to the first token. So the first steps take the matrices as the file has them, which is
/// slower and comes to the same numbers, bit for bit; each step takes those that have been packed by when it begins.
package final class LatePacking: Sendable {
    private struct State {
        var hasBegun = false
        var isStopped = false
        /// Packed, and not yet used.
        var packed: [PackingJob] = []
    }

    /// The first step has the machine to itself, unless it is this long in coming.
    private static let headStart = DispatchTimeInterval.milliseconds(200)

    private let file: ModelFile
    /// With the bytes of each one's tensor.
    private let jobs: [(job: PackingJob, stored: TensorBytes)]
    private let memory: WeightMemory
    private let state = Mutex(State())
    private let began = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let doneBytes = Atomic<Int>(0)
    private let allBytes: Int

    init(_ jobs: [PackingJob], of file: ModelFile, in memory: WeightMemory) throws(EngineError) {
        self.file = file
        self.memory = memory
        var found: [(PackingJob, TensorBytes)] = []
        for job in jobs {
            let stored: TensorBytes
            do { stored = try file.bytes(of: job.tensor) } catch { throw EngineError(error) }
            guard job.storedBytes.upperBound <= stored.count else {
                throw job.shortTensor(in: file)
            }
            found.append((job, stored))
        }
        self.jobs = found
        allBytes = found.reduce(0) { $0 + $1.0.storedBytes.count }
        guard !jobs.isEmpty else {
            ended.signal()
            return
        }
        let thread = Thread { [self] in
            _ = began.wait(timeout: .now() + Self.headStart)
            work()
            ended.signal()
        }
        thread.name = "engine-packing"
        thread.start()
    }

    private func work() {
        for (job, stored) in jobs {
            guard let base = unsafe stored.buffer.baseAddress else { continue }
            for piece in job.pieces {
                if state.withLock({ $0.isStopped }) { return }
                unsafe job.pack(piece, from: base)
            }
            doneBytes.wrappingAdd(job.storedBytes.count, ordering: .relaxed)
            state.withLock { $0.packed.append(job) }
            file.adviseDone(job.tensor, job.storedBytes)
        }
    }

    /// How much of the memory for packed matrices has been taken, from 0 to 1.
    package var doneShare: Double {
        allBytes == 0 ? 1 : Double(doneBytes.load(ordering: .relaxed)) / Double(allBytes)
    }

    /// Lets it begin.
    func begin() {
        let isFirst = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        if isFirst { began.signal() }
    }

    /// Has the steps to come use what has been packed: to be called while none runs.
    func adopt() {
        let packed = state.withLock { state in
            defer { state.packed = [] }
            return state.packed
        }
        for job in packed {
            job.adopt()
            // A step may have read it again since.
            file.adviseDone(job.tensor, job.storedBytes)
        }
    }

    /// Waits until all is packed, or it was stopped.
    func finish() {
        begin()
        ended.wait()
        ended.signal()
    }

    /// Leaves what is not packed as it is. When this returns, the memory is left alone.
    func stop() {
        state.withLock { $0.isStopped = true }
        finish()
    }
}
