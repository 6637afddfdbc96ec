/// A value that goes into a statement or comes out of a row.
package enum SQLValue: Sendable, Hashable {
    case null
    case int(Int)
    /// A number that is not one (NaN) is stored as null.
    case double(Double)
    case text(String)
    case blob([UInt8])

    package var kind: String {
        switch self {
        case .null: "null"
        case .int: "an integer"
        case .double: "a number"
        case .text: "text"
        case .blob: "bytes"
        }
    }
}

/// What can be stored in one column.
package protocol SQLStorable {
    var sqlValue: SQLValue { get }
    /// Nil where the value is of another type.
    init?(sqlValue: SQLValue)
    /// What a message calls it.
    static var sqlKind: String { get }
}

extension SQLValue {
    /// Null where there is nothing.
    package init(_ value: (some SQLStorable)?) { self = value?.sqlValue ?? .null }

    // The same for what rows are mostly made of: across modules, the generic one costs ten times as much.
    package init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    package init(_ value: Int?) { self = value.map(SQLValue.int) ?? .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(nilLiteral: ()) { self = .null }
}

extension Int: SQLStorable {
    package static var sqlKind: String { "an integer" }
    package var sqlValue: SQLValue { .int(self) }
    package init?(sqlValue: SQLValue) {
        guard case .int(let value) = sqlValue else { return nil }
        self = value
    }
}

extension Double: SQLStorable {
    package static var sqlKind: String { "a number" }
    package var sqlValue: SQLValue { .double(self) }
    package init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .double(let value): self = value
        case .int(let value): self = Double(value)
        default: return nil
        }
    }
}

extension Bool: SQLStorable {
    package static var sqlKind: String { "a truth value (0 or 1)" }
    package var sqlValue: SQLValue { .int(self ? 1 : 0) }
    package init?(sqlValue: SQLValue) {
        guard case .int(let value) = sqlValue, value == 0 || value == 1 else { return nil }
        self = value == 1
    }
}

extension String: SQLStorable {
    package static var sqlKind: String { "text" }
    package var sqlValue: SQLValue { .text(self) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let value) = sqlValue else { return nil }
        self = value
    }
}

extension [UInt8]: SQLStorable {
    package static var sqlKind: String { "bytes" }
    package var sqlValue: SQLValue { .blob(self) }
    package init?(sqlValue: SQLValue) {
        guard case .blob(let value) = sqlValue else { return nil }
        self = value
    }
}

extension Optional: SQLStorable where Wrapped: SQLStorable {
    package static var sqlKind: String { "\(Wrapped.sqlKind) or null" }
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
    package init?(sqlValue: SQLValue) {
        if case .null = sqlValue {
            self = Wrapped?.none
        } else if let value = Wrapped(sqlValue: sqlValue) {
            self = value
        } else {
            return nil
        }
    }
}

/// The row that a query is at. It cannot outlive the closure it is lent to.
///
///     try row[0] as Int
package struct SQLRow: ~Copyable {
    private let source: any SQLRowSource

    package init(_ source: any SQLRowSource) { self.source = source }

    package subscript<Value: SQLStorable>(column: Int) -> Value {
        get throws(StorageError) {
            guard (0..<source.columnCount).contains(column) else {
                throw StorageError(.misuse, "column \(column) was asked for; the query has \(source.columnCount)")
            }
            let stored = source.value(at: column)
            guard let value = Value(sqlValue: stored) else {
                let name = source.columnName(at: column)
                throw StorageError(.typeMismatch, "the column '\(name)' holds \(stored.kind), not \(Value.sqlKind)")
            }
            return value
        }
    }
}

/// Where a row's values come from: one for each kind of database.
package protocol SQLRowSource {
    var columnCount: Int { get }
    /// `column` is within `columnCount`.
    func value(at column: Int) -> SQLValue
    func columnName(at column: Int) -> String
}
