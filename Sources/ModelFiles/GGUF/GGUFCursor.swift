/// Reads a GGUF file's numbers and strings one after the other; each read is checked against the file's end.
@safe struct GGUFCursor {
    // Safe: `bytes` are the file's, which `file` keeps alive; `take` is the only place that gives out a part of them.
    let file: FileBytes
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int

    init(_ file: FileBytes, offset: Int = 0) {
        self.file = file
        unsafe bytes = file.buffer
        self.offset = min(max(offset, 0), file.count)
    }

    var remaining: Int { unsafe bytes.count - offset }

    func malformed(_ message: String) -> ModelFileError { ModelFileError(.malformed, file: file.path, message) }

    func cut(_ what: String) -> ModelFileError {
        malformed("it ends within \(what), at byte \(file.count); it was cut short, download it again")
    }

    mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type,
        of what: @autoclosure () -> String
    ) throws(ModelFileError) -> Number {
        guard remaining >= MemoryLayout<Number>.size else { throw cut(what()) }
        defer { offset += MemoryLayout<Number>.size }
        return unsafe Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// A count of things that take at least `size` bytes each, so that no count is believed that the file cannot hold.
    mutating func count(
        of what: @autoclosure () -> String,
        atLeast size: Int
    ) throws(ModelFileError) -> Int {
        let count = try number(UInt64.self, of: what())
        guard let fits = Int(exactly: count), fits <= remaining / size else {
            throw malformed("it claims \(count) \(what()), more than its \(file.count) bytes can hold")
        }
        return fits
    }

    mutating func skip(_ count: Int, of what: @autoclosure () -> String) throws(ModelFileError) {
        guard count >= 0, count <= remaining else { throw cut(what()) }
        offset += count
    }

    /// A string's bytes: its place and length. They are valid while the file lives.
    mutating func stringRange(of what: @autoclosure () -> String) throws(ModelFileError) -> Range<Int> {
        var start = offset
        try strings(1, of: what()) { start = $0 }
        return start..<offset
    }

    /// Steps over strings that follow each other, and tells where each begins. A vocabulary has hundreds of thousands.
    @inline(__always)
    mutating func strings(
        _ count: Int,
        of what: @autoclosure () -> String,
        _ visit: (_ start: Int) -> Void
    ) throws(ModelFileError) {
        let end = unsafe bytes.count
        var place = offset
        for _ in 0..<count {
            guard end - place >= 8 else { throw cut(what()) }
            let length = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
            guard length <= UInt64(end - place) else {
                throw malformed(
                    "the length of \(what()) is \(length) bytes, but only \(end - place) are left; it is damaged"
                )
            }
            visit(place)
            place += Int(length)
        }
        offset = place
    }

    /// A string that must be UTF-8.
    mutating func string(of what: @autoclosure () -> String) throws(ModelFileError) -> String {
        let range = try stringRange(of: what())
        guard let text = unsafe String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self) else {
            throw malformed("\(what()) at byte \(range.lowerBound) is not UTF-8")
        }
        return text
    }
}
