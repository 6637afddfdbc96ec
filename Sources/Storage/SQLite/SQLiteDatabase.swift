import Dispatch
import EventLoop
import Synchronization

/// A database in one file, on a thread of its own.
///
/// A file that turns out to be damaged, at the start or later, is kept aside as `NAME.corrupt-DATE`, which is logged,
/// and a new one is begun: losing a log must not keep a gateway from serving. The call that met the damage throws
/// `corrupt`; the next one finds the new file.
package final class SQLiteDatabase: Database {
    private let thread: BlockingThread
    private let file: SQLiteFile

    /// Opens the file, and makes it and its folder where there is none.
    package static func open(
        path: String,
        options: SQLiteOptions = SQLiteOptions()
    ) async throws -> SQLiteDatabase {
        try await open(SQLiteFile(path: path, options: options))
    }

    /// A database that is gone when it is closed.
    package static func inMemory(options: SQLiteOptions = SQLiteOptions()) async throws -> SQLiteDatabase {
        try await open(SQLiteFile(path: nil, options: options))
    }

    private static func open(_ file: SQLiteFile) async throws -> SQLiteDatabase {
        let thread = BlockingThread(name: "martlet-sqlite")
        try await thread.run { try file.open() }
        return SQLiteDatabase(thread, file)
    }

    private init(_ thread: BlockingThread, _ file: SQLiteFile) {
        self.thread = thread
        self.file = file
    }

    /// Where damaged files were kept, since the start.
    package var keptAside: [String] { file.keptAside }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value {
        try await thread.run { [file] in
            try file.with { connection in
                try connection.transaction("BEGIN") {
                    try body(SQLiteSession(connection: connection, mayWrite: false))
                }
            }
        }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await thread.run { [file] in try file.write(body) }
    }

    package func writeBlocking<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) throws -> Value {
        try runBlocking { [file] in try file.write(body) }
    }

    private func runBlocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        thread.submit { outcome.set(Result { try body() }) }
        return try outcome.wait()
    }

    package func migrate(_ schema: Schema) async throws {
        try await thread.run { [file] in try file.migrate(schema) }
    }

    package func reclaim(upTo byteCount: Int) async throws {
        try await thread.run { [file] in try file.reclaim(upTo: byteCount) }
    }

    package func reclaimBlocking(upTo byteCount: Int) throws {
        try runBlocking { [file] in try file.reclaim(upTo: byteCount) }
    }

    package func byteCount() async throws -> Int {
        try await read { reader in
            let pages: Int = try reader.value("PRAGMA page_count") ?? 0
            return try pages * (reader.value("PRAGMA page_size") ?? 0)
        }
    }

    package func close() async {
        try? await thread.run { [file] in file.close() }
    }
}

/// What a body came to, for a thread that waits.
private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func set(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
        done.signal()
    }

    func wait() throws -> Value {
        done.wait()
        guard let value = result.withLock({ $0 }) else { throw StorageError(.closed, "the database is closed") }
        return try value.get()
    }
}
