/// A vocabulary or a tokenizer's description that cannot be used: what is wrong, and where.
package struct TokenizationError: Error, CustomStringConvertible, Equatable {
    package let description: String

    init(_ description: String) { self.description = description }
}
