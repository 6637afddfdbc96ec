/// Lets through whole characters only: holds what may still become one, and replaces what never will by U+FFFD.
struct UTF8Repair: Sendable {
    /// Whether every byte of no character is replaced by itself, or each stretch that began like one together.
    let replacesEachByte: Bool
    private var held: [UInt8] = []

    init(replacesEachByte: Bool) { self.replacesEachByte = replacesEachByte }

    mutating func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in bytes {
            if held.isEmpty, byte < 0x80 {
                output.append(byte)
                continue
            }
            if !held.isEmpty, !Self.mayFollow(byte, held) { replace(&output) }
            if !held.isEmpty {
                held.append(byte)
            } else if byte < 0x80 {
                output.append(byte)
            } else if Self.length(byte) > 1 {
                held.append(byte)
            } else {
                output += Self.replacement
            }
            if let first = held.first, held.count == Self.length(first) {
                output += held
                held.removeAll(keepingCapacity: true)
            }
        }
    }

    /// What is held will become nothing any more.
    mutating func finish(_ output: inout [UInt8]) {
        if !held.isEmpty { replace(&output) }
    }

    private static let replacement: [UInt8] = [0xef, 0xbf, 0xbd]

    private mutating func replace(_ output: inout [UInt8]) {
        for _ in 0..<(replacesEachByte ? held.count : 1) { output += Self.replacement }
        held.removeAll(keepingCapacity: true)
    }

    /// How many bytes a character has that begins with this; 1 for what begins none.
    private static func length(_ first: UInt8) -> Int {
        switch first {
        case 0xc2...0xdf: 2
        case 0xe0...0xef: 3
        case 0xf0...0xf4: 4
        default: 1
        }
    }

    private static func mayFollow(_ byte: UInt8, _ held: [UInt8]) -> Bool {
        guard held.count == 1 else { return byte & 0xc0 == 0x80 }
        switch held[0] {
        case 0xe0: return (0xa0...0xbf).contains(byte)
        case 0xed: return (0x80...0x9f).contains(byte)
        case 0xf0: return (0x90...0xbf).contains(byte)
        case 0xf4: return (0x80...0x8f).contains(byte)
        default: return byte & 0xc0 == 0x80
        }
    }
}
