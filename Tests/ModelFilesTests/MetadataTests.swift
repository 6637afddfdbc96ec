import Testing

@testable import ModelFiles

@Suite struct MetadataTests {
    private func metadata(_ values: KeyValuePairs<String, GGUFWriter.Value>) throws -> Metadata {
        var writer = GGUFWriter()
        for (key, value) in values { writer.set(key, value) }
        return try writer.open().metadata
    }

    @Test func `every type comes back as it was written`() throws {
        let metadata = try metadata([
            "u8": .uint8(200), "i8": .int8(-100), "u16": .uint16(60_000), "i16": .int16(-30_000),
            "u32": .uint32(4_000_000_000), "i32": .int32(-2_000_000_000), "u64": .uint64(1 << 62), "i64": .int64(.min),
            "f32": .float32(0.5), "f64": .float64(-1e300), "yes": .bool(true), "no": .bool(false),
            "text": .string("größe"),
        ])
        #expect(
            metadata.keys == ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64", "yes", "no", "text"]
        )
        #expect(try metadata.int("u8") == 200)
        #expect(try metadata.int("i8") == -100)
        #expect(try metadata.int("u16") == 60_000)
        #expect(try metadata.int("i16") == -30_000)
        #expect(try metadata.int("u32") == 4_000_000_000)
        #expect(try metadata.int("i32") == -2_000_000_000)
        #expect(try metadata.int("u64") == 1 << 62)
        #expect(try metadata.int("i64") == .min)
        #expect(try metadata.double("f32") == 0.5)
        #expect(try metadata.double("f64") == -1e300)
        #expect(try metadata.double("i8") == -100)
        #expect(try metadata.bool("yes") == true)
        #expect(try metadata.bool("no") == false)
        #expect(try metadata.string("text") == "größe")
        #expect(try metadata.string("none") == nil)
        #expect(metadata.has("text") && !metadata.has("none"))
    }

    @Test func `arrays come back, strings by their bytes`() throws {
        let metadata = try metadata([
            "strings": .strings(["", "a", "größe", "\u{10ffff}"]), "ints": .int32s([-1, 0, 7]),
            "floats": .float32s([0.5, -.infinity]), "bytes": .array([.uint8(3), .uint8(4)]),
            "doubles": .array([.float64(0.25)]), "empty": .strings([]),
            "nested": .array([.array([.strings(["deep"])]), .array([])]), "last": .uint8(9),
        ])
        let strings = try #require(try metadata.strings("strings"))
        #expect(strings.indices.map { strings[$0] } == ["", "a", "größe", "\u{10ffff}"])
        #expect(unsafe Array(strings[bytes: 2]) == Array("größe".utf8))
        #expect(unsafe strings[bytes: 4].isEmpty && strings[bytes: -1].isEmpty)
        #expect(strings.byteCount == 12)
        #expect(try metadata.ints("ints") == [-1, 0, 7])
        #expect(try metadata.floats("floats") == [0.5, -.infinity])
        #expect(try metadata.floats("ints") == [-1, 0, 7])
        #expect(try metadata.ints("bytes") == [3, 4])
        #expect(try metadata.floats("doubles") == [0.25])
        #expect(try metadata.strings("empty")?.count == 0)
        #expect(try metadata.arrayCount("nested") == 2)
        #expect(try metadata.int("last") == 9)
        #expect(try metadata.strings("none") == nil)
    }

    @Test func `a value of another type is an error that names key, file and both types`() throws {
        let metadata = try metadata(["a": .string("1"), "b": .uint32(1), "c": .strings(["x"]), "d": .float32(1)])
        func message(_ lookup: () throws -> Void) -> String? {
            #expect(throws: ModelFileError.self, performing: lookup)?.description
        }
        #expect(message { _ = try metadata.int("a") } == "tiny.gguf: a should be a whole number, but is a string")
        #expect(message { _ = try metadata.int("d") } == "tiny.gguf: d should be a whole number, but is a number")
        #expect(message { _ = try metadata.string("b") } == "tiny.gguf: b should be a string, but is a whole number")
        #expect(message { _ = try metadata.bool("b") } == "tiny.gguf: b should be a boolean, but is a whole number")
        #expect(
            message { _ = try metadata.double("c") }
                == "tiny.gguf: c should be a number, but is an array of 1, each a string"
        )
        #expect(
            message { _ = try metadata.ints("c") }
                == "tiny.gguf: c should be an array of whole numbers, but is an array of 1, each a string"
        )
        #expect(message { _ = try metadata.floats("c") } != nil)
        #expect(message { _ = try metadata.strings("a") } != nil)
        #expect(message { _ = try metadata.arrayCount("a") } != nil)
        #expect(message { _ = try metadata.int("b", in: 2...3) } == "tiny.gguf: b should be from 2 to 3, but is 1")
    }

    @Test func `numbers that do not fit, or are none, are errors`() throws {
        let metadata = try metadata([
            "large": .uint64(.max), "nan": .float32(.nan), "infinite": .float64(.infinity),
            "larges": .array([.uint64(1 << 63)]),
        ])
        #expect(throws: ModelFileError.self) { try metadata.int("large") }
        #expect(throws: ModelFileError.self) { try metadata.ints("larges") }
        #expect(throws: ModelFileError.self) { try metadata.floats("larges") }
        #expect(throws: ModelFileError.self) { try metadata.double("nan") }
        #expect(throws: ModelFileError.self) { try metadata.double("infinite") }
        #expect(try metadata.double("large") == Double(UInt64.max))
    }

    @Test func `a number a layer is taken where all are the same`() throws {
        let metadata = try metadata([
            "same": .int32s([4, 4, 4]), "differ": .int32s([4, 8]), "one": .uint32(4), "none": .int32s([]),
        ])
        #expect(try metadata.uniformInt("same", in: 1...9) == 4)
        #expect(try metadata.uniformInt("one", in: 1...9) == 4)
        #expect(throws: ModelFileError.self) { try metadata.uniformInt("differ", in: 1...9) }
        #expect(throws: ModelFileError.self) { try metadata.uniformInt("none", in: 1...9) }
        #expect(throws: ModelFileError.self) { try metadata.uniformInt("same", in: 5...9) }
    }
}
