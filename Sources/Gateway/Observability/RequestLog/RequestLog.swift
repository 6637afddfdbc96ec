package import Logging
package import Storage
import Synchronization

/// How much the request log keeps.
package struct RequestLogLimits: Sendable, Equatable {
    package var maximumRows = 200_000
    package var maximumAge: Duration = .seconds(30 * 86_400)
    /// Whether what was said is kept too. Off unless someone asks for it.
    package var keepsContent = false
    package var maximumContentBytes = 256 << 20
    /// Of one text; the rest is cut off, and a mark says so.
    package var maximumTextBytes = 256 << 10
    /// About how many bytes of records may wait for the disk.
    package var capacity = 8 << 20
    /// How long the first record of a batch waits for others.
    package var delay: Duration = .milliseconds(250)

    package init() {}
}

/// The requests of the past, in a database.
///
/// Appending takes a short lock and never waits for the disk: records are written in batches, on threads of their
/// own. Where the disk is slower than the requests come, records are dropped and counted.
package final class RequestLog: Sendable {
    let database: any Database
    private let settings: RequestLogLimits
    private let batcher: Batcher<RequestRecord>
    private let writer: RequestLogWriter

    /// Brings the tables up to date. `now` is asked when old rows are looked for.
    package init(
        in database: any Database,
        settings: RequestLogLimits = RequestLogLimits(),
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) async throws {
        try await database.migrate(.requestLog)
        let writer = RequestLogWriter(database, settings, now: now)
        self.database = database
        self.settings = settings
        self.writer = writer
        batcher = Batcher(
            name: "martlet-request-log",
            capacity: settings.capacity,
            threshold: 512,
            delay: settings.delay,
            weigh: { record in
                guard let content = record.content else { return 512 }
                return 512 + content.request.utf8.count + content.response.utf8.count
            },
            work: { records, _ in writer.write(records) }
        )
    }

    /// Whether content given with a record is kept; without it, do not gather any.
    package var keepsContent: Bool { settings.keepsContent }

    /// Keeps a record, soon. Content is left out unless the settings ask for it.
    package func append(_ record: consuming RequestRecord) {
        if !settings.keepsContent { record.content = nil }
        batcher.append(record)
    }

    /// How many records were lost: because too many waited, or because the database refused them.
    package var dropped: Int { batcher.dropped + writer.lost }

    /// Returns when what was appended before is in the database.
    package func flush() async { await batcher.flush() }

    /// Writes what waits and takes no more. The database is the caller's to close.
    package func close() async { await batcher.close() }

    /// What a client chose, at a length that a row can take.
    static func bounded(_ text: String) -> String {
        guard text.utf8.count > 256 else { return text }
        return String(decoding: text.utf8.prefix(256), as: UTF8.self) + "…"
    }
}

/// Writes batches and removes what is too much. Runs on the batcher's thread alone.
private final class RequestLogWriter: Sendable {
    private let database: any Database
    private let settings: RequestLogLimits
    private let now: @Sendable () -> Timestamp
    private let lostCount = Atomic<Int>(0)
    private let state = Mutex(State())

    private struct State {
        var next: Int?
        var sincePruned = Int.max
        var pruned = Timestamp(microseconds: 0)
        var warned = Timestamp(microseconds: 0)
    }

    init(_ database: any Database, _ settings: RequestLogLimits, now: @escaping @Sendable () -> Timestamp) {
        self.database = database
        self.settings = settings
        self.now = now
    }

    var lost: Int { lostCount.load(ordering: .relaxed) }

    func write(_ records: [RequestRecord]) {
        guard !records.isEmpty else { return }
        do {
            try insert(records)
        } catch {
            lostCount.wrappingAdd(records.count, ordering: .relaxed)
            warn("requests could not be logged", error, lost: records.count)
        }
        do {
            try pruneIfDue(added: records.count)
        } catch {
            warn("old requests could not be removed from the log", error, lost: 0)
        }
    }

    private func insert(_ records: [RequestRecord]) throws {
        let limit = settings.maximumTextBytes
        let rows = settings.maximumRows
        try database.writeBlocking { session in
            let before = try session.value("SELECT max(seq) FROM request", as: Int?.self) ?? nil
            let first = (before ?? 0) &+ 1
            try session.execute(RequestRecord.insertion, times: records.count) { index in
                records[index].values(sequence: first &+ index)
            }
            for (index, record) in records.enumerated() where !record.failedAttempts.isEmpty {
                let rows = record.loggedAttempts
                try session.execute(LoggedAttempt.insertion, times: rows.count) { place in
                    rows[place].values(sequence: first &+ index, place: place + 1)
                }
            }
            // A full log loses as many as it gains, batch by batch: were they removed many at once, what comes meanwhile
            // would have to wait in memory.
            let last = first &+ records.count &- 1
            try Self.remove(upTo: last &- rows, atMost: 2 &* records.count, in: session)
            for (index, record) in records.enumerated() {
                guard let content = record.content else { continue }
                let request = RequestContent.bounded(content.request, to: limit)
                let response = RequestContent.bounded(content.response, to: limit)
                try session.execute(
                    "INSERT INTO request_content (seq, size, request, response) VALUES ($1, $2, $3, $4)",
                    [
                        .int(first &+ index), .int(request.utf8.count + response.utf8.count), .text(request),
                        .text(response),
                    ]
                )
            }
        }
    }

    // MARK: Removing

    /// Old rows go when a twentieth of the log is new, or after ten minutes.
    private func pruneIfDue(added: Int) throws {
        let now = now()
        let due = state.withLock { state in
            state.sincePruned = state.sincePruned.addingReportingOverflow(added).partialValue
            let due =
                state.sincePruned < 0 || state.sincePruned >= settings.maximumRows / 20
                || now > state.pruned.advanced(by: .seconds(600))
            if due { (state.sincePruned, state.pruned) = (0, now) }
            return due
        }
        if due { try prune(now) }
    }

    private func prune(_ now: Timestamp) throws {
        let oldest = now.advanced(by: .zero - settings.maximumAge).microseconds
        let rows = settings.maximumRows
        let (bound, excess) = try database.writeBlocking { session in
            let first = try session.value("SELECT min(seq) FROM request", as: Int?.self) ?? nil
            let last = try session.value("SELECT max(seq) FROM request", as: Int?.self) ?? nil
            let firstYoung = try session.value(
                "SELECT seq FROM request WHERE time >= $1 ORDER BY seq LIMIT 1",
                [.int(oldest)],
                as: Int.self
            )
            let bound = max((last ?? 0) &- rows, (firstYoung ?? (last ?? 0) &+ 1) &- 1)
            return (bound, bound &- (first ?? bound))
        }
        // In steps, so that a query that comes meanwhile waits for one step only.
        while try database.writeBlocking({ try Self.remove(upTo: bound, atMost: 2_000, in: $0) }) {}
        try removeContent()
        // A log that is merely full writes its new rows where old ones were. One that was made smaller gives room back.
        if excess > rows / 4 { try database.reclaimBlocking(upTo: 64 << 20) }
    }

    /// Removes the oldest rows, as far as `bound`. False where there were none.
    @discardableResult
    private static func remove(
        upTo bound: Int,
        atMost count: Int,
        in session: any SQLSession
    ) throws -> Bool {
        let first = try session.value("SELECT min(seq) FROM request", as: Int?.self) ?? nil
        guard let first, first <= bound else { return false }
        let end = SQLValue.int(min(bound, first &+ count &- 1))
        try session.execute("DELETE FROM request WHERE seq <= $1", [end])
        try session.execute("DELETE FROM request_content WHERE seq <= $1", [end])
        try session.execute("DELETE FROM request_attempt WHERE seq <= $1", [end])
        return true
    }

    /// Removes the oldest content beyond what may be kept.
    private func removeContent() throws {
        let limit = settings.maximumContentBytes
        try database.writeBlocking { session in
            _ = try session.execute(
                """
                DELETE FROM request_content WHERE seq <= (
                    SELECT max(seq) FROM (
                        SELECT seq, sum(size) OVER (ORDER BY seq DESC) AS total FROM request_content
                    ) AS sums WHERE total > $1
                )
                """,
                [.int(limit)]
            )
        }
    }

    /// At most once a minute: a full disk must not fill the other logs as well.
    private func warn(_ message: String, _ error: any Error, lost: Int) {
        let now = now()
        let silent = state.withLock { state in
            guard now > state.warned.advanced(by: .seconds(60)) else { return true }
            state.warned = now
            return false
        }
        guard !silent else { return }
        Log.warning("storage", message, ["lost": .int(lost), "cause": .string("\(error)")])
    }
}
