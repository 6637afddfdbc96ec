import Logging
import Providers
import Storage

/// One target that a request tried, in the request log. `error` is nil for the one that answered.
package struct LoggedAttempt: Sendable, Equatable {
    package var provider: String
    package var model: String
    package var error: String?
    package var status: Int?
    package var afterFirstToken = false
    /// Since the request's first byte, in microseconds.
    package var began: Int
    package var ended: Int
}

extension RequestRecord {
    /// The attempts of a request in which at least one failed or was outrun, in the order of their beginnings.
    var loggedAttempts: [LoggedAttempt] {
        var rows = failedAttempts.map { failed in
            LoggedAttempt(
                provider: failed.provider,
                model: failed.model,
                error: failed.label,
                status: failed.status,
                afterFirstToken: failed.afterFirstToken,
                began: failed.began,
                ended: failed.ended
            )
        }
        if attempts > rows.count, let provider, let model, let last = rows.last {
            let began = answeringSince ?? last.ended
            rows.append(LoggedAttempt(provider: provider, model: model, began: began, ended: totalTime))
        }
        // Two may have run beside each other.
        return rows.sorted { $0.began < $1.began }
    }
}

extension RequestLog {
    /// The attempts of the request of this number, where one of them failed; else its own row says all.
    package func attempts(of request: Int) async throws -> [LoggedAttempt] {
        await flush()
        return try await database.read { session in
            let sql = "SELECT \(LoggedAttempt.columns) FROM request_attempt WHERE seq = $1 ORDER BY place"
            return try session.rows(sql, [.int(request)]) { row in try LoggedAttempt(row) }
        }
    }
}

extension LoggedAttempt {
    static let columns = "provider, model, error, status, after_first_token, began_us, ended_us"
    static let insertion = """
        INSERT INTO request_attempt (seq, place, \(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """

    func values(sequence: Int, place: Int) -> [SQLValue] {
        [
            .int(sequence), .int(place), .text(provider), .text(RequestLog.bounded(model)), SQLValue(error),
            SQLValue(status), .int(afterFirstToken ? 1 : 0), .int(began), .int(ended),
        ]
    }

    init(_ row: borrowing SQLRow) throws(StorageError) {
        self.init(
            provider: try row[0],
            model: try row[1],
            error: try row[2],
            status: try row[3],
            afterFirstToken: try row[4],
            began: try row[5],
            ended: try row[6]
        )
    }
}
