import Testing

@testable import Tokenization

@Suite struct ModelTests {
    @Test(
        arguments: [
            ("▁ab", [3]), ("abc", [2, 4]), ("cc", [4, 4]), ("xxa", [0, 1]), ("", []),
        ] as [(String, [Int32])]
    )
    func `the unigram model takes the best way of all`(text: String, wanted: [Int32]) throws {
        let json =
            #"{"model":{"type":"Unigram","unk_id":0,"vocab":[["<u>",0],["a",-3],["ab",-2],["▁ab",-1],["c",-4],["▁",-9]]}}"#
        #expect(try Samples.tokenizer(json).encode(text) == wanted)
    }

    @Test(arguments: [
        ("NFC", "e\u{301}", "é"), ("Lowercase", "ÉA", "éa"), ("StripAccents", "e\u{301}a\u{903}", "ea"),
        ("Strip", "  a ", "a"),
        ("Nmt", "a\u{7}b\u{200b}c", "ab c"), ("NFKC", "ﬁ①", "fi1"),
    ])
    func `each normalizer writes text anew`(name: String, text: String, wanted: String) throws {
        let json = #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"\#(name)"}}"#
        let file = try TokenizerJSON(Array(json.utf8))
        var bytes = Array(text.utf8)
        try file.parts(nil).normalizer.apply(&bytes)
        #expect(String(decoding: bytes, as: UTF8.self).unicodeScalars.elementsEqual(wanted.unicodeScalars))
    }

    @Test(arguments: [
        (#"{"type":"Whitespace"}"#, "a_b! c", ["a_b", "!", "c"]),
        (#"{"type":"WhitespaceSplit"}"#, "a b!\u{3000}c", ["a", "b!", "c"]),
        (#"{"type":"Digits","individual_digits":true}"#, "a12", ["a", "1", "2"]),
        (#"{"type":"Digits","individual_digits":false}"#, "a12b", ["a", "12", "b"]),
        (#"{"type":"Punctuation","behavior":"Contiguous"}"#, "a..b", ["a", "..", "b"]),
        (#"{"type":"BertPreTokenizer"}"#, "a, b", ["a", ",", "b"]),
        (#"{"type":"CharDelimiterSplit","delimiter":"-"}"#, "a-b", ["a", "b"]),
        (#"{"type":"Metaspace","replacement":"_","prepend_scheme":"always"}"#, "a b", ["_a", "_b"]),
        (#"{"type":"Metaspace","replacement":"_","prepend_scheme":"never","split":false}"#, "a b", ["a_b"]),
        (#"{"type":"Split","pattern":{"String":"th"},"behavior":"MergedWithNext"}"#, "athb", ["a", "thb"]),
        (#"{"type":"ByteLevel","add_prefix_space":true}"#, "a b", [" a", " b"]),
        (
            #"{"type":"Sequence","pretokenizers":[{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits"}]}"#,
            "aò1", ["a\u{fffd}", "\u{fffd}", "1"]
        ),
    ])
    func `each pre-tokenizer cuts in its way`(json: String, text: String, wanted: [String]) throws {
        let file = try TokenizerJSON(
            Array(#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":\#(json)}"#.utf8)
        )
        var words = Words(text.utf8, startsText: true)
        try file.parts(nil).preTokenizer.split(&words)
        let found = words.withText { text in
            words.ranges.map { range in unsafe String(decoding: text.slice(range).bytes, as: UTF8.self) }
        }
        #expect(found == wanted)
    }

    @Test func `a table of characters replaces what it has`() throws {
        // A double-array trie of one text, "A", whose replacement is "b".
        #expect(throws: TokenizationError.self) { try CharsMap([1, 0, 0]) }
        #expect(throws: TokenizationError.self) { try CharsMap([8, 0, 0, 0, 1]) }
        let map = try CharsMap([0, 0, 0, 0])
        var output: [UInt8] = []
        Array("Aé".utf8).withText { map.append($0, to: &output) }
        #expect(output == Array("Aé".utf8))
    }
}
