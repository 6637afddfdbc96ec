import Testing

@testable import ModelFiles
@testable import Tokenization

@Suite struct HostileTests {
    @Test(arguments: [
        ("", "\"{\""), ("{}", "empty"), ("[]", "\"{\""), ("{\"model\":", "more"), ("{\"model\":{}}", "no type"),
        (#"{"model":{"type":"WordLevel","vocab":{"a":0}}}"#, "not known"),
        (#"{"model":{"type":"BPE","vocab":{},"merges":[]}}"#, "empty"),
        (#"{"model":{"type":"BPE","vocab":{"a":0}}}"#, "no merges"),
        (#"{"model":{"type":"BPE","vocab":{"a":99999999999999999999},"merges":[]}}"#, "whole number"),
        (#"{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}"#, "whole number"),
        (#"{"model":{"type":"BPE","vocab":{"a":4194304},"merges":[]}}"#, "whole number"),
        (#"{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}}"#, "not in its vocabulary"),
        (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]}}"#, "no space"),
        (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Odd"}}"#, "Odd"),
        (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Odd"}}"#, "Odd"),
        (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"decoder":{"type":"CTC"}}"#, "CTC"),
        (
            #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"BertProcessing","sep":["a",7],"cls":["a",0]}}"#,
            "7"
        ),
        (
            #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":-5,"content":"x"}]}"#,
            "added token"
        ),
        (#"{"model":{"type":"Unigram","unk_id":3,"vocab":[["a",0.5]]}}"#, "unk_id"),
        (#"{"model":{"type":"Unigram","vocab":[["a","b"]]}}"#, "number"),
        (#"{"model":{"type":"WordPiece","vocab":{"a":0}}}"#, "unk_token"),
        (
            #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Split","behavior":"Isolated","pattern":{"Regex":"(a"}}}"#,
            "regular expression"
        ),
        (
            #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Precompiled","precompiled_charsmap":"////fw=="}}"#,
            "table of characters"
        ),
        (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]}} x"#, "behind its end"),
        (
            #"{"model":{"type":"WordPiece","unk_token":"a","vocab":{"a":0}},"pre_tokenizer":{"type":"ByteLevel"}}"#,
            "not BPE"
        ),
        (
            #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Replace","pattern":{"String":"a"},"#
                + "\"content\":\"" + String(repeating: "a", count: 5000) + "\"}}", "4096 times"
        ),
    ])
    func `a file that cannot be used is refused with a sentence`(json: String, wanted: String) {
        let error = #expect(throws: TokenizationError.self) { try Samples.tokenizer(json) }
        #expect(error?.description.contains(wanted) == true, "\(error?.description ?? "")")
    }

    @Test func `deep nesting is refused`() {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let deep = String(repeating: open, count: 100_000) + "1" + String(repeating: close, count: 100_000)
            #expect(throws: TokenizationError.self) { try Samples.tokenizer("{\"x\":\(deep)}") }
        }
        var normalizer = #"{"type":"NFC"}"#
        for _ in 0..<60 { normalizer = "{\"type\":\"Sequence\",\"normalizers\":[\(normalizer)]}" }
        #expect(throws: TokenizationError.self) {
            try Samples.tokenizer(Samples.byteLevel(",\"normalizer\":\(normalizer)"))
        }
    }

    @Test(arguments: [
        // Holes, the same id twice, the same text twice, an empty token, a pair twice, a pair of what it makes.
        #"{"model":{"type":"BPE","vocab":{"a":5,"b":900},"merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0,"b":0,"c":1},"merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0,"a":1},"merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"":0,"a":1},"merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0,"aa":1},"merges":["a a","a a"]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0,"b":1,"\ud800":2,"ab":3},"merges":["a b"]},"added_tokens":[{"id":7,"content":""}]}"#,
        #"{"model":{"type":"Unigram","unk_id":0,"vocab":[["",0],["a",-1e999],["b",1e999],["a",3]]}}"#,
        #"{"model":{"type":"WordPiece","unk_token":"a","vocab":{"a":0},"max_input_chars_per_word":-3}}"#,
    ])
    func `what is odd is lived with`(json: String) throws {
        let tokenizer = try Samples.tokenizer(json)
        for text in ["", "ab", "aab ba", "é\u{0}", String(repeating: "ab", count: 100)] {
            let ids = tokenizer.encode(text, parseSpecial: true)
            #expect(ids.allSatisfy { $0 >= 0 && Int($0) < tokenizer.vocabularySize })
            _ = tokenizer.decode(ids)
        }
    }

    @Test func `a token that ends within a character is read no further`() throws {
        let cut: [UInt8] = [UInt8(ascii: "a"), 0xc3]
        var bytes = Array(#"{"model":{"type":"BPE","vocab":{"a":0,""#.utf8) + cut
        bytes += Array(#"":1},"merges":[]},"decoder":{"type":"ByteLevel"}}"#.utf8)
        let tokenizer = try Tokenizer(json: bytes)
        #expect(tokenizer.bytes(of: 1) == cut)
        #expect(tokenizer.decode([0, 1, 0]) == "aa\u{fffd}a")
    }
}
