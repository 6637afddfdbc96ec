/// Why a grammar cannot be made of what was asked for: what, where, and what to do. It is the asker's to mend.
package struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The keyword that is not supported or does not make sense, where it is about one.
    package let keyword: String?
    /// Where in the schema, as a JSON pointer: `#/properties/age`. Empty where it is not about a schema.
    package let path: String
    package let message: String

    init(_ message: String, keyword: String? = nil, at path: String = "") {
        self.keyword = keyword
        self.path = path
        self.message = message
    }

    /// With the place, as a client should read it.
    package var description: String { path.isEmpty ? message : "\(message) (at \(path))" }
}
