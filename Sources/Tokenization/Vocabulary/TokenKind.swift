/// What a token is for; the raw values are GGUF's.
package enum TokenKind: UInt8, Sendable {
    case undefined = 0
    case normal = 1
    /// Stands for what the vocabulary does not have.
    case unknown = 2
    /// Steers the model and is not text: begin, end, roles.
    case control = 3
    /// Text that is matched as a whole before anything is split.
    case userDefined = 4
    case unused = 5
    /// One byte, for what no other token covers.
    case byte = 6
}
