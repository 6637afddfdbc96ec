/// Why a model could not be fetched, and what to do about it.
package struct DownloadError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The name is none that anything could be fetched by.
        case badName = "bad_name"
        /// Nobody has it.
        case notFound = "not_found"
        case unauthorized
        case unreachable
        /// What a server or an archive says cannot be, or is made to harm.
        case malformed
        /// What came is not what was promised.
        case mismatch
        /// Well formed, but nothing that this program can use.
        case unsupported
        /// The disk does not take it.
        case disk
        /// There is no room for it.
        case full
        /// It would be fetched from a network that nothing is fetched from.
        case privateAddress = "private_address"
        /// What is here must stay as it is.
        case conflict
        case cancelled
    }

    package let code: Code
    /// In a sentence, without secrets.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
