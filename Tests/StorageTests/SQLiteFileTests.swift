import Foundation
import Logging
import Storage
import Testing

private let notes = Schema(
    name: "notes",
    migrations: [Migration(1, "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")]
)

private func add(_ texts: [String], to database: SQLiteDatabase) async throws {
    try await database.write { session in
        try session.execute("INSERT INTO notes (text) VALUES ($1)", times: texts.count) { [.text(texts[$0])] }
    }
}

private func count(_ database: SQLiteDatabase) async throws -> Int? {
    try await database.read { try $0.value("SELECT count(*) FROM notes", as: Int.self) }
}

@Suite struct SQLiteFileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @Test func `a file keeps what was written, for its user alone`() async throws {
        let path = folder.file("deep/down/notes.db")
        let database = try await SQLiteDatabase.open(path: path)
        try await database.migrate(notes)
        try await add(["a", "b"], to: database)
        let modes = try await database.write { reader in
            [
                try reader.value("PRAGMA journal_mode", as: String.self) ?? "",
                String(try reader.value("PRAGMA synchronous", as: Int.self) ?? -1),
                String(try reader.value("PRAGMA foreign_keys", as: Int.self) ?? -1),
                String(try reader.value("PRAGMA auto_vacuum", as: Int.self) ?? -1),
            ]
        }
        #expect(modes == ["wal", "1", "1", "2"])
        for name in ["notes.db", "notes.db-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("deep/down/\(name)"))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
        }
        await database.close()
        let again = try await SQLiteDatabase.open(path: path)
        try await again.migrate(notes)
        #expect(try await count(again) == 2)
        #expect(again.keptAside.isEmpty)
    }

    @Test(arguments: [
        Array("this is no database, but it is long enough to look at\n".utf8),
        Array("SQLite format 3\u{0}".utf8) + Array(repeating: 0xff, count: 5000),
    ])
    func `a file that is no database is kept aside and a new one begun`(bytes: [UInt8]) async throws {
        let path = folder.file("notes.db")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let database = try await SQLiteDatabase.open(path: path)
        try await database.migrate(notes)
        try await add(["new"], to: database)
        #expect(try await count(database) == 1)
        let kept = try #require(database.keptAside.first)
        #expect(kept.hasPrefix(path + ".corrupt-2"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == Data(bytes))
    }

    @Test func `damage that shows later is told once, and the next call finds a new file`() async throws {
        let path = folder.file("notes.db")
        let first = try await SQLiteDatabase.open(path: path)
        try await first.migrate(notes)
        try await add((0..<2000).map { "note \($0) " + String(repeating: "x", count: 100) }, to: first)
        await first.close()

        // The head and the schema stay readable; the rows do not.
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        let size = Int(try handle.seekToEnd())
        try handle.seek(toOffset: 5 * 4096)
        try handle.write(contentsOf: Data(repeating: 0xa5, count: size - 5 * 4096))
        try handle.close()

        let second = try await SQLiteDatabase.open(path: path)
        try await second.migrate(notes)
        #expect(second.keptAside.isEmpty)
        let error = await #expect(throws: StorageError.self) {
            try await second.read { try $0.rows("SELECT text FROM notes") { try $0[0] as String } }
        }
        #expect(error?.code == .corrupt)
        #expect(second.keptAside.count == 1)
        try await add(["new"], to: second)
        #expect(try await count(second) == 1)
    }

    @Test func `two damaged files in the same second are both kept`() async throws {
        let path = folder.file("notes.db")
        for _ in 0..<3 {
            try Data(repeating: 7, count: 4096).write(to: URL(fileURLWithPath: path))
            await (try SQLiteDatabase.open(path: path)).close()
        }
        #expect(folder.files().filter { $0.hasPrefix("notes.db.corrupt-") && !$0.hasSuffix("-wal") }.count == 3)
    }

    @Test func `a full disk is told as one, and what was there stays`() async throws {
        var options = SQLiteOptions()
        options.maximumByteCount = 40 * 4096
        let database = try await SQLiteDatabase.open(path: folder.file("notes.db"), options: options)
        try await database.migrate(notes)
        try await add(["kept"], to: database)
        let error = await #expect(throws: StorageError.self) {
            try await add(Array(repeating: String(repeating: "x", count: 4000), count: 100), to: database)
        }
        #expect(error?.code == .diskFull)
        #expect(error?.message.contains("free disk space") == true)
        #expect(try await count(database) == 1)
        try await add(["more"], to: database)
        #expect(try await count(database) == 2)
    }

    @Test func `a database that another holds is told as locked`() async throws {
        var options = SQLiteOptions()
        options.busyTimeout = .milliseconds(5)
        let path = folder.file("notes.db")
        let first = try await SQLiteDatabase.open(path: path, options: options)
        try await first.migrate(notes)
        let second = try await SQLiteDatabase.open(path: path, options: options)
        // The second one's write runs while the first one's body, in its transaction, waits for it.
        let error = try await first.write { session -> StorageError? in
            _ = try session.execute("INSERT INTO notes (text) VALUES ('held')")
            return #expect(throws: StorageError.self) {
                try second.writeBlocking { try $0.execute("INSERT INTO notes (text) VALUES ('late')") }
            }
        }
        #expect(error?.code == .locked)
        // A reader sees what was there before, and is not held up.
        #expect(try await count(second) == 1)
        try await add(["now"], to: second)
        #expect(try await count(first) == 2)
    }

    @Test func `a place that cannot be written is an error with a remedy`() async throws {
        let blocker = folder.file("file")
        try Data().write(to: URL(fileURLWithPath: blocker))
        for path in [blocker + "/notes.db", "/proc/martlet/notes.db", folder.path] {
            let error = await #expect(throws: StorageError.self) { try await SQLiteDatabase.open(path: path) }
            #expect(error?.code == .cannotOpen, "\(path)")
            #expect(error?.message.contains("--data") == true)
        }
        #expect(folder.files() == ["file"])
    }

    @Test func `room that deleted rows took is given back`() async throws {
        let database = try await SQLiteDatabase.open(path: folder.file("notes.db"))
        try await database.migrate(notes)
        try await add(Array(repeating: String(repeating: "x", count: 1000), count: 1000), to: database)
        let full = try await database.byteCount()
        try await database.write { _ = try $0.execute("DELETE FROM notes") }
        #expect(try await database.byteCount() == full)
        try await database.reclaim(upTo: 400_000)
        let half = try await database.byteCount()
        #expect(half < full - 300_000 && half > 200_000)
        try await database.reclaim(upTo: 1 << 30)
        #expect(try await database.byteCount() < 40_000)
    }
}
