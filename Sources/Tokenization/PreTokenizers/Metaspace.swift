/// SentencePiece's way to write spaces: as a character of their own, which goes with the word after it.
struct Metaspace: Sendable, Equatable {
    enum Prepend: Sendable { case always, first, never }

    static let character: UInt32 = 0x2581
    static let bytes: [UInt8] = [0xe2, 0x96, 0x81]

    /// What stands for a space.
    var replacement: [UInt8] = Self.bytes
    /// Before which words it is put, if it is not there.
    var prepend = Prepend.always
    var splits = true

    func apply(to words: inout Words) {
        let copy = words
        words.rewrite { text, range, output in
            var word: [UInt8] = []
            for index in range {
                if text[index] == 0x20 { word += replacement } else { word.append(text[index]) }
            }
            let isWanted =
                switch prepend {
                case .always: true
                case .first: copy.isFirst(range)
                case .never: false
                }
            if isWanted, !word.starts(with: replacement) { output += replacement }
            output += word
        }
        guard splits, let scalar = String(decoding: replacement, as: UTF8.self).unicodeScalars.first?.value else {
            return
        }
        words.cut(.mergedWithNext) { value, _ in value == scalar }
    }
}
