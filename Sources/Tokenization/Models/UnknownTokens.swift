/// What becomes of text that no token covers: its bytes' tokens, or the unknown token, or nothing.
struct UnknownTokens: Sendable {
    /// The token of each byte, if there is one for all 256.
    var bytes: [Int32]?
    var unknown: Int32?
    /// Several unknown characters in a row are one unknown token.
    var fuses = false

    /// Appends what stands for these bytes to a word's symbols.
    func append(to merges: inout MergeSpace, start: Int) {
        guard let unknown else { return }
        let id = UInt32(bitPattern: unknown)
        if fuses, merges.count > 0, unsafe merges.ids[merges.count - 1] == id { return }
        merges.append(id, start: start)
    }

    /// Appends what stands for these bytes to a word's tokens.
    func append(_ text: UTF8Text, to output: inout TokenBuffer) {
        if let bytes {
            for index in 0..<text.count { output.append(bytes[Int(text[index])]) }
        } else if let unknown, !fuses || output.last != unknown {
            output.append(unknown)
        }
    }

    /// The same, where what is unknown has been put together before: it is one token for all of it.
    func appendWhole(_ text: UTF8Text, to output: inout TokenBuffer) {
        if let bytes {
            for index in 0..<text.count { output.append(bytes[Int(text[index])]) }
        } else if let unknown {
            output.append(unknown)
        }
    }
}
