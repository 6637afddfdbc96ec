import Curriculum
import Foundation
import ModelFiles
import Testing
import Tokenization

@testable import Training

@Suite struct VocabularyTests {
    private static let text = """
        The heron-01 backup took 41 min; the otter-02 backup took 17 min. Réka's note: don't move the heron!
        the the the took took backup backup heron heron otter 2024-11-03 2024-11-04
        """

    private static func vocabulary(_ size: Int = 290) throws -> TrainedVocabulary {
        var words = WordCounts()
        words.add(text)
        return try TrainedVocabulary(size: size, words: words)
    }

    @Test func `markers come first, then the bytes, then what was learnt`() throws {
        let vocabulary = try Self.vocabulary()
        #expect(vocabulary.size == 290)
        #expect(vocabulary.tokens[..<4].map { String(decoding: $0, as: UTF8.self) } == ChatForm.markers)
        #expect(Set(vocabulary.tokens[4..<260]).count == 256)
        #expect(vocabulary.tokens[4] == Array("!".utf8))
        #expect(vocabulary.tokens[260...].allSatisfy { $0.count > 1 })
        #expect(vocabulary.tokens.contains(Array(" took".utf8)))
    }

    @Test func `any text comes back as it was`() throws {
        let tokenizer = try Self.vocabulary().tokenizer()
        let texts = [
            Self.text, "", " ", "\n\n\t x", "日本語 🦔 é\u{301}", "<|end|><|user|>", String(repeating: "a", count: 999),
        ]
        for text in texts {
            let ids = tokenizer.encode(text, addSpecial: true)
            #expect(tokenizer.decode(ids) == text)
            #expect(ids.allSatisfy { $0 >= 4 }, "markers must only come from turns: \(text)")
        }
        for byte in UInt8.min...UInt8.max {
            #expect(tokenizer.bytes(of: TrainedVocabulary.byteIDs[Int(byte)]) == [byte])
        }
    }

    @Test func `digits are cut one by one`() throws {
        let tokenizer = try Self.vocabulary().tokenizer()
        #expect(tokenizer.encode("20244", addSpecial: false).count == 5)
        #expect(
            try Self.vocabulary().tokens[4...].allSatisfy { token in
                token.count == 1 || !token.contains { (0x30...0x39).contains($0) }
            }
        )
    }

    @Test func `what was learnt is the same in whatever order the words came, and in parts`() throws {
        let lines = Self.text.split(separator: " ").map(String.init)
        var whole = WordCounts()
        for line in lines { whole.add(line) }
        var first = WordCounts()
        var second = WordCounts()
        for (index, line) in lines.reversed().enumerated() {
            if index % 3 == 0 { first.add(line) } else { second.add(line) }
        }
        first.merge(second)
        #expect(first.count == whole.count)
        #expect(first.bytes == whole.bytes)
        #expect(try TrainedVocabulary(size: 275, words: first) == TrainedVocabulary(size: 275, words: whole))
    }

    @Test func `a file gives the vocabulary back`() throws {
        let vocabulary = try Self.vocabulary()
        let path = NSTemporaryDirectory() + "vocabulary-\(UUID().uuidString).gguf"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try vocabulary.save(to: path)
        let metadata = try GGUFFile.open(path).metadata
        #expect(try TrainedVocabulary(gguf: metadata) == vocabulary)
        let tokenizer = try Tokenizer(gguf: metadata)
        #expect(tokenizer.endTokens == [ChatForm.end])
        #expect(tokenizer.encode("heron", addSpecial: true) == tokenizer.encode("heron", addSpecial: false))
        #expect(tokenizer.notes.isEmpty)
    }

    @Test func `too little text, and no room for the bytes, are said`() {
        let few = #expect(throws: VocabularyError.self) { try Self.vocabulary(100_000) }
        #expect(few?.description.contains("more text") == true)
        let small = #expect(throws: VocabularyError.self) { try Self.vocabulary(100) }
        #expect(small?.description.contains("260") == true)
    }

    @Test func `a file of another vocabulary is refused`() throws {
        var writer = GGUFWriter()
        try Self.vocabulary().write(to: &writer)
        writer.set("tokenizer.ggml.pre", .string("llama-bpe"))
        let file = try unsafe writer.bytes().withUnsafeBytes { try unsafe GGUFFile(copying: $0) }
        #expect(throws: VocabularyError.self) { try TrainedVocabulary(gguf: file.metadata) }
    }
}
