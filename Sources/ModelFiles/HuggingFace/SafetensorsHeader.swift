import JSON

/// Reads the header of a safetensors file: the JSON of its one shape, with no tree in between, so that it takes no more
/// memory than the tensors it names, and nests no deeper than they do.
@safe struct SafetensorsHeader {
    // Safe: `peek` and `slice` are the only places that read the bytes, which `file` keeps alive, and stay within `end`.
    private let file: FileBytes
    private let bytes: UnsafeRawBufferPointer
    private let end: Int
    private var index: Int

    init(_ file: FileBytes, _ range: Range<Int>) {
        self.file = file
        unsafe bytes = file.buffer
        end = min(range.upperBound, file.count)
        index = range.lowerBound
    }

    /// All tensors by name; their ranges lie within the file and fit their shapes.
    mutating func read() throws(ModelFileError) -> [String: SafetensorsFile.Tensor] {
        var tensors: [String: SafetensorsFile.Tensor] = [:]
        try members { (reader, name) throws(ModelFileError) in
            if name == "__metadata__" {
                try reader.members { (reader, _) throws(ModelFileError) in _ = try reader.string() }
            } else {
                let tensor = try reader.tensor(name)
                guard tensors.updateValue(tensor, forKey: name) == nil else {
                    throw reader.malformed("the tensor \(name) stands in it twice")
                }
            }
        }
        guard peek() == nil else { throw unexpected("the header's end") }
        return tensors
    }

    private mutating func tensor(_ name: String) throws(ModelFileError) -> SafetensorsFile.Tensor {
        var kind: SafetensorsFile.Kind?
        var shape: [Int]?
        var offsets: [Int]?
        try members { (reader, key) throws(ModelFileError) in
            switch key {
            case "dtype": kind = SafetensorsFile.Kind(try reader.string())
            case "shape": shape = try reader.numbers(atMost: 8)
            case "data_offsets": offsets = try reader.numbers(atMost: 2)
            default: throw reader.malformed("the tensor \(name) has a member '\(key)', which the format does not know")
            }
        }
        guard let kind, let shape, let offsets, offsets.count == 2 else {
            throw malformed("the tensor \(name) lacks its dtype, its shape or its two data_offsets")
        }
        let room = file.count - end
        guard offsets[0] <= offsets[1], offsets[1] <= room else {
            throw malformed("the tensor \(name) lies beyond the file's end; it was cut short, download it again")
        }
        var count: Int? = kind.size
        for dimension in shape {
            guard let (product, isOver) = count?.multipliedReportingOverflow(by: dimension) else { break }
            guard !isOver else { throw malformed("the tensor \(name) has more values than can be counted: \(shape)") }
            count = product
        }
        guard count == nil || count == offsets[1] - offsets[0] else {
            throw malformed(
                "the tensor \(name) of \(kind.name) \(shape) should take \(count ?? 0) bytes, "
                    + "but has \(offsets[1] - offsets[0])"
            )
        }
        return SafetensorsFile.Tensor(kind: kind, shape: shape, range: (end + offsets[0])..<(end + offsets[1]))
    }
}

// MARK: JSON

extension SafetensorsHeader {
    private func peek() -> UInt8? { unsafe index < end ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { index += 1 }
    }

    /// Steps over the byte and the space around it, if it is there.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek() == byte else { return false }
        index += 1
        skipSpace()
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(ModelFileError) {
        guard take(byte) else { throw unexpected("'\(Character(UnicodeScalar(byte)))'") }
    }

    private mutating func members(
        _ body: (inout SafetensorsHeader, _ name: String) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            try expect(UInt8(ascii: ":"))
            try body(&self, name)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// An array of whole numbers, none of them negative.
    private mutating func numbers(atMost most: Int) throws(ModelFileError) -> [Int] {
        try expect(UInt8(ascii: "["))
        var numbers: [Int] = []
        if take(UInt8(ascii: "]")) { return numbers }
        repeat {
            guard numbers.count < most else {
                throw malformed("an array at byte \(index) has more than \(most) numbers")
            }
            numbers.append(try number())
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return numbers
    }

    private mutating func number() throws(ModelFileError) -> Int {
        let start = index
        var number = 0
        while let byte = peek(), (0x30...0x39).contains(byte) {
            let (tens, isOver) = number.multipliedReportingOverflow(by: 10)
            let (sum, isAbove) = tens.addingReportingOverflow(Int(byte - 0x30))
            guard !isOver, !isAbove else { throw malformed("the number at byte \(start) is beyond 2^63") }
            number = sum
            index += 1
        }
        guard index > start else { throw unexpected("a whole number that is not negative") }
        return number
    }

    private mutating func string() throws(ModelFileError) -> String {
        let start = index
        guard peek() == UInt8(ascii: "\"") else { throw unexpected("a string") }
        index += 1
        var isPlain = true
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            isPlain = isPlain && byte != UInt8(ascii: "\\") && byte >= 0x20
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard peek() != nil else { throw unexpected("a string's end") }
        index += 1
        let quoted = unsafe file.slice(start, index - start)
        if isPlain, let text = unsafe String(validating: quoted.dropFirst().dropLast(), as: UTF8.self) { return text }
        // Escapes, and what is wrong, are the JSON reader's.
        guard let text = try? unsafe JSONValue(parsing: quoted).string else {
            throw malformed("the string at byte \(start) of its header is not JSON")
        }
        return text
    }

    private func malformed(_ message: String) -> ModelFileError {
        ModelFileError(.malformed, file: file.path, message)
    }

    private func unexpected(_ wanted: String) -> ModelFileError {
        malformed("its header is damaged: \(wanted) should be at byte \(index)")
    }
}
