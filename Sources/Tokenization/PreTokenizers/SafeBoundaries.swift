/// Places that no token of a vocabulary reaches over, for models that are to encode a whole text as one word: cut there,
/// it gives the same tokens, and its words can be remembered.
///
/// The places are those before a space's mark, after any byte that stands before such a mark in no token.
struct SafeBoundaries: Sendable {
    /// Which bytes stand before a mark within some token.
    private var joined = [Bool](repeating: false, count: 256)

    init(_ vocabulary: Vocabulary) {
        for id in 0..<vocabulary.count {
            let bytes = unsafe vocabulary.bytes(of: id)
            guard bytes.count > 3 else { continue }
            for index in 1...(bytes.count - 3) where unsafe Self.isMark(bytes, index) {
                unsafe joined[Int(bytes[index - 1])] = true
            }
        }
        // A word's joining ends at a mark, whichever byte of it is looked at.
        joined[0x81] = true
    }

    private static func isMark(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        unsafe bytes[index] == 0xe2 && bytes[index + 1] == 0x96 && bytes[index + 2] == 0x81
    }

    func split(_ text: UTF8Text, _ range: Range<Int>, into words: inout [Range<Int>]) {
        unsafe joined.withUnsafeBufferPointer { joined in
            var start = range.lowerBound
            var index = start + 1
            while index + 3 <= range.upperBound {
                if text[index] == 0xe2, text[index + 1] == 0x96, text[index + 2] == 0x81,
                    unsafe !joined[Int(text[index - 1])]
                {
                    words.append(start..<index)
                    start = index
                    index += 3
                } else {
                    index += 1
                }
            }
            if start < range.upperBound { words.append(start..<range.upperBound) }
        }
    }
}
