package import Logging
package import Storage
import Synchronization

/// A stored answer of `/v1/responses`, with what was asked.
package struct StoredResponse: Sendable, Equatable {
    package var id: String
    /// The name of the key it was made with; empty where no keys are used.
    package var owner: String
    package var created: Timestamp
    /// The answer that this one goes on from.
    package var previousID: String?
    /// The `response` object, as JSON.
    package var response: [UInt8]
    /// The array of its own input items, without those of the answers before it, as JSON.
    package var input: [UInt8]

    package init(
        id: String,
        owner: String,
        created: Timestamp,
        previousID: String? = nil,
        response: [UInt8],
        input: [UInt8]
    ) {
        self.id = id
        self.owner = owner
        self.created = created
        self.previousID = previousID
        self.response = response
        self.input = input
    }

    var size: Int { response.count + input.count }
}

/// Why an answer is not to be had.
package enum ResponseStoreError: Error, Sendable, Equatable {
    /// There is no such answer, it has expired, was deleted or removed to make room, or is someone else's: which of
    /// these, nobody is told.
    case notFound(id: String)
    case tooLarge(size: Int, limit: Int)
    /// The id is taken.
    case conflict(id: String)
    /// The chain of answers before this one is longer than can be read at once.
    case chainTooLong(limit: Int)
}

package struct ResponseStoreSettings: Sendable, Equatable {
    package var lifetime: Duration = .seconds(30 * 86_400)
    package var maximumBytes = 512 << 20
    package var maximumResponseBytes = 16 << 20
    package var maximumChain = 1000

    package init() {}
}

/// The answers of `/v1/responses`, for `previous_response_id` and for reading them again. Whose they are is part of
/// every statement: there is no way to ask for someone else's.
package final class ResponseStore: Sendable {
    private let database: any Database
    private let settings: ResponseStoreSettings
    private let now: @Sendable () -> Timestamp
    /// Bytes stored since room was last made: looking for room costs more than storing.
    private let added = Mutex(Int.max)

    package init(
        in database: any Database,
        settings: ResponseStoreSettings = ResponseStoreSettings(),
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) async throws {
        try await database.migrate(.responses)
        self.database = database
        self.settings = settings
        self.now = now
    }

    /// Stores an answer, or a newer state of one of the same owner. Now and then it removes what has expired, and the
    /// oldest answers beyond the bound, which is kept to within a sixty-fourth.
    package func put(_ response: StoredResponse) async throws {
        guard response.size <= min(settings.maximumResponseBytes, settings.maximumBytes) else {
            throw ResponseStoreError.tooLarge(size: response.size, limit: settings.maximumResponseBytes)
        }
        let expires = response.created.advanced(by: settings.lifetime).microseconds
        let (limit, now) = (settings.maximumBytes, now().microseconds)
        let makesRoom = added.withLock { added in
            let total = added.addingReportingOverflow(response.size)
            let due = total.overflow || total.partialValue > limit / 64
            added = due ? 0 : total.partialValue
            return due
        }
        try await database.write { session in
            let changed = try session.execute(
                """
                INSERT INTO response (id, owner, created, expires, previous_id, size, body, input) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                ON CONFLICT (id) DO UPDATE SET expires = excluded.expires, previous_id = excluded.previous_id, \
                size = excluded.size, body = excluded.body, input = excluded.input \
                WHERE response.owner = excluded.owner
                """,
                [
                    .text(response.id), .text(response.owner), .int(response.created.microseconds), .int(expires),
                    SQLValue(response.previousID), .int(response.size), .blob(response.response),
                    .blob(response.input),
                ]
            )
            guard changed == 1 else { throw ResponseStoreError.conflict(id: response.id) }
            if makesRoom { try Self.makeRoom(limit, now, session) }
        }
    }

    /// The rows' sizes are in an index, so that neither sum reads an answer.
    private static func makeRoom(_ limit: Int, _ now: Int, _ session: any SQLSession) throws {
        try session.execute("DELETE FROM response WHERE expires <= $1", [.int(now)])
        let total: Int = try session.value("SELECT coalesce(sum(size), 0) FROM response") ?? 0
        guard total > limit else { return }
        try session.execute(
            """
            DELETE FROM response WHERE seq <= (
                SELECT max(seq) FROM (
                    SELECT seq, sum(size) OVER (ORDER BY seq DESC) AS total FROM response
                ) AS sums WHERE total > $1
            )
            """,
            [.int(limit)]
        )
    }

    package func get(_ id: String, owner: String) async throws -> StoredResponse {
        let now = now().microseconds
        let found = try await database.read { reader in
            try reader.first(
                "SELECT \(Self.columns) FROM response WHERE id = $1 AND owner = $2 AND expires > $3",
                [.text(id), .text(owner), .int(now)],
                Self.read
            )
        }
        guard let found else { throw ResponseStoreError.notFound(id: id) }
        return found
    }

    /// The answer and all before it, the oldest first. A chain with a missing link is an error that names the link,
    /// rather than a conversation with a hole.
    package func chain(endingAt id: String, owner: String) async throws -> [StoredResponse] {
        let (now, limit) = (now().microseconds, settings.maximumChain)
        let chain = try await database.read { reader in
            var chain: [StoredResponse] = []
            var next: String? = id
            while let id = next {
                guard chain.count < limit else { throw ResponseStoreError.chainTooLong(limit: limit) }
                let found = try reader.first(
                    "SELECT \(Self.columns) FROM response WHERE id = $1 AND owner = $2 AND expires > $3",
                    [.text(id), .text(owner), .int(now)],
                    Self.read
                )
                guard let found else { throw ResponseStoreError.notFound(id: id) }
                chain.append(found)
                next = found.previousID
            }
            return chain
        }
        return chain.reversed()
    }

    package func delete(_ id: String, owner: String) async throws {
        let deleted = try await database.write { session in
            try session.execute("DELETE FROM response WHERE id = $1 AND owner = $2", [.text(id), .text(owner)])
        }
        guard deleted == 1 else { throw ResponseStoreError.notFound(id: id) }
    }

    private static let columns = "id, owner, created, previous_id, body, input"

    private static func read(_ row: borrowing SQLRow) throws(StorageError) -> StoredResponse {
        StoredResponse(
            id: try row[0],
            owner: try row[1],
            created: Timestamp(microseconds: try row[2]),
            previousID: try row[3],
            response: try row[4],
            input: try row[5]
        )
    }
}

extension Schema {
    fileprivate static let responses = Schema(
        name: "responses",
        migrations: [
            Migration(
                1,
                """
                CREATE TABLE response (
                    seq INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    owner TEXT NOT NULL,
                    created INTEGER NOT NULL,
                    expires INTEGER NOT NULL,
                    previous_id TEXT,
                    size INTEGER NOT NULL,
                    body BLOB NOT NULL,
                    input BLOB NOT NULL
                );
                CREATE INDEX response_expires ON response (expires);
                CREATE INDEX response_size ON response (seq, size);
                """
            )
        ]
    )
}
