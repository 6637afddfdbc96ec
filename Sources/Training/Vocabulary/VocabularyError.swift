/// A vocabulary that cannot be learnt, or read: what is wrong, and what to do.
package struct VocabularyError: Error, CustomStringConvertible, Equatable {
    /// For people.
    package let description: String

    init(_ description: String) { self.description = description }
}
