import EventLoop
import HTTP
import Synchronization

/// One file on its way to the disk, in parts: taken up where an earlier try ended, and tried again where a connection
/// breaks. Any number may fetch at once; `RangePlan` says what.
final class FileTransfer: Sendable {
    let file: RemoteFile
    private let target: String
    private let web: Web
    private let disk: BlockingThread
    private let state: Mutex<State>

    private struct State {
        var plan: RangePlan
        var partial: PartialFile?
        var tag: String?
        /// Some of it was here before: if it is wrong, another try is worth it.
        var isTakenUp = false
        var isFinishing = false
        var result: String?
        var noted = ContinuousClock.now
        /// The most that was ever here: a server that begins anew each time and never ends makes no progress.
        var most = 0
    }

    private static let most = 1 << 44
    private static let noteSpan = Duration.milliseconds(250)

    init(_ file: RemoteFile, to target: String, _ web: Web, piece: Int, disk: BlockingThread) {
        self.file = file
        self.target = target
        self.web = web
        self.disk = disk
        state = Mutex(State(plan: RangePlan(size: file.size, piece: piece), tag: file.tag))
    }

    var completed: Int { state.withLock { $0.result == nil ? $0.plan.completed : $0.plan.size ?? $0.plan.completed } }
    var size: Int? { state.withLock { $0.plan.size } }
    /// The digest that was found; nil as long as the file is not here.
    var result: String? { state.withLock { $0.result } }

    /// Opens the file on the disk and sees what is there.
    func open() async throws(DownloadError) {
        let (partial, journal) = try await onDisk { [target, file] () throws(DownloadError) in
            let partial = try PartialFile(target, expecting: file.digest)
            return (partial, partial.journal)
        }
        let keeps = state.withLock { state in
            state.partial = partial
            guard let journal, file.size == nil || journal.size == nil || journal.size == file.size else {
                return false
            }
            // Without a digest nothing but the server's own mark says that it is still the same file.
            guard file.digest != nil || journal.tag != nil && (file.tag == nil || file.tag == journal.tag) else {
                return false
            }
            state.plan = RangePlan(size: file.size ?? journal.size, piece: state.plan.piece, done: journal.done)
            state.tag = journal.tag
            state.isTakenUp = true
            return true
        }
        if !keeps { try await onDisk { () throws(DownloadError) in try partial.restart() } }
    }

    func claim() -> RangePlan.Claim? {
        state.withLock { $0.result == nil && !$0.isFinishing ? $0.plan.claim() : nil }
    }

    /// Whether all is here, and the caller shall finish it.
    func mayFinish() -> Bool {
        state.withLock { state in
            guard state.plan.isComplete, state.plan.isIdle, !state.isFinishing, state.result == nil else {
                return false
            }
            state.isFinishing = true
            return true
        }
    }

    /// Checks the whole and gives it its name.
    func finish() async throws(DownloadError) {
        guard let (partial, size) = state.withLock({ state in state.partial.map { ($0, state.plan.size ?? 0) } }) else {
            return
        }
        do {
            let found = try await onDisk { [target] () throws(DownloadError) in try partial.finish(size, as: target) }
            state.withLock { $0.result = found }
        } catch {
            guard error.code == .mismatch, state.withLock({ $0.isTakenUp }) else {
                // What is wrong is gone: nothing of it is to be written down.
                if error.code == .mismatch { state.withLock { $0.partial = nil } }
                throw error
            }
            // What was left of an earlier try may be what is wrong.
            let fresh = try await onDisk { [target, file] () throws(DownloadError) in
                try PartialFile(target, expecting: file.digest)
            }
            state.withLock { state in
                state.partial = fresh
                state.plan.reset()
                state.isTakenUp = false
                state.isFinishing = false
            }
        }
    }

    /// Writes down what is here, for another try.
    func note() async {
        let (partial, journal) = state.withLock { state in
            state.noted = .now
            let journal = PartJournal(size: state.plan.size, tag: state.tag, done: state.plan.done)
            return (state.result == nil ? state.partial : nil, journal)
        }
        guard let partial, !journal.done.isEmpty else { return }
        _ = await disk.result { () throws(DownloadError) in partial.note(journal) }
    }

    // MARK: One part

    /// Fetches a part. Returns whether more is here than ever before, and why it ended early.
    func fetch(_ claim: RangePlan.Claim) async -> (hasProgress: Bool, failure: DownloadError?) {
        let failure = await attempt(claim)
        return state.withLock { state in
            state.plan.give(back: claim.number)
            let hasProgress = state.plan.completed > state.most
            state.most = max(state.most, state.plan.completed)
            return (hasProgress, failure)
        }
    }

    private func attempt(_ claim: RangePlan.Claim) async -> DownloadError? {
        do throws(DownloadError) {
            guard let partial = state.withLock({ $0.partial }) else { return nil }
            let body = try await ask(claim, partial)
            while let rest = state.withLock({ $0.plan.rest(of: claim.number) }), !rest.isEmpty {
                guard let piece = try await next(body) else {
                    state.withLock { $0.plan.end(claim.number) }
                    guard rest.upperBound == .max else {
                        throw DownloadError(.unreachable, "\(Web.host(of: file.url)) sends less than it said")
                    }
                    break
                }
                guard rest.lowerBound + piece.count <= Self.most else { throw tooMuch }
                if piece.count > rest.count, rest.upperBound == state.withLock({ $0.plan.size }) { throw tooMuch }
                let kept = piece.count > rest.count ? Array(piece.prefix(rest.count)) : piece
                guard try await take(kept, at: rest, claim.number, partial) else { break }
                if state.withLock({ .now - $0.noted > Self.noteSpan }) { await note() }
                if Task.isCancelled { throw DownloadError(.cancelled, "called off") }
            }
            let frontier = state.withLock { $0.plan.frontier }
            try await onDisk { () throws(DownloadError) in try partial.digest(upTo: frontier) }
            return nil
        } catch { return error }
    }

    private var tooMuch: DownloadError {
        DownloadError(.mismatch, "\(Web.host(of: file.url)) sends more than it said")
    }

    /// Writes what has come. False where it is no longer wanted.
    private func take(
        _ bytes: [UInt8],
        at rest: Range<Int>,
        _ number: Int,
        _ partial: PartialFile
    ) async throws(DownloadError) -> Bool {
        try await onDisk { [self] () throws(DownloadError) in
            // Looked at on the thread on which a file is begun anew: what belongs to the old one is not written after.
            guard state.withLock({ $0.plan.rest(of: number) }) == rest else { return false }
            try partial.write(bytes, at: rest.lowerBound)
            return state.withLock { $0.plan.receive(number, bytes.count) }
        }
    }

    private func next(_ body: HTTPBody) async throws(DownloadError) -> [UInt8]? {
        do { return try await body.next() } catch { throw DownloadError(error, from: file.url) }
    }

    private func ask(_ claim: RangePlan.Claim, _ partial: PartialFile) async throws(DownloadError) -> HTTPBody {
        // What is packed on the way would have another length than its place in the file.
        var headers: HTTPHeaders = ["accept-encoding": "identity"]
        let (size, tag) = state.withLock { ($0.plan.size, $0.tag) }
        let asksPart = claim.range.lowerBound > 0 || claim.range.upperBound != size
        if asksPart {
            let end = claim.range.upperBound == .max ? "" : String(claim.range.upperBound - 1)
            headers.add("range", "bytes=\(claim.range.lowerBound)-\(end)")
            if file.digest == nil, let tag { headers.add("if-range", tag) }
        }
        let response = try await web.get(file.url, headers: headers)
        switch response.status {
        case 206 where asksPart: try accept(response, claim)
        case 200:
            let length = response.headers["content-length"].flatMap { Int($0) }
            if let length, let promised = file.size, length != promised {
                throw DownloadError(
                    .mismatch,
                    "\(Web.host(of: file.url)) sends \(length) bytes of \(file.path), and \(promised) were promised"
                )
            }
            state.withLock { state in
                state.tag = Self.tag(response.headers)
                // Who was asked for the whole has not shown that it heeds no ranges.
                if asksPart { state.plan.startOver(claim.number, size: file.size ?? length) }
            }
            guard asksPart else { break }
            try await onDisk { () throws(DownloadError) in try partial.restart() }
        case 416:
            state.withLock { $0.plan.reset() }
            try await onDisk { () throws(DownloadError) in try partial.restart() }
            throw DownloadError(.unreachable, "\(Web.host(of: file.url)) has another file than before")
        default: throw DownloadError(response, from: file.url)
        }
        return response.body
    }

    private func accept(_ response: HTTPClientResponse, _ claim: RangePlan.Claim) throws(DownloadError) {
        let said = response.headers["content-range"].flatMap { ContentRange($0) }
        let found = Self.tag(response.headers)
        let fits = state.withLock { state in
            guard let said, said.range.lowerBound == claim.range.lowerBound,
                said.range.upperBound <= claim.range.upperBound
            else { return false }
            if file.digest == nil, let tag = state.tag, let found, tag != found { return false }
            if state.tag == nil { state.tag = found }
            return state.plan.accept(claim.number, total: said.total)
        }
        guard fits else {
            throw DownloadError(.unreachable, "\(Web.host(of: file.url)) sends another part than it was asked for")
        }
    }

    /// What tells one state of a file from another, byte for byte: no weak tag does.
    static func tag(_ headers: HTTPHeaders) -> String? {
        guard let tag = headers["etag"], !tag.hasPrefix("W/"), tag.utf8.count <= 256,
            tag.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        return tag
    }

    private func onDisk<Value: Sendable>(
        _ body: @escaping @Sendable () throws(DownloadError) -> Value
    ) async throws(DownloadError) -> Value {
        try await disk.result(body).get()
    }
}

extension BlockingThread {
    /// What comes of it, be it an error.
    func result<Value: Sendable>(
        _ body: @escaping @Sendable () throws(DownloadError) -> Value
    ) async -> Result<Value, DownloadError> {
        await withCheckedContinuation { continuation in
            submit { continuation.resume(returning: Result { () throws(DownloadError) in try body() }) }
        }
    }
}
