import EventLoop
import Synchronization

/// Brings the files of a model: several files at once, and several parts of one, over so many connections and no more.
struct Fetching: Sendable {
    let files: [FileTransfer]
    let connections: Int

    /// How often a connection may break without more having come than ever before.
    private static let patience = 5
    /// How long a progress bar may stand still.
    private static let span = Duration.milliseconds(100)
    /// How soon somebody who found nothing to do looks again.
    private static let pause = Duration.milliseconds(20)

    /// Every file is here, checked, when this returns. Of one that is not, what has come is written down.
    func run(_ tell: @escaping @Sendable (PullStep) -> Void) async throws(DownloadError) {
        for file in files {
            try await file.open()
            tell(Self.step(of: file))
        }
        let failure = await withTaskGroup(of: DownloadError?.self) { group in
            for _ in 0..<max(1, connections) { group.addTask { await work() } }
            group.addTask { await report(tell) }
            var failure: DownloadError?
            var left = max(1, connections)
            while left > 0, failure == nil, let ended = await group.next() {
                failure = ended
                left -= 1
            }
            group.cancelAll()
            return failure
        }
        for file in files {
            await file.note()
            tell(Self.step(of: file))
        }
        if let failure { throw failure }
        if Task.isCancelled || files.contains(where: { $0.result == nil }) {
            throw DownloadError(.cancelled, "called off")
        }
    }

    /// One connection's work: a part after the other, until nothing is left.
    private func work() async -> DownloadError? {
        var failures = 0
        while !Task.isCancelled {
            do throws(DownloadError) {
                for file in files where file.mayFinish() { try await file.finish() }
            } catch { return error }
            guard let (file, claim) = nextPart() else {
                if files.allSatisfy({ $0.result != nil }) { return nil }
                try? await EventLoop.sleep(for: Self.pause)
                continue
            }
            let (hasProgress, failure) = await file.fetch(claim)
            if hasProgress || failure == nil { failures = 0 }
            guard let failure else { continue }
            guard failure.code == .unreachable, failures < Self.patience else { return failure }
            failures += 1
            try? await EventLoop.sleep(for: .milliseconds(200 << failures))
        }
        return DownloadError(.cancelled, "called off")
    }

    /// What nobody fetches yet, of the first file that has some.
    private func nextPart() -> (FileTransfer, RangePlan.Claim)? {
        for file in files {
            if let claim = file.claim() { return (file, claim) }
        }
        return nil
    }

    /// Tells how far the files have come, as long as nobody calls it off.
    private func report(_ tell: @Sendable (PullStep) -> Void) async -> DownloadError? {
        var told = files.map(\.completed)
        while !Task.isCancelled {
            try? await EventLoop.sleep(for: Self.span)
            for (place, file) in files.enumerated() where file.completed != told[place] {
                told[place] = file.completed
                tell(Self.step(of: file))
            }
        }
        return nil
    }

    private static func step(of transfer: FileTransfer) -> PullStep {
        let file = transfer.file
        var step = PullStep("pulling \(file.digest.map { String($0.hexadecimal.prefix(12)) } ?? file.path.name)")
        step.digest = file.digest?.description
        step.completed = transfer.completed
        step.total = transfer.size
        return step
    }
}
