/// A token that is matched as a whole, before text is normalised or cut.
struct AddedToken: Sendable, Equatable {
    var id: Int32
    var content: [UInt8]
    /// Steers the model: left alone where text is not to steer it, and not shown.
    var isSpecial = false
    /// Takes the whitespace before it, or after it.
    var stripsLeft = false
    var stripsRight = false
    /// Only where no letter touches it.
    var isWord = false
    /// Is looked for in the normalised text, not in the text as it came.
    var isNormalized = false
}
