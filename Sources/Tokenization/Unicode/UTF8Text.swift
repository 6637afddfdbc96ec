/// Well-formed UTF-8 in memory that someone else keeps alive.
///
/// Reading is unchecked beyond the end: whoever makes one says that the bytes are well-formed up to `count`, and asks
/// only for characters that begin before it.
@safe struct UTF8Text {
    // Safe: see above; `Tokenizer.encode` repairs what is malformed before anything reads it.
    let base: UnsafePointer<UInt8>
    let count: Int

    @inline(__always) init(_ base: UnsafePointer<UInt8>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    @inline(__always) subscript(index: Int) -> UInt8 {
        assert(index >= 0 && index < count)
        return unsafe base[index]
    }

    /// The character that begins at `index`, and its length in bytes.
    @inline(__always) func scalar(at index: Int) -> (value: UInt32, length: Int) {
        assert(index >= 0 && index < count)
        let first = unsafe UInt32(base[index])
        if first < 0x80 { return (first, 1) }
        let second = unsafe UInt32(base[index + 1]) & 0x3f
        if first < 0xe0 { return ((first & 0x1f) << 6 | second, 2) }
        let third = unsafe UInt32(base[index + 2]) & 0x3f
        if first < 0xf0 { return ((first & 0x0f) << 12 | second << 6 | third, 3) }
        let fourth = unsafe UInt32(base[index + 3]) & 0x3f
        return ((first & 0x07) << 18 | second << 12 | third << 6 | fourth, 4)
    }

    /// Where the character begins that ends before `index`, which is not the text's start.
    @inline(__always) func start(before index: Int) -> Int {
        var start = index - 1
        while start > 0, unsafe base[start] & 0xc0 == 0x80 { start -= 1 }
        return start
    }

    @inline(__always) func slice(_ range: Range<Int>) -> UTF8Text {
        unsafe UTF8Text(base + range.lowerBound, count: range.count)
    }

    @inline(__always) var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: base, count: count) }
}

extension UTF8Text {
    /// Where each character begins, in order, with the character.
    @inline(__always) func forEachScalar(_ body: (_ value: UInt32, _ range: Range<Int>) -> Void) {
        var index = 0
        while index < count {
            let (value, length) = scalar(at: index)
            body(value, index..<index + length)
            index += length
        }
    }
}

extension [UInt8] {
    /// Appends a character as UTF-8.
    @inline(__always) mutating func append(scalar value: UInt32) {
        switch value {
        case ..<0x80: append(UInt8(truncatingIfNeeded: value))
        case ..<0x800:
            append(UInt8(truncatingIfNeeded: 0xc0 | value >> 6))
            append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3f))
        case ..<0x10000:
            append(UInt8(truncatingIfNeeded: 0xe0 | value >> 12))
            append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3f))
            append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3f))
        default:
            append(UInt8(truncatingIfNeeded: 0xf0 | value >> 18))
            append(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3f))
            append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3f))
            append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3f))
        }
    }

    /// Reads these bytes, which are well-formed UTF-8.
    @inline(__always) func withText<Result, Failure: Error>(
        _ body: (UTF8Text) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeBufferPointer { (bytes) throws(Failure) in
            guard let base = bytes.baseAddress else {
                let nothing: StaticString = ""
                return try unsafe body(UTF8Text(nothing.utf8Start, count: 0))
            }
            return try unsafe body(UTF8Text(base, count: bytes.count))
        }
    }
}
