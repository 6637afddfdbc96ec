import Storage
import Testing

private let first = Migration(1, "CREATE TABLE things (name TEXT); INSERT INTO things VALUES ('one');")
private let second = Migration(2, "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7;")

@Suite struct SchemaTests {
    @Test func `each step is taken once, from wherever the database is`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        try await database.migrate(Schema(name: "things", migrations: [first]))
        try await database.migrate(Schema(name: "things", migrations: [first]))
        try await database.migrate(Schema(name: "things", migrations: [first, second]))
        try await database.migrate(Schema(name: "things", migrations: [first, second]))
        let rows = try await database.read {
            try $0.rows("SELECT name, size FROM things") { (try $0[0] as String, try $0[1] as Int) }
        }
        #expect(rows.map(\.0) == ["one"])
        #expect(rows.map(\.1) == [7])
    }

    @Test func `a database of a newer program is refused and left alone`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        try await database.migrate(Schema(name: "things", migrations: [first, second]))
        let error = await #expect(throws: StorageError.self) {
            try await database.migrate(Schema(name: "things", migrations: [first]))
        }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("'things' is at version 2, this program knows 1") == true)
        #expect(try await database.read { try $0.value("SELECT count(*) FROM things", as: Int.self) } == 1)
    }

    @Test func `a step that fails undoes the steps before it`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let broken = Schema(name: "things", migrations: [first, Migration(2, "ALTER TABLE missing ADD COLUMN x;")])
        await #expect(throws: StorageError.self) { try await database.migrate(broken) }
        let tables = try await database.read {
            try $0.value("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", as: Int.self)
        }
        #expect(tables == 0)
        try await database.migrate(Schema(name: "things", migrations: [first, second]))
    }

    @Test func `schemas of several parts live side by side`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        try await database.migrate(Schema(name: "things", migrations: [first, second]))
        try await database.migrate(Schema(name: "others", migrations: [Migration(1, "CREATE TABLE others (x);")]))
        let versions = try await database.read {
            try $0.rows("SELECT name, version FROM martlet_schema ORDER BY name") {
                "\(try $0[0] as String) \(try $0[1] as Int)"
            }
        }
        #expect(versions == ["others 1", "things 2"])
    }

    @Test(arguments: [[2], [1, 1], [1, 3], [0]])
    func `steps that are not numbered in order are refused`(versions: [Int]) async throws {
        let database = try await SQLiteDatabase.inMemory()
        let schema = Schema(name: "things", migrations: versions.map { Migration($0, "SELECT 1;") })
        let error = await #expect(throws: StorageError.self) { try await database.migrate(schema) }
        #expect(error?.code == .misuse)
    }
}
