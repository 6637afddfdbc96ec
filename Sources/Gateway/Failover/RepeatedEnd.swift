/// Takes out of a continuation what it repeats of the text before it.
///
/// A backend that is given half an answer may say its last words again, or all of it. What comes is held back as
/// long as it could be such a repetition: it agrees with the text from the beginning of one of its words on. The
/// longest that agrees up to the text's end is left out.
struct RepeatedEnd {
    /// The end of the text that may be repeated.
    private let given: [UInt8]
    /// Where in it a repetition may have begun, as far as what came agrees with it.
    private var starts: [Int]
    private var held: [UInt8] = []
    /// How many of the first bytes held repeat the text to its very end.
    private var repeated = 0
    private var isDecided = false

    /// Fewer letters may well come twice in a row.
    private static let shortest = 4
    private static let window = 16 << 10

    init(of text: String) {
        let bytes = Array(text.utf8.suffix(Self.window))
        given = bytes
        starts = bytes.indices.filter { index in
            guard bytes.count - index >= Self.shortest, bytes[index] & 0xc0 != 0x80 else { return false }
            return index == 0 || !bytes[index].isWordByte || !bytes[index - 1].isWordByte
        }
    }

    /// Takes a piece, and gives what may be shown now.
    mutating func take(_ piece: String) -> String {
        guard !isDecided else { return piece }
        for byte in piece.utf8 {
            let place = held.count
            held.append(byte)
            starts.removeAll { $0 + place >= given.count || given[$0 + place] != byte }
            for start in starts where start + place + 1 == given.count { repeated = max(repeated, place + 1) }
        }
        // One that is complete agrees with nothing further.
        return starts.allSatisfy({ $0 + held.count >= given.count }) ? finish() : ""
    }

    /// Nothing more comes: gives what was held back.
    mutating func finish() -> String {
        guard !isDecided else { return "" }
        isDecided = true
        defer { held = [] }
        let isWords = held[..<repeated].contains { $0.isWordByte }
        return String(decoding: isWords ? held[repeated...] : held[...], as: UTF8.self)
    }
}

extension UInt8 {
    /// Of a letter or a digit; every character beyond ASCII counts as one.
    fileprivate var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: false
        }
    }
}
