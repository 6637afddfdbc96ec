import CSQLite
import Foundation

/// How a database file is opened.
package struct SQLiteOptions: Sendable {
    /// How long to wait for another process that writes.
    package var busyTimeout: Duration = .seconds(5)
    /// What SQLite may keep of the file in memory.
    package var cacheByteCount = 512 << 10
    /// The size beyond which the file does not grow; then writing fails as on a full disk.
    package var maximumByteCount: Int?

    package init() {}
}

/// A connection to a database file, or to a database in memory. Confined to one thread.
@safe final class SQLiteConnection {
    private let connection: OpaquePointer
    private var cache = StatementCache()

    /// Opens the file, or makes it; nil is a database in memory.
    init(path: String?, options: SQLiteOptions) throws(StorageError) {
        if let path { try Self.prepareFile(path) }
        var connection: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = unsafe sqlite3_open_v2(path ?? ":memory:", &connection, flags, nil)
        guard code == SQLITE_OK, let connection = unsafe connection else {
            let said = unsafe String(cString: sqlite3_errstr(code))
            unsafe sqlite3_close_v2(connection)
            throw sqliteError(code, said, path: path ?? "", doing: "the database could not be opened")
        }
        unsafe self.connection = unsafe connection
        unsafe martlet_sqlite3_harden(connection)
        unsafe sqlite3_busy_timeout(connection, Int32(clamping: options.busyTimeout.milliseconds))
        try configure(options)
    }

    deinit {
        cache.removeAll()
        unsafe sqlite3_close_v2(connection)
    }

    /// Makes the folder and the file, readable for this user alone: it may hold what people said.
    private static func prepareFile(_ path: String) throws(StorageError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw StorageError(
                .cannotOpen,
                "the folder '\(folder.path)' cannot be made: choose another data folder (--data)",
                cause: error.localizedDescription
            )
        }
        let descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    private func configure(_ options: SQLiteOptions) throws(StorageError) {
        // The first read of the file is here: damage to its head shows now. `auto_vacuum` must come before WAL.
        try script(
            """
            PRAGMA auto_vacuum = INCREMENTAL;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cell_size_check = ON;
            PRAGMA journal_size_limit = 16777216;
            PRAGMA cache_size = -\(max(64, options.cacheByteCount >> 10));
            SELECT count(*) FROM sqlite_schema;
            """
        )
        guard let limit = options.maximumByteCount else { return }
        try script("PRAGMA max_page_count = \(max(1, limit / 4096))")
    }

    // MARK: Statements

    /// Runs several statements that take no values.
    func script(_ sql: String) throws(StorageError) {
        guard unsafe sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw unsafe sqliteError(on: connection, doing: "the database could not run: \(sql)")
        }
    }

    /// Lends a statement that is ready to run, and resets it afterwards.
    func with<Value>(_ sql: String, _ body: (SQLiteStatement) throws -> Value) throws -> Value {
        let statement = unsafe try cache.take(sql) ?? SQLiteStatement(sql, on: connection)
        defer {
            statement.reset()
            cache.give(statement)
        }
        return try body(statement)
    }

    /// The rows that the last statement changed.
    var changes: Int { Int(unsafe sqlite3_changes64(connection)) }

    // MARK: Transactions

    func transaction<Value>(_ begin: String, _ body: () throws -> Value) throws -> Value {
        try run(begin)
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            // SQLite has already rolled back by itself after some failures, such as a full disk.
            if unsafe sqlite3_get_autocommit(connection) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }

    func run(_ sql: String) throws {
        try with(sql) { statement in while try statement.step() {} }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 1 << 31) * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
