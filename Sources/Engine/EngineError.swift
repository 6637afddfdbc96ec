package import ModelFiles

/// Why the engine did not do what it was asked: what happened, and what to do.
package struct EngineError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The file's tensors do not fit what it says of itself, or it cannot be read.
        case badModel
        /// The model is sound, but not one for this use, as text from a model of embeddings.
        case wrongUse
        /// Memory or threads cannot be had.
        case noResources
        /// A token's id is not one of the vocabulary's.
        case badToken
        /// The conversation has reached its context's length.
        case contextFull
        /// A step was given more tokens than it takes, or none.
        case badBatch
        /// A session is used by two at once.
        case busy
        /// The caller called it off; what was before the step still stands.
        case cancelled
        /// The model computed what is no number.
        case notANumber
        /// A sampling parameter is outside its range.
        case badParameter
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package init(_ cause: ModelFileError) {
        self.init(.badModel, cause.description)
    }

    package var description: String { message }
}
