/// Why learning did not begin or did not go on: what happened, and what to do.
package struct TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The recipe asks for something that cannot be.
        case badRecipe
        /// A file of texts, a vocabulary or a model cannot be used.
        case badData
        /// A checkpoint is damaged, or of another recipe.
        case badCheckpoint
        /// Memory or threads cannot be had.
        case noResources
        /// A file cannot be written.
        case unwritable
        /// The loss is no number any more.
        case diverged
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
