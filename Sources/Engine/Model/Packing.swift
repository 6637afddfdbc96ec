import Kernels
import ModelFiles

/// What is done with a model's matrices before its first step.
struct Packing {
    /// How much is done between two calls of `progress`.
    private static let windowBytes = 64 << 20
    private static let readBytes = 4 << 20

    let file: ModelFile
    let crew: Crew

    /// Packs matrices with all workers, and lets go of the file's pages as it goes.
    func pack(_ jobs: [PackingJob]) throws(EngineError) {
        for job in jobs {
            let stored: TensorBytes
            do { stored = try file.bytes(of: job.tensor) } catch { throw EngineError(error) }
            guard let base = unsafe stored.buffer.baseAddress, job.storedBytes.upperBound <= stored.count else {
                throw job.shortTensor(in: file)
            }
            let pieces = job.pieces
            let source = unsafe Source(start: base)
            crew.run { worker in
                worker.share(pieces.count) { piece in unsafe job.pack(pieces[piece], from: source.start) }
            }
            job.adopt()
            file.adviseDone(job.tensor)
        }
    }

    /// Reads from the disk what the first steps will read, so that they do not have to wait for it. Where the file is in
    /// memory already, this takes ten milliseconds a gigabyte.
    func readIn(_ jobs: [PackingJob], progress: (Double) -> Void) {
        let total = jobs.reduce(0) { $0 + $1.storedBytes.count }
        var window: [(tensor: TensorInfo, bytes: Range<Int>)] = []
        var done = 0
        var waiting = 0
        func flush() {
            let pieces = window
            crew.run { worker in
                worker.share(pieces.count) { piece in file.readIn(pieces[piece].tensor, pieces[piece].bytes) }
            }
            done += waiting
            waiting = 0
            window = []
            progress(Double(done) / Double(total))
        }
        for job in jobs {
            let bytes = job.storedBytes
            for start in stride(from: bytes.lowerBound, to: bytes.upperBound, by: Self.readBytes) {
                let piece = start..<min(start + Self.readBytes, bytes.upperBound)
                window.append((job.tensor, piece))
                waiting += piece.count
                if waiting >= Self.windowBytes { flush() }
            }
        }
        if waiting > 0 || total == 0 { flush() }
    }

    @safe private struct Source: @unchecked Sendable {
        // Sendable and safe: `stored` in `pack` keeps it, and it is only read.
        let start: UnsafeRawPointer
    }
}
