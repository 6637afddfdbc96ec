/// Decides from the looks of files whether to read them again. Times are nanoseconds of any steady clock.
///
/// Three things make this more than a comparison. A file that is being written is empty for a moment, and one that an
/// editor replaces is missing: such a state is believed only once it has lasted. And a file that is written twice
/// within one tick of the file system's clock looks the same after the second time: so a change is followed by a
/// second reading a little later.
struct ChangeDetector: Sendable {
    enum Verdict: Sendable, Equatable { case same, read }

    /// How long a file must be missing or empty before that is taken for what somebody wants.
    static let patience: UInt64 = 50_000_000
    /// After this long, writing a file again changes its time.
    static let clockTick: UInt64 = 20_000_000

    private var known: [FileSignature]
    private var gone: (signatures: [FileSignature], since: UInt64)?
    private var secondReading: UInt64?

    init(known: [FileSignature], at time: UInt64) {
        self.known = known
        secondReading = time &+ Self.clockTick
    }

    mutating func look(_ signatures: [FileSignature], at time: UInt64) -> Verdict {
        if signatures == known {
            gone = nil
            guard let due = secondReading, time >= due else { return .same }
            secondReading = nil
            return .read
        }
        let vanished = zip(known, signatures).contains { $0.hasContent && !$1.hasContent }
        guard vanished else { return .read }
        if let gone, gone.signatures == signatures { return time &- gone.since >= Self.patience ? .read : .same }
        gone = (signatures, time)
        return .same
    }

    mutating func didRead(_ signatures: [FileSignature], at time: UInt64) {
        if signatures != known { secondReading = time &+ Self.clockTick }
        known = signatures
        gone = nil
    }
}

extension FileSignature {
    fileprivate var hasContent: Bool { exists && size > 0 }
}
