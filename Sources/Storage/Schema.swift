/// The tables of one part of the program, as the steps that lead to them.
///
/// Steps are only ever added. A database that a newer program has changed is refused rather than guessed at.
package struct Schema: Sendable {
    /// Whose tables these are: `request_log`. Several schemas share a database.
    package let name: String
    package let migrations: [Migration]

    package init(name: String, migrations: [Migration]) {
        self.name = name
        self.migrations = migrations
    }

    package var version: Int { migrations.count }
}

package struct Migration: Sendable {
    /// 1, 2, 3, in the order of the list.
    package let version: Int
    package let sql: String

    package init(_ version: Int, _ sql: String) {
        self.version = version
        self.sql = sql
    }
}

extension Schema {
    /// Brings the tables up to date, within the session's transaction. Returns the version found.
    @discardableResult
    package func apply(to session: any SQLSession) throws -> Int {
        guard migrations.enumerated().allSatisfy({ $0 + 1 == $1.version }) else {
            throw StorageError(.misuse, "the migrations of '\(name)' are not numbered 1, 2, 3")
        }
        try session.execute(
            "CREATE TABLE IF NOT EXISTS martlet_schema (name TEXT PRIMARY KEY, version INTEGER NOT NULL)"
        )
        let found =
            try session.value("SELECT version FROM martlet_schema WHERE name = $1", [.text(name)], as: Int.self) ?? 0
        guard found <= version else {
            throw StorageError(
                .newerSchema,
                "the database was written by a newer Martlet ('\(name)' is at version \(found), this program knows "
                    + "\(version)): run the newer program, or start this one with another data folder (--data)"
            )
        }
        guard found < version else { return found }
        for migration in migrations.dropFirst(max(0, found)) { try session.script(migration.sql) }
        try session.execute(
            "INSERT INTO martlet_schema (name, version) VALUES ($1, $2) "
                + "ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            [.text(name), .int(version)]
        )
        return found
    }
}
