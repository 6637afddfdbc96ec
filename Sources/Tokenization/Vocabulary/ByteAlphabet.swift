/// GPT-2's way to write bytes as printable characters: those of Latin-1 that can be seen stand for themselves, the others
/// are moved to U+0100 and on.
package enum ByteAlphabet {
    /// The character of each byte.
    package static let characters: [UInt32] = {
        var next: UInt32 = 0x100
        return (UInt32(0)..<256).map { byte in
            if (0x21...0x7e).contains(byte) || (0xa1...0xac).contains(byte) || byte >= 0xae { return byte }
            defer { next += 1 }
            return next
        }
    }()

    /// The byte of each character up to U+0143; 256 where it is none's.
    private static let bytes: Table<UInt16> = {
        let bytes = Table<UInt16>(repeating: 256, count: 0x144)
        for (byte, character) in characters.enumerated() { bytes[Int(character)] = UInt16(byte) }
        return bytes
    }()

    /// Appends the bytes that the characters stand for; returns false, with nothing appended, if one stands for none.
    static func decode(_ text: UTF8Text, into output: inout [UInt8]) -> Bool {
        let start = output.count
        var index = 0
        let bytes = bytes
        while index < text.count {
            let (value, length) = text.scalar(at: index)
            guard value < 0x144, bytes[Int(value)] < 256 else {
                output.removeLast(output.count - start)
                return false
            }
            output.append(UInt8(truncatingIfNeeded: bytes[Int(value)]))
            index += length
        }
        return true
    }

    /// Writes bytes as the characters that stand for them.
    static func encode(_ bytes: some Sequence<UInt8>, into output: inout [UInt8]) {
        let characters = characters
        for byte in bytes { output.append(scalar: characters[Int(byte)]) }
    }

    /// Bytes as the text that stands for them.
    package static func text(of bytes: some Sequence<UInt8>) -> String {
        var encoded: [UInt8] = []
        encode(bytes, into: &encoded)
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The bytes that a text stands for; nil if it stands for none.
    package static func bytes(of text: String) -> [UInt8]? {
        var decoded: [UInt8] = []
        return unsafe Array(text.utf8).withUnsafeBytes { unsafe decodeAny($0, into: &decoded) } ? decoded : nil
    }
}

extension ByteAlphabet {
    /// The same for bytes that need not be UTF-8; false, with what came before appended, where they are not.
    static func decodeAny(_ raw: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Bool {
        let bytes = bytes
        var index = 0
        while index < raw.count {
            let first = unsafe UInt32(raw[index])
            index += 1
            var value = first
            if first >= 0x80 {
                // All that stand for bytes and are not ASCII have two bytes: C2 to C5 is the first.
                guard first >= 0xc2, first <= 0xc5, index < raw.count, unsafe raw[index] & 0xc0 == 0x80 else {
                    return false
                }
                value = unsafe (first & 0x1f) << 6 | UInt32(raw[index]) & 0x3f
                index += 1
            }
            guard value < 0x144, bytes[Int(value)] < 256 else { return false }
            output.append(UInt8(truncatingIfNeeded: bytes[Int(value)]))
        }
        return true
    }
}
