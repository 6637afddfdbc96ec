import Logging

/// What a body may do with a connection, within a transaction.
struct SQLiteSession: SQLSession {
    let connection: SQLiteConnection
    let mayWrite: Bool

    func each(_ sql: String, _ values: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        try connection.with(sql) { statement in
            try check(statement)
            try statement.bind(values)
            while try statement.step() { try body(SQLRow(statement)) }
        }
    }

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try each(sql, values) { _ in }
        return connection.changes
    }

    func execute(_ sql: String, times count: Int, _ values: (Int) -> [SQLValue]) throws {
        try connection.with(sql) { statement in
            try check(statement)
            for index in 0..<max(0, count) {
                try statement.bind(values(index))
                while try statement.step() {}
                statement.reset()
                ThreadPriority.pause(after: index)
            }
        }
    }

    func script(_ sql: String) throws {
        guard mayWrite else { throw StorageError(.misuse, "a script was run where only reading is allowed") }
        try connection.script(sql)
    }

    func nested<Value>(_ body: () throws -> Value) throws -> Value {
        try connection.run("SAVEPOINT nested")
        do {
            let value = try body()
            try connection.run("RELEASE nested")
            return value
        } catch {
            try? connection.run("ROLLBACK TO nested")
            try? connection.run("RELEASE nested")
            throw error
        }
    }

    private func check(_ statement: SQLiteStatement) throws(StorageError) {
        guard mayWrite || statement.isReadOnly else {
            throw StorageError(.misuse, "a statement that writes was run where only reading is allowed")
        }
    }
}
