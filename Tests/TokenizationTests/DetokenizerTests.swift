import Testing

@testable import Tokenization

@Suite struct DetokenizerTests {
    @Test(
        arguments: [
            ([0x61, 0xc3, 0xa9], "aé", "aé"),
            ([0xe4, 0xbd], "\u{fffd}", "\u{fffd}\u{fffd}"),
            ([0xe4, 0xbd, 0x61], "\u{fffd}a", "\u{fffd}\u{fffd}a"),
            ([0xff, 0x80, 0x61], "\u{fffd}\u{fffd}a", "\u{fffd}\u{fffd}a"),
            ([0xed, 0xa0, 0x80], "\u{fffd}\u{fffd}\u{fffd}", "\u{fffd}\u{fffd}\u{fffd}"),
            ([0xf0, 0x9f, 0x98, 0x80], "😀", "😀"),
            ([0xf0, 0x9f, 0xf0, 0x9f, 0x98, 0x80], "\u{fffd}😀", "\u{fffd}\u{fffd}😀"),
            ([0xc0, 0xaf], "\u{fffd}\u{fffd}", "\u{fffd}\u{fffd}"),
        ] as [([UInt8], String, String)]
    )
    func `what is no character is replaced, together or byte by byte`(
        bytes: [UInt8],
        together: String,
        single: String
    ) {
        for (replacesEachByte, wanted) in [(false, together), (true, single)] {
            var repair = UTF8Repair(replacesEachByte: replacesEachByte)
            var output: [UInt8] = []
            for byte in bytes { repair.append([byte], to: &output) }
            repair.finish(&output)
            #expect(String(validating: output, as: UTF8.self) == wanted)
        }
        // As the standard library does, and Hugging Face's byte-level decoder.
        #expect(String(decoding: bytes, as: UTF8.self) == together)
    }

    @Test func `a stream never gives half a character, and gives what decoding gives at every prefix`() throws {
        for json in [Samples.byteLevel(), Samples.pieces()] {
            let tokenizer = try Samples.tokenizer(json)
            for _ in 0..<200 {
                let ids = (0..<12).map { _ in Int32.random(in: -2..<Int32(tokenizer.vocabularySize + 3)) }
                var stream = StreamingDetokenizer(tokenizer)
                var text = ""
                for (index, id) in ids.enumerated() {
                    text += stream.append(id)
                    var copy = stream
                    #expect(text + copy.finish() == tokenizer.decode(ids[...index]))
                }
            }
        }
    }

    @Test func `the space that SentencePiece puts first is taken off once, and kept where text goes on`() throws {
        let tokenizer = try Samples.tokenizer(Samples.pieces())
        #expect(tokenizer.decode([263, 263]) == "hi hi")
        var stream = StreamingDetokenizer(tokenizer, continuing: true)
        #expect(stream.append(263) == " hi")
        #expect(tokenizer.bytes(of: 263) == Array(" hi".utf8))
        #expect(tokenizer.bytes(of: 3 + 0xe4) == [0xe4])
        #expect(tokenizer.bytes(of: 9999).isEmpty && tokenizer.bytes(of: -1).isEmpty)
    }

    @Test func `special tokens are shown only where they are wanted`() throws {
        let tokenizer = try Samples.tokenizer(Samples.pieces())
        #expect(tokenizer.decode([1, 263, 2]) == "hi")
        #expect(tokenizer.decode([1, 263, 2], skipSpecial: false) == "<s> hi</s>")
    }

    @Test(arguments: [
        (###"{"type":"WordPiece","prefix":"##","cleanup":true}"###, "hello world !", "hello  world!"),
        (#"{"type":"BPEDecoder","suffix":"ld"}"#, "hello world", "hello wor"),
        ("null", "hello world", "hello  world"),
        (#"{"type":"Metaspace","replacement":"l","prepend_scheme":"always"}"#, "hello", "heo"),
    ])
    func `each decoder joins in its way`(decoder: String, text: String, wanted: String) throws {
        let json = Samples.byteLevel().replacing(#""decoder":{"type":"ByteLevel"}"#, with: "\"decoder\":\(decoder)")
        let tokenizer = try Samples.tokenizer(json)
        // "!" is a word of its own only behind a space that is none of the tokens.
        let ids = tokenizer.encode(text.replacing(" !", with: "!"))
        #expect(tokenizer.decode(ids) == wanted)
    }
}
