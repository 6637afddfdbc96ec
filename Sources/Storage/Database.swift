/// A database, whichever. Statements are written so that SQLite and PostgreSQL both understand them, with `$1`, `$2`
/// for values.
///
/// Bodies run one after another on a thread that may block, never on an event loop. Awaiting costs two hops between
/// threads: a request that is being answered stores through something that batches (`RequestLog`).
package protocol Database: Sendable {
    /// Reads in one consistent view. The body may not change anything.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value

    /// Runs the body in a transaction: all of it is stored, or, when the body throws, nothing.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// As `write`, for a caller on a thread that may block. Not for loops, nor inside another body.
    func writeBlocking<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) throws -> Value

    /// Brings the tables of one part of the program up to date; see `Schema`.
    func migrate(_ schema: Schema) async throws

    /// Gives room that deleted rows took back to the file system, up to about this many bytes.
    func reclaim(upTo byteCount: Int) async throws

    /// As `reclaim`, for a caller on a thread that may block.
    func reclaimBlocking(upTo byteCount: Int) throws

    /// How large the database is, deleted rows' room included.
    func byteCount() async throws -> Int

    /// Finishes what was asked before and lets go of the file. Whatever is asked later throws `closed`.
    func close() async
}

/// What a body that reads may do.
package protocol SQLReader {
    /// Calls back for each row of the result. `SQLRow` is lent for the call only.
    func each(_ sql: String, _ values: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws
}

extension SQLReader {
    package func rows<Value>(
        _ sql: String,
        _ values: [SQLValue] = [],
        _ read: (borrowing SQLRow) throws -> Value
    ) throws -> [Value] {
        var rows: [Value] = []
        try each(sql, values) { row in rows.append(try read(row)) }
        return rows
    }

    /// The first row, if there is one. The others are read and dropped: say `LIMIT 1`.
    package func first<Value>(
        _ sql: String,
        _ values: [SQLValue] = [],
        _ read: (borrowing SQLRow) throws -> Value
    ) throws -> Value? {
        var first: Value?
        try each(sql, values) { row in if first == nil { first = try read(row) } }
        return first
    }

    /// The first column of the first row.
    package func value<Value: SQLStorable>(
        _ sql: String,
        _ values: [SQLValue] = [],
        as type: Value.Type = Value.self
    ) throws -> Value? {
        try first(sql, values) { row in try row[0] }
    }
}

/// What a body that writes may do.
package protocol SQLSession: SQLReader {
    /// Runs one statement; returns how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

    /// Runs one statement `count` times; `values` is asked for the values of each time.
    func execute(_ sql: String, times count: Int, _ values: (Int) -> [SQLValue]) throws

    /// Runs several statements that take no values: a migration.
    func script(_ sql: String) throws

    /// A transaction within the transaction: when the body throws, what it did is undone, and only that.
    func nested<Value>(_ body: () throws -> Value) throws -> Value
}

extension SQLSession {
    @discardableResult
    package func execute(_ sql: String) throws -> Int { try execute(sql, []) }
}
