import Testing

@testable import ModelFiles

@Suite struct SafetensorsTests {
    private static func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
        try unsafe bytes.withUnsafeBytes {
            try SafetensorsFile(unsafe FileBytes(copying: $0, path: "x.safetensors"))
        }
    }

    private static func smallest() -> SafetensorsWriter {
        var writer = SafetensorsWriter()
        writer.add("a", [2, 3])
        writer.add("\"b\" \u{e4}\n", "BF16", [2], [1, 2, 3, 4])
        writer.add("scalar", "I64", [], [0, 0, 0, 0, 0, 0, 0, 1])
        writer.add("none", "F16", [0, 7], [])
        return writer
    }

    @Test func `tensors come back by name, with escapes in it`() throws {
        let file = try Self.open(Self.smallest().bytes())
        #expect(Set(file.tensors.keys) == ["a", "\"b\" \u{e4}\n", "scalar", "none"])
        let a = try #require(file.tensors["a"])
        #expect(a.kind == .float(.f32) && a.shape == [2, 3] && a.range.count == 24)
        let b = try #require(file.tensors["\"b\" \u{e4}\n"])
        #expect(unsafe Array(file.bytes.slice(b.range.lowerBound, b.range.count)) == [1, 2, 3, 4])
        #expect(file.tensors["scalar"]?.kind == .other("I64"))
    }

    @Test func `a file cut short anywhere is refused`() {
        let bytes = Self.smallest().bytes()
        for count in bytes.indices {
            #expect(throws: ModelFileError.self, "cut at \(count)") { try Self.open(Array(bytes.prefix(count))) }
        }
    }

    @Test func `any byte of the header may be any other`() {
        let bytes = Self.smallest().bytes()
        var opened = 0
        for place in 0..<(bytes.count - 36) {
            for flip: UInt8 in [0x01, 0x02, 0x10, 0x20, 0x80, 0xff] {
                var damaged = bytes
                damaged[place] ^= flip
                guard let file = try? Self.open(damaged) else { continue }
                opened += 1
                for tensor in file.tensors.values {
                    #expect(tensor.range.lowerBound >= 8 && tensor.range.upperBound <= damaged.count)
                }
            }
        }
        #expect(opened > 0)
    }

    private static func entry(_ shape: String, _ offsets: String, kind: String = "F32") -> String {
        "{\"t\":{\"dtype\":\"\(kind)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
    }

    static let room = [UInt8](repeating: 0, count: 64)
    static let cases: [(message: String, bytes: [UInt8])] = [
        ("the length of its header", [1, 2, 3]),
        ("should be 1152921504606846976 bytes long", GGUFWriter.littleEndian(UInt64(1) << 60) + room),
        ("should be 18446744073709551615 bytes long", GGUFWriter.littleEndian(UInt64.max) + room),
        ("should be 65 bytes long", GGUFWriter.littleEndian(UInt64(65)) + room),
        ("'{' should be at byte 8", SafetensorsWriter.bytes(header: "", room)),
        ("'{' should be at byte 8", SafetensorsWriter.bytes(header: "[]", room)),
        ("the header's end", SafetensorsWriter.bytes(header: "{}{}", room)),
        ("a string should be", SafetensorsWriter.bytes(header: "{t:1}", room)),
        ("a string's end", SafetensorsWriter.bytes(header: "{\"t", room)),
        ("a string's end", SafetensorsWriter.bytes(header: "{\"t\\", room)),
        ("is not JSON", SafetensorsWriter.bytes(header: "{\"\\x\":{}}", room)),
        ("lacks its dtype", SafetensorsWriter.bytes(header: "{\"t\":{}}", room)),
        ("lacks its dtype", SafetensorsWriter.bytes(header: entry("[1]", "[0]"), room)),
        ("has more than 2 numbers", SafetensorsWriter.bytes(header: entry("[1]", "[0,4,8]"), room)),
        ("has more than 8 numbers", SafetensorsWriter.bytes(header: entry("[1,1,1,1,1,1,1,1,1]", "[0,4]"), room)),
        ("not negative", SafetensorsWriter.bytes(header: entry("[1]", "[-4,0]"), room)),
        ("not negative", SafetensorsWriter.bytes(header: entry("[-1]", "[0,4]"), room)),
        ("']' should be", SafetensorsWriter.bytes(header: entry("[1.5]", "[0,4]"), room)),
        ("beyond 2^63", SafetensorsWriter.bytes(header: entry("[1]", "[0,9223372036854775808]"), room)),
        ("beyond the file's end", SafetensorsWriter.bytes(header: entry("[17]", "[0,68]"), room)),
        ("beyond the file's end", SafetensorsWriter.bytes(header: entry("[1]", "[4,0]"), room)),
        ("should take 8 bytes, but has 4", SafetensorsWriter.bytes(header: entry("[2]", "[0,4]"), room)),
        (
            "more values than can be counted",
            SafetensorsWriter.bytes(header: entry("[4611686018427387904,4]", "[0,4]"), room)
        ),
        ("does not know", SafetensorsWriter.bytes(header: "{\"t\":{\"extra\":1}}", room)),
        (
            "a stands in it twice",
            SafetensorsWriter.bytes(
                header: "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                    + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}",
                room
            )
        ),
        (
            "a and b overlap",
            SafetensorsWriter.bytes(
                header: "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                    + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[3,7]}}",
                room
            )
        ),
        ("should be", SafetensorsWriter.bytes(header: "{\"t\":" + String(repeating: "[", count: 10_000), room)),
        ("does not know", SafetensorsWriter.bytes(header: String(repeating: "{\"a\":", count: 10_000), room)),
    ]

    @Test(arguments: cases.indices)
    func `what is wrong is said`(index: Int) {
        let (message, bytes) = Self.cases[index]
        let error = #expect(throws: ModelFileError.self) { try Self.open(bytes) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
