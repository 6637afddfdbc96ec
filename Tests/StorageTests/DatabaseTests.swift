import Foundation
import Storage
import Testing

/// A folder that is removed when it goes out of use.
final class TemporaryFolder: Sendable {
    let path = NSTemporaryDirectory() + "martlet-storage-" + UUID().uuidString

    func file(_ name: String) -> String { path + "/" + name }
    func files() -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct DatabaseTests {
    @Test(arguments: [
        SQLValue.null, .int(0), .int(.min), .int(.max), .double(1.5), .double(-.infinity), .text(""),
        .text("zero \u{0} inside, ü 世界 🙂"), .text("'; DROP TABLE t; --"), .blob([]), .blob([0, 255, 7]),
    ])
    func `a value comes back as it was stored`(value: SQLValue) async throws {
        let database = try await SQLiteDatabase.inMemory()
        let found = try await database.write { session in
            try session.execute("CREATE TABLE t (v)")
            try session.execute("INSERT INTO t VALUES ($1)", [value])
            return try session.first("SELECT v FROM t") { row in
                switch value {
                case .null: SQLValue(try row[0] as String?)
                case .int: SQLValue(try row[0] as Int)
                case .double: SQLValue(try row[0] as Double)
                case .text: SQLValue(try row[0] as String)
                case .blob: SQLValue(try row[0] as [UInt8])
                }
            }
        }
        #expect(found == value)
    }

    @Test func `numbered values go where their numbers stand`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let text = try await database.read { reader in
            try reader.value("SELECT $2 || $1 || $2", ["a", "b"], as: String.self)
        }
        #expect(text == "bab")
    }

    @Test(arguments: [
        ("SELECT $1", [], StorageError.Code.misuse),
        ("SELECT $1", ["a", "b"], .misuse),
        ("SELECT ?", ["a"], .misuse),
        ("SELECT $name", ["a"], .misuse),
        ("SELECT 1; DELETE FROM t", [], .misuse),
        ("SELEC 1", [], .misuse),
        ("SELECT v FROM missing", [], .misuse),
        ("", [], .misuse),
    ])
    func `a wrong statement is refused`(sql: String, values: [SQLValue], code: StorageError.Code) async throws {
        let database = try await SQLiteDatabase.inMemory()
        let error = await #expect(throws: StorageError.self) {
            try await database.write { try $0.execute(sql, values) }
        }
        #expect(error?.code == code)
        // And the connection is as good as before.
        #expect(try await database.read { try $0.value("SELECT 1", as: Int.self) } == 1)
    }

    @Test func `a column of another type or number is an error that names it`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        try await database.read { reader in
            let error = #expect(throws: StorageError.self) {
                _ = try reader.first("SELECT 'x' AS colour") { try $0[0] as Int }
            }
            #expect(error?.code == .typeMismatch)
            #expect(error?.message == "the column 'colour' holds text, not an integer")
            #expect(throws: StorageError.self) { _ = try reader.first("SELECT 1") { try $0[1] as Int } }
            #expect(throws: StorageError.self) { _ = try reader.first("SELECT 1") { try $0[-1] as Int } }
            #expect(throws: StorageError.self) { _ = try reader.first("SELECT NULL") { try $0[0] as Int } }
        }
    }

    @Test func `the same statement can run within itself`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let pairs = try await database.read { reader in
            let sql = "SELECT value FROM json_each($1)"
            return try reader.rows(sql, ["[1,2]"]) { outer in
                let left: Int = try outer[0]
                return try reader.rows(sql, ["[3,4]"]) { inner in left * 10 + (try inner[0] as Int) }
            }
        }
        #expect(pairs == [[13, 14], [23, 24]])
    }

    @Test func `many different statements run, more than are kept prepared`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let sum = try await database.read { reader in
            var sum = 0
            for round in 0..<2 {
                for number in 0..<200 { sum += try reader.value("SELECT \(number) + \(round)") ?? 0 }
            }
            return sum
        }
        #expect(sum == 2 * 19_900 + 200)
    }

    @Test func `a body that throws leaves nothing behind`() async throws {
        struct Stop: Error {}
        let database = try await SQLiteDatabase.inMemory()
        try await database.write { _ = try $0.execute("CREATE TABLE t (v)") }
        await #expect(throws: Stop.self) {
            try await database.write { session in
                try session.execute("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        try await database.write { session in
            try session.execute("INSERT INTO t VALUES (2)")
            do {
                try session.nested {
                    try session.execute("INSERT INTO t VALUES (3)")
                    throw Stop()
                }
                Issue.record("the nested body's error was lost")
            } catch is Stop {}
            try session.nested { _ = try session.execute("INSERT INTO t VALUES (4)") }
        }
        #expect(try await database.read { try $0.rows("SELECT v FROM t") { try $0[0] as Int } } == [2, 4])
    }

    @Test func `a reader may not write`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        try await database.write { _ = try $0.execute("CREATE TABLE t (v)") }
        let error = await #expect(throws: StorageError.self) {
            try await database.read { try $0.rows("INSERT INTO t VALUES (1) RETURNING v") { try $0[0] as Int } }
        }
        #expect(error?.code == .misuse)
        #expect(try await database.read { try $0.value("SELECT count(*) FROM t", as: Int.self) } == 0)
    }

    @Test func `rows are stored in batches`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        try await database.write { session in
            try session.execute("CREATE TABLE t (a, b)")
            try session.execute("INSERT INTO t VALUES ($2, $1)", times: 1000) { [.int($0), "x"] }
        }
        let (count, sum) = try await database.read { reader in
            (
                try reader.value("SELECT count(*) FROM t WHERE a = 'x'", as: Int.self),
                try reader.value("SELECT sum(b) FROM t", as: Int.self)
            )
        }
        #expect(count == 1000)
        #expect(sum == 499_500)
    }

    @Test func `a broken rule is a constraint error without the value`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let error = await #expect(throws: StorageError.self) {
            try await database.write { session in
                try session.script(
                    "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p REFERENCES parent (id));"
                )
                try session.execute("INSERT INTO child VALUES ($1)", ["private words"])
            }
        }
        #expect(error?.code == .constraint)
        #expect(error.map { !"\($0)".contains("private words") } == true)
    }

    @Test func `tasks that write at once lose nothing`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        try await database.write { _ = try $0.execute("CREATE TABLE t (n INTEGER)") }
        try await database.write { _ = try $0.execute("INSERT INTO t VALUES (0)") }
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    try await database.write { session in
                        let number = try session.value("SELECT n FROM t", as: Int.self) ?? 0
                        _ = try session.execute("UPDATE t SET n = $1", [.int(number + 1)])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.read { try $0.value("SELECT n FROM t", as: Int.self) } == 50)
    }

    @Test func `a closed database says so`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        await database.close()
        await database.close()
        let error = await #expect(throws: StorageError.self) { try await database.read { _ in 1 } }
        #expect(error?.code == .closed)
        #expect(throws: StorageError.self) { try database.writeBlocking { _ in 1 } }
    }
}
