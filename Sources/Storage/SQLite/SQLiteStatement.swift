import CSQLite

/// A prepared statement. Confined to its connection's thread.
@safe final class SQLiteStatement: SQLRowSource {
    let sql: String
    let isReadOnly: Bool
    let columnCount: Int
    private let connection: OpaquePointer
    private let statement: OpaquePointer
    /// For each parameter in SQLite's order, the place of its value.
    private let places: [Int]
    private let valueCount: Int

    init(_ sql: String, on connection: OpaquePointer) throws(StorageError) {
        guard sql.contains(where: { !$0.isWhitespace }) else { throw StorageError(.misuse, "a statement is empty") }
        let (statement, rest) = unsafe Self.prepare(sql, on: connection)
        guard let statement = unsafe statement else {
            throw unsafe sqliteError(on: connection, doing: "the statement could not be prepared: \(sql)")
        }
        let places = unsafe Self.places(of: statement)
        guard let places, rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
            unsafe sqlite3_finalize(statement)
            throw StorageError(.misuse, "a statement holds one command, with values as $1, $2: \(sql)")
        }
        self.sql = sql
        unsafe self.connection = unsafe connection
        unsafe self.statement = unsafe statement
        self.places = places
        valueCount = (places.max() ?? -1) + 1
        isReadOnly = unsafe sqlite3_stmt_readonly(statement) != 0
        columnCount = Int(unsafe sqlite3_column_count(statement))
    }

    deinit { unsafe sqlite3_finalize(statement) }

    private static func prepare(_ sql: String, on connection: OpaquePointer) -> (OpaquePointer?, Substring) {
        var statement: OpaquePointer?
        var used = 0
        var text = sql
        text.withUTF8 { utf8 in
            unsafe utf8.withMemoryRebound(to: CChar.self) { text in
                var rest: UnsafePointer<CChar>?
                unsafe sqlite3_prepare_v3(
                    connection,
                    text.baseAddress,
                    Int32(clamping: text.count),
                    UInt32(SQLITE_PREPARE_PERSISTENT),
                    &statement,
                    &rest
                )
                if let rest = unsafe rest, let start = text.baseAddress { unsafe used = rest - start }
            }
        }
        return unsafe (statement, Substring(sql.utf8.dropFirst(used)))
    }

    /// `$3` takes the third value wherever it stands. Nil where a parameter is named otherwise.
    private static func places(of statement: OpaquePointer) -> [Int]? {
        var places: [Int] = []
        for index in 0..<Int(unsafe sqlite3_bind_parameter_count(statement)) {
            guard let name = unsafe sqlite3_bind_parameter_name(statement, Int32(index + 1)),
                let place = unsafe Int(String(cString: name).dropFirst()), place > 0, place < 32_767
            else { return nil }
            places.append(place - 1)
        }
        return places
    }

    // MARK: Running

    func bind(_ values: [SQLValue]) throws(StorageError) {
        guard values.count == valueCount else {
            throw StorageError(.misuse, "\(values.count) values were given for \(valueCount): \(sql)")
        }
        for (index, place) in places.enumerated() {
            guard bind(values[place], at: Int32(index + 1)) == SQLITE_OK else {
                throw unsafe sqliteError(on: connection, doing: "a value could not be bound: \(sql)")
            }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(statement, index)
        case .int(let value): return unsafe sqlite3_bind_int64(statement, index, Int64(value))
        case .double(let value): return unsafe sqlite3_bind_double(statement, index, value)
        case .text(var value):
            return value.withUTF8 { utf8 in
                unsafe martlet_sqlite3_bind_text(statement, index, utf8.baseAddress, UInt64(utf8.count))
            }
        case .blob(let value):
            return unsafe value.withUnsafeBytes { bytes in
                unsafe martlet_sqlite3_bind_blob(statement, index, bytes.baseAddress, UInt64(bytes.count))
            }
        }
    }

    /// Goes to the next row; false at the end.
    func step() throws(StorageError) -> Bool {
        switch unsafe sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw unsafe sqliteError(on: connection, doing: "the database could not run: \(sql)")
        }
    }

    /// Ends a run and forgets its values. A failure was told by `step` before.
    func reset() {
        unsafe sqlite3_reset(statement)
        unsafe sqlite3_clear_bindings(statement)
    }

    // MARK: The row it is at

    func columnName(at column: Int) -> String {
        guard let name = unsafe sqlite3_column_name(statement, Int32(column)) else { return "column \(column)" }
        return unsafe String(cString: name)
    }

    func value(at column: Int) -> SQLValue {
        let column = Int32(column)
        switch unsafe sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .int(Int(unsafe sqlite3_column_int64(statement, column)))
        case SQLITE_FLOAT: return .double(unsafe sqlite3_column_double(statement, column))
        case SQLITE_TEXT: return .text(unsafe String(decoding: bytes(at: column), as: UTF8.self))
        case SQLITE_BLOB: return .blob(unsafe Array(bytes(at: column)))
        default: return .null
        }
    }

    /// Valid until the next step.
    private func bytes(at column: Int32) -> UnsafeRawBufferPointer {
        // The pointer is asked for first: asking may convert the value, which changes its length.
        let start = unsafe sqlite3_column_blob(statement, column)
        return unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }
}

/// Statements that were prepared before, the most recently used ones.
struct StatementCache {
    private var statements: [String: (statement: SQLiteStatement, used: Int)] = [:]
    private var clock = 0
    private let capacity = 64

    /// Takes a statement out: while it runs nobody else can have it.
    mutating func take(_ sql: String) -> SQLiteStatement? {
        statements.removeValue(forKey: sql)?.statement
    }

    mutating func give(_ statement: SQLiteStatement) {
        clock += 1
        statements[statement.sql] = (statement, clock)
        guard statements.count > capacity, let oldest = statements.min(by: { $0.value.used < $1.value.used })
        else { return }
        statements[oldest.key] = nil
    }

    mutating func removeAll() { statements = [:] }
}
