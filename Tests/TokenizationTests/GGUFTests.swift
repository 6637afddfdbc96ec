import Testing

@testable import ModelFiles
@testable import Tokenization

@Suite struct GGUFTests {
    private func bytePairs(_ change: (inout GGUFSample) -> Void = { _ in }) -> GGUFSample {
        var file = GGUFSample()
        file.set("model", "gpt2")
        file.set("tokens", strings: ["a", "b", "Ġ", "ab", "Ġab", "<|im_end|>", "1", "11"])
        file.set("token_type", ints: [1, 1, 1, 1, 1, 3, 1, 1])
        file.set("merges", strings: ["a b", "Ġ ab", "1 1", "x y", "nospace"])
        change(&file)
        return file
    }

    @Test func `pairs are joined as the file lists them`() throws {
        let tokenizer = try bytePairs { $0.set("pre", "qwen2") }.tokenizer()
        #expect(tokenizer.encode("ab ab11") == [3, 4, 6, 6])
        #expect(tokenizer.encode("a<|im_end|>", parseSpecial: true) == [0, 5])
        #expect(tokenizer.endTokens == [5] && tokenizer.notes.isEmpty)
        #expect(tokenizer.decode([3, 4]) == "ab ab")
        #expect(tokenizer.vocabularySize == 8)
    }

    @Test func `the name of the pre-tokenizer says how text is cut`() throws {
        #expect(try bytePairs { $0.set("pre", "llama-bpe") }.tokenizer().encode("11") == [7])
        #expect(try bytePairs { $0.set("pre", "smollm") }.tokenizer().encode("11") == [6, 6])
    }

    @Test func `a pre-tokenizer that is not known is said, and replaced`() throws {
        let tokenizer = try bytePairs { $0.set("pre", "of tomorrow") }.tokenizer()
        #expect(tokenizer.notes.count == 1 && tokenizer.notes[0].contains("of tomorrow"))
        #expect(tokenizer.encode("ab") == [3])
    }

    @Test func `what begins and ends a text is put there where the file says so`() throws {
        let tokenizer = try bytePairs {
            $0.set("bos_token_id", UInt32(0))
            $0.set("eos_token_id", UInt32(5))
            $0.set("add_bos_token", true)
            $0.set("add_eos_token", true)
        }.tokenizer()
        #expect(tokenizer.encode("b") == [0, 1, 5])
        #expect(tokenizer.encode("b", addSpecial: false) == [1])
        #expect(tokenizer.beginToken == 0 && tokenizer.endTokens == [5])
    }

    private func pieces(_ scores: [Float], _ change: (inout GGUFSample) -> Void = { _ in }) -> GGUFSample {
        var file = GGUFSample()
        file.set("model", "llama")
        file.set("tokens", strings: ["<unk>", "<s>", "</s>", "▁", "a", "b", "▁a", "ab", "▁ab"])
        file.set("token_type", ints: [2, 3, 3, 1, 1, 1, 1, 1, 1])
        file.set("scores", floats: scores)
        change(&file)
        return file
    }

    @Test func `of two pieces the one of the higher score is made first`() throws {
        #expect(try pieces([0, 0, 0, -9, -9, -9, -1, -2, -9]).tokenizer().encode("ab") == [1, 8])
        let other = try pieces([0, 0, 0, -9, -9, -9, -2, -1, -9]).tokenizer()
        #expect(other.encode("ab", addSpecial: false) == [8])
        #expect(other.encode("ba", addSpecial: false) == [3, 5, 4])
        #expect(other.decode([8, 8]) == "ab ab")
    }

    @Test func `scores that are no numbers are the lowest`() throws {
        let tokenizer = try pieces([.nan, 0, 0, .nan, .infinity, -.infinity, .nan, -1, .nan]).tokenizer()
        #expect(tokenizer.decode(tokenizer.encode("ab ab")) == "ab ab")
    }

    @Test func `a text spelled like a special token is not one, unless it may be`() throws {
        let tokenizer = try pieces([0, 0, 0, 0, 0, 0, 0, 0, 0]).tokenizer()
        #expect(tokenizer.encode("</s>", addSpecial: false).allSatisfy { $0 == 0 || $0 == 3 })
        #expect(tokenizer.encode("</s>", addSpecial: false, parseSpecial: true) == [2])
    }

    @Test func `arrays that do not fit together are refused`() {
        #expect(throws: TokenizationError.self) { try pieces([0, 0]).tokenizer() }
        var short = GGUFSample()
        short.set("model", "llama")
        short.set("tokens", strings: ["a", "b"])
        short.set("token_type", ints: [1])
        #expect(throws: TokenizationError.self) { try short.tokenizer() }
        var odd = GGUFSample()
        odd.set("model", "morse")
        odd.set("tokens", strings: ["a"])
        #expect(throws: TokenizationError.self) { try odd.tokenizer() }
        #expect(throws: TokenizationError.self) { try GGUFSample().tokenizer() }
        var none = GGUFSample()
        none.set("model", "gpt2")
        none.set("tokens", strings: ["a"])
        #expect(throws: TokenizationError.self) { try none.tokenizer() }
    }

    @Test func `WordPiece knows a word's start by the mark that the file has there`() throws {
        var file = GGUFSample()
        file.set("model", "bert")
        file.set("tokens", strings: ["[UNK]", "[CLS]", "[SEP]", "▁hel", "lo", "▁e", "▁,", "▁中"])
        file.set("token_type", ints: [3, 3, 3, 1, 1, 1, 1, 1])
        file.set("unknown_token_id", UInt32(0))
        file.set("cls_token_id", UInt32(1))
        file.set("seperator_token_id", UInt32(2))
        let tokenizer = try file.tokenizer()
        #expect(tokenizer.encode("HELLO, \u{e9}中\u{7} xyz") == [1, 3, 4, 6, 5, 7, 0, 2])
        #expect(tokenizer.decode([3, 4, 6, 5]) == "hello, e")
    }
}
