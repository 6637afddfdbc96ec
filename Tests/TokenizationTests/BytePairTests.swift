import Testing

@testable import Tokenization

@Suite struct BytePairTests {
    private func tokens(_ text: String, _ json: String = Samples.byteLevel(), parse: Bool = true) throws -> [String] {
        let tokenizer = try Samples.tokenizer(json)
        return tokenizer.encode(text, parseSpecial: parse).map { tokenizer.vocabulary.text(of: Int($0)) }
    }

    @Test(arguments: [
        ("hello world", ["hello", " world"]),
        ("hello  world", ["hello", " ", " world"]),
        ("hell", ["hell"]),
        ("aaaaaaa", ["aaaa", "aa", "a"]),
        ("orworld", ["or", "w", "or", "ld"]),
        ("", []),
    ])
    func `the earliest pair is joined first`(text: String, wanted: [String]) throws {
        #expect(try tokens(text) == wanted)
    }

    @Test func `bytes that are no token are left out where nothing stands for them`() throws {
        #expect(try tokens("hé?") == ["h", "é"])
    }

    @Test func `a word that is a token is it, where the model says so`() throws {
        let merges = Samples.byteLevel().replacing(#""hell o","#, with: "")
        #expect(try tokens("hello", merges) == ["hell", "o"])
        let whole = Samples.byteLevel(model: #","ignore_merges":true"#).replacing(#""hell o","#, with: "")
        #expect(try tokens("hello", whole) == ["hello"])
    }

    @Test(arguments: [1, 2, 3, 41, 80, 99_999])
    func `a long run of one letter takes as long as it is`(count: Int) throws {
        let tokenizer = try Samples.tokenizer(Samples.byteLevel())
        let ids = tokenizer.encode(String(repeating: "a", count: count))
        #expect(ids.count == count / 4 + count % 4 / 2 + count % 2)
        #expect(tokenizer.decode(ids) == String(repeating: "a", count: count))
    }

    @Test func `long words and short ones are joined the same way`() throws {
        // The same letters with a border that nothing reaches over, once as a long word and once as short ones.
        let tokenizer = try Samples.tokenizer(Samples.byteLevel())
        let parts = (0..<200).map { _ in
            String((0..<Int.random(in: 1...20)).map { _ in "helowrd".randomElement() ?? "h" }) + "zq"
        }
        let short = parts.flatMap { tokenizer.encode($0) }
        #expect(tokenizer.encode(parts.joined()) == short)
    }

    @Test func `bytes stand in for characters that are no token`() throws {
        let tokenizer = try Samples.tokenizer(Samples.pieces())
        #expect(tokenizer.encode("hi é") == [1, 263, 259, 3 + 0xc3, 3 + 0xa9])
        #expect(tokenizer.decode([1, 263, 259, 3 + 0xc3, 3 + 0xa9]) == "hi é")
        #expect(tokenizer.beginToken == 1)
        #expect(tokenizer.encode("hi", addSpecial: false) == [263])
        #expect(tokenizer.encode("") == [1])
    }

    @Test func `special tokens are text where text is not to steer`() throws {
        let tokenizer = try Samples.tokenizer(Samples.pieces())
        #expect(tokenizer.encode("<s>hi", addSpecial: false, parseSpecial: true) == [1, 263])
        #expect(!tokenizer.encode("<s>hi", addSpecial: false, parseSpecial: false).contains(1))
        #expect(tokenizer.isSpecial(1) && !tokenizer.isSpecial(263) && !tokenizer.isSpecial(-1))
        #expect(tokenizer.token(named: "</s>") == 2 && tokenizer.token(named: "▁hi") == 263)
        #expect(tokenizer.token(named: "nobody") == nil)
        #expect(tokenizer.endTokens == [])
    }

    @Test func `a configuration names what begins and ends`() throws {
        let configuration = Array(#"{"bos_token":{"content":"<s>"},"eos_token":"</s>"}"#.utf8)
        let tokenizer = try Tokenizer(json: Array(Samples.pieces().utf8), configuration: configuration)
        #expect(tokenizer.beginToken == 1 && tokenizer.endTokens == [2])
    }

    @Test(arguments: [
        (#"{"id":50,"content":"word","single_word":true}"#, "a word aword word", [0, 26, 50]),
        (#"{"id":50,"content":"!","lstrip":true}"#, "a  !a", [0, 50, 0]),
        (#"{"id":50,"content":"!","rstrip":true}"#, "a!  a", [0, 50, 0]),
        (#"{"id":50,"content":"aa"},{"id":51,"content":"aaa"}"#, "aaaaa", [51, 50]),
    ])
    func `added tokens take what their flags say`(added: String, text: String, wanted: [Int32]) throws {
        let tokenizer = try Samples.tokenizer(Samples.byteLevel(",\"added_tokens\":[\(added)]"))
        #expect(Array(tokenizer.encode(text).prefix(wanted.count)) == wanted)
    }

    @Test func `many may encode at once`() async throws {
        let tokenizer = try Samples.tokenizer(Samples.byteLevel())
        let wanted = tokenizer.encode("hello world hello")
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<100).allSatisfy { _ in tokenizer.encode("hello world hello") == wanted } }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
