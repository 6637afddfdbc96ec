import Kernels
import ModelFiles

/// A matrix that is to be packed into the model's memory.
@safe struct PackingJob: @unchecked Sendable {
    // Sendable and safe: each job writes to a place of its own, within the memory of the model that is being loaded.
    let tensor: TensorInfo
    /// Where its rows start in the tensor's bytes.
    let offset: Int
    let type: mk_type
    let rows: Int
    let columns: Int
    let target: UnsafeMutableRawPointer

    var storedBytes: Int { rows * rowBytes(type, columns) }
}

/// Packs a model's matrices with all workers, and lets go of the file's pages as it goes, so that a model is not in memory
/// twice.
struct Packing {
    /// How much of the file is packed between two looks at what can be let go of.
    private static let windowBytes = 64 << 20
    /// About how much a worker takes at a time.
    private static let pieceBytes = 256 << 10

    let file: ModelFile
    let crew: Crew

    func run(_ jobs: [PackingJob], progress: (Double) -> Void) throws(EngineError) {
        let total = max(1, jobs.reduce(0) { $0 + $1.storedBytes })
        var done = 0
        var next = 0
        while next < jobs.count {
            var window: [Piece] = []
            var sources: [TensorBytes] = []
            var bytes = 0
            let start = next
            while next < jobs.count, bytes == 0 || bytes + jobs[next].storedBytes <= Self.windowBytes {
                let job = jobs[next]
                if next == start || jobs[next - 1].tensor.name != job.tensor.name {
                    do { sources.append(try file.bytes(of: job.tensor)) } catch { throw EngineError(error) }
                }
                try append(job, from: sources[sources.count - 1], to: &window)
                bytes += job.storedBytes
                next += 1
            }
            unsafe window.withUnsafeBufferPointer { pieces in
                crew.run { worker in
                    worker.share(pieces.count) { piece in unsafe pieces[piece].pack() }
                }
            }
            for index in start..<next where index + 1 == jobs.count || jobs[index + 1].tensor != jobs[index].tensor {
                file.adviseDone(jobs[index].tensor)
            }
            done += bytes
            progress(Double(done) / Double(total))
        }
    }

    private func append(_ job: PackingJob, from source: TensorBytes, to window: inout [Piece]) throws(EngineError) {
        guard let base = unsafe source.buffer.baseAddress, job.offset + job.storedBytes <= source.count else {
            throw EngineError(.badModel, "\(file.path): the tensor \(job.tensor.name) is shorter than its shape says")
        }
        let group = Int(MK_ROW_GROUP)
        let rows = max(group, Self.pieceBytes / max(1, rowBytes(job.type, job.columns)) / group * group)
        for first in stride(from: 0, to: job.rows, by: rows) {
            unsafe window.append(
                Piece(job: job, stored: base + job.offset, first: first, last: min(first + rows, job.rows))
            )
        }
    }

    @safe private struct Piece {
        let job: PackingJob
        let stored: UnsafeRawPointer
        let first: Int
        let last: Int

        func pack() {
            unsafe mk_pack(
                job.type,
                stored,
                Int32(job.rows),
                Int32(job.columns),
                Int32(first),
                Int32(last),
                job.target
            )
        }
    }
}
