/// A model's file cannot be used: which file, what is wrong with it, and where there is one, the remedy.
package struct ModelFileError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// It is not there, or the system does not let us read it.
        case unreadable
        /// It breaks its own format: cut short, damaged, or made to harm.
        case malformed
        /// It is well formed, but asks for something that this program does not have.
        case unsupported
        /// Well formed, but lacking a key or a tensor that its architecture needs.
        case incomplete
    }

    package let code: Code
    package let file: String
    package let message: String

    package init(_ code: Code, file: String, _ message: String) {
        self.code = code
        self.file = file
        self.message = message
    }

    package var description: String { "\(file): \(message)" }
}
