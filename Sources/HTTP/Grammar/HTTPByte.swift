#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The classes of bytes that HTTP's grammar is made of.
enum HTTPByte {
    /// Letters, digits, and the punctuation that a method or a field's name may hold.
    static func isToken(_ byte: UInt8) -> Bool {
        // One bit for each of the first 128 codes.
        let low: UInt64 = 0x03ff_6cfa_0000_0000
        let high: UInt64 = 0x57ff_ffff_c7ff_fffe
        return byte < 64 ? (low >> UInt64(byte)) & 1 == 1 : byte < 128 && (high >> UInt64(byte - 64)) & 1 == 1
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Printable ASCII, blank and tab, and what lies above ASCII.
    static func isFieldValue(_ byte: UInt8) -> Bool { (byte >= 0x20 && byte != 0x7f) || byte == 0x09 }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    static func hexValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case 0x41...0x46: Int(byte - 0x41 + 10)
        case 0x61...0x66: Int(byte - 0x61 + 10)
        default: nil
        }
    }
}

extension Span<UInt8> {
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBytes { all in
            guard let base = all.baseAddress else { return nil }
            let found = unsafe memchr(base + start, Int32(byte), all.count - start)
            return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
        }
    }

    /// Whether these bytes are `text`, which must be in lower case, without regard to case.
    func isIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            return unsafe strncasecmp(base, text.utf8Start, bytes.count) == 0
        }
    }

    func isIgnoringCase(_ text: String) -> Bool {
        guard count == text.utf8.count else { return false }
        var index = 0
        for byte in text.utf8 {
            guard HTTPByte.lowercased(self[index]) == HTTPByte.lowercased(byte) else { return false }
            index += 1
        }
        return true
    }

    /// Whether these bytes are exactly `text`.
    func isSame(as text: String) -> Bool {
        let same = unsafe text.utf8.withContiguousStorageIfAvailable { other in
            guard other.count == count else { return false }
            return unsafe withUnsafeBytes { bytes in
                guard let left = bytes.baseAddress, let right = other.baseAddress else { return true }
                return unsafe memcmp(left, right, bytes.count) == 0
            }
        }
        return same ?? false
    }

    /// Whether every byte may stand in a field's value.
    var isFieldValue: Bool {
        unsafe withUnsafeBytes { bytes in
            // No early exit, so that the loop is done many bytes at a time.
            var bad: UInt8 = 0
            for index in bytes.indices { bad |= unsafe HTTPByte.isFieldValue(bytes[index]) ? 0 : 1 }
            return bad == 0
        }
    }

    /// Without blanks and tabs at both ends.
    var trimmedRange: Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    /// As text; what is not UTF-8 becomes replacement characters.
    var text: String { unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }

    /// Calls with each item of a comma-separated list, without the blanks around it. Empty items are left out.
    func forEachListItem(_ body: (Span<UInt8>) -> Void) {
        var start = 0
        for index in 0...count where index == count || self[index] == 0x2c {
            let item = extracting(start..<index)
            let trimmed = item.extracting(item.trimmedRange)
            if trimmed.count > 0 { body(trimmed) }
            start = index + 1
        }
    }
}
