import Foundation
import Logging
import Synchronization

/// The file behind a database: its connection, and what happens when it is damaged.
final class SQLiteFile: @unchecked Sendable {
    // Sendable by confinement: all but `keptAside` is touched on the database's thread alone.
    private let path: String?
    private let options: SQLiteOptions
    private var connection: SQLiteConnection?
    /// What was brought up to date, so that a new file can be.
    private var schemas: [Schema] = []
    private let kept = Mutex<[String]>([])

    init(path: String?, options: SQLiteOptions) {
        self.path = path
        self.options = options
    }

    var keptAside: [String] { kept.withLock { $0 } }

    func open() throws {
        do {
            connection = try SQLiteConnection(path: path, options: options)
        } catch let error where error.code == .corrupt {
            try beginAnew(after: error)
        }
    }

    func close() { connection = nil }

    /// Lends the connection. Where it shows that the file is damaged, a new file is begun before the error is thrown.
    func with<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        guard let connection else { throw StorageError(.closed, "the database is closed") }
        do {
            return try body(connection)
        } catch let error as StorageError where error.code == .corrupt {
            try beginAnew(after: error)
            throw error
        }
    }

    func write<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value {
        try with { connection in
            try connection.transaction("BEGIN IMMEDIATE") {
                try body(SQLiteSession(connection: connection, mayWrite: true))
            }
        }
    }

    func migrate(_ schema: Schema) throws {
        do {
            _ = try write { try schema.apply(to: $0) }
        } catch let error as StorageError where error.code == .corrupt {
            _ = try write { try schema.apply(to: $0) }
        }
        schemas.append(schema)
    }

    func reclaim(upTo byteCount: Int) throws {
        try with { try $0.run("PRAGMA incremental_vacuum(\(max(1, byteCount / 4096)))") }
    }

    // MARK: Damage

    private func beginAnew(after error: StorageError) throws {
        connection = nil
        guard let path else { throw error }
        let aside = Self.freeName("\(path).corrupt-\(Self.date())")
        do {
            try FileManager.default.moveItem(atPath: path, toPath: aside)
        } catch let moving {
            throw StorageError(
                .corrupt,
                "'\(path)' is damaged and cannot be moved aside: move it by hand, then start again",
                cause: moving.localizedDescription
            )
        }
        for end in ["-wal", "-shm"] { try? FileManager.default.moveItem(atPath: path + end, toPath: aside + end) }
        kept.withLock { $0.append(aside) }
        Log.error(
            "storage",
            "a database file is damaged: it was kept aside and a new one begun",
            ["file": .string(path), "kept": .string(aside), "cause": .string(error.cause ?? error.message)]
        )
        // Not through `with`: a disk that damages even a new file must not have file after file begun.
        let fresh = try SQLiteConnection(path: path, options: options)
        for schema in schemas {
            try fresh.transaction("BEGIN IMMEDIATE") {
                _ = try schema.apply(to: SQLiteSession(connection: fresh, mayWrite: true))
            }
        }
        connection = fresh
    }

    /// `20260131T120000Z`
    private static func date() -> String {
        String(Timestamp.now.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    private static func freeName(_ name: String) -> String {
        var candidate = name
        var number = 2
        while FileManager.default.fileExists(atPath: candidate) {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }
}
