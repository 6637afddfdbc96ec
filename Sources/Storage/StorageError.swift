/// Why something could not be stored or read.
package struct StorageError: Error, Sendable, CustomStringConvertible {
    /// Also a bounded label for metrics.
    package enum Code: String, Sendable, CaseIterable {
        /// The file is damaged, or no database.
        case corrupt
        case diskFull = "disk_full"
        /// Another process held the database for too long.
        case locked
        /// The file or its folder cannot be written.
        case readOnly = "read_only"
        case cannotOpen = "cannot_open"
        /// A newer program has changed the schema.
        case newerSchema = "newer_schema"
        /// A row breaks a rule of its table.
        case constraint
        /// A column holds another type than was asked for.
        case typeMismatch = "type_mismatch"
        /// The statement, or how it was used, is wrong: a mistake in the program.
        case misuse
        case io
        case closed
        case other
    }

    package var code: Code
    /// What happened and what to do. It holds no stored values.
    package var message: String
    /// What the database itself said.
    package var cause: String?

    package init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        guard let cause else { return message }
        return "\(message) (\(cause))"
    }
}
