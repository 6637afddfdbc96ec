/// What is wrong with a template, or with what it was given: where, and what.
package struct JinjaError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The template cannot be read.
        case syntax
        /// Something in it cannot be done with these values.
        case value
        /// The template itself says no, by `raise_exception`.
        case raised
        /// It takes more steps, depth or room than it is given.
        case limit
    }

    package var kind: Kind
    package var message: String
    /// From 1; 0 where the place is not known yet.
    package var line = 0
    package var column = 0
    /// The place as an offset in the template, until it is turned into line and column.
    var offset: Int?

    init(_ kind: Kind, _ message: String, at offset: Int? = nil) {
        self.kind = kind
        self.message = message
        self.offset = offset
    }

    package var description: String {
        line == 0 ? message : "line \(line), column \(column): \(message)"
    }

    /// With line and column in the place of the offset.
    func located(in source: [UInt8]) -> JinjaError {
        guard let offset else { return self }
        let before = source.prefix(offset)
        var located = self
        located.line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Columns are counted in characters, not in bytes.
        located.column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
        located.offset = nil
        return located
    }
}

/// How much a template may ask for: it comes from a file that nobody has read.
package struct JinjaLimits: Sendable {
    /// Evaluations of statements and expressions, and elements made or gone through.
    package var steps = 2_000_000
    /// Calls of macros and blocks within each other.
    package var depth = 100
    /// Bytes of the text, and of any one string on the way.
    package var outputBytes = 16 << 20

    package init() {}
}
