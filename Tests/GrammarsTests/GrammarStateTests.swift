import Grammars
import JSON
import Testing

/// Parts put together, and states as they go on.
struct GrammarStateTests {
    private let call = GrammarPart.sequence([
        .literal("<tool_call>\n{\"name\": \""),
        .choice([.literal("add\", \"arguments\": "), .literal("subtract\", \"arguments\": ")]),
        .schema([
            "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"],
            "additionalProperties": false,
        ]),
        .literal("}\n</tool_call>"),
    ])

    @Test func `a call of a tool`() throws {
        let grammar = try Grammar(call)
        #expect(grammar.accepts("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>".utf8))
        #expect(!grammar.accepts("<tool_call>\n{\"name\": \"other\", \"arguments\": {\"a\": 1}}\n</tool_call>".utf8))
        #expect(!grammar.accepts("<tool_call>\n{\"name\": \"add\", \"arguments\": {}}\n</tool_call>".utf8))
    }

    @Test func `several calls`() throws {
        let grammar = try Grammar(.repeated(.literal("ab"), least: 2, most: 3))
        for (text, isTaken) in [("ab", false), ("abab", true), ("ababab", true), ("abababab", false), ("aba", false)] {
            #expect(grammar.accepts(text.utf8) == isTaken)
        }
        let nested = try Grammar(.repeated(.repeated(.literal("a"), least: 2, most: 2), least: 1, most: nil))
        for (text, isTaken) in [("", false), ("a", false), ("aa", true), ("aaa", false), ("aaaa", true)] {
            #expect(nested.accepts(text.utf8) == isTaken)
        }
        #expect(try Grammar(.optional(.jsonObject)).accepts("".utf8))
        #expect(throws: SchemaError.self) { try Grammar(.repeated(.jsonValue, least: 3, most: 2)) }
        #expect(throws: SchemaError.self) { try Grammar(.choice([])) }
    }

    @Test func `text up to what ends it`() throws {
        let grammar = try Grammar(.sequence([.text(until: "</think>"), .literal("x")]))
        #expect(grammar.accepts("hm < </ </thin 🙂</think>x".utf8))
        #expect(grammar.accepts("</</think>x".utf8))
        #expect(!grammar.accepts("a</think></think>x".utf8))
        #expect(!grammar.accepts("a".utf8))
    }

    @Test func `what cannot be taken changes nothing`() throws {
        var state = try Grammar(.literal("ab")).start(over: Vocabularies.pieces)
        let (a, b) = (Int(UInt8(ascii: "a")) + 2, Int(UInt8(ascii: "b")) + 2)
        let isB = state.take(b), isControl = state.take(Vocabularies.control), isEnd = state.take(Vocabularies.end)
        let isNone = state.take(-1), isBeyond = state.take(1_000_000)
        #expect([isB, isControl, isEnd, isNone, isBeyond] == [false, false, false, false, false])
        let isA = state.take(a)
        #expect(isA && !state.canEnd && !state.mustEnd)
        var copy = state
        let isWhole = copy.take("b".utf8)
        #expect(isWhole && copy.canEnd && copy.mustEnd && !copy.isOver && !state.canEnd)
        var mask = TokenMask(count: Vocabularies.pieces.count)
        copy.mask(into: &mask)
        #expect((0..<mask.count).filter { mask[$0] } == [Vocabularies.end])
        let isOver = copy.take(Vocabularies.end)
        #expect(isOver && copy.isOver && copy.mustEnd)
        copy.mask(into: &mask)
        #expect(mask.isEmpty)
    }

    /// A machine that has learnt too much is left for a new one, on the way.
    @Test func `a text of many places goes on`() throws {
        let part = GrammarPart.repeated(.choice([.literal("a"), .literal("bc")]), least: 5, most: 90_000)
        var state = try Grammar(part).start(over: Vocabularies.pieces)
        var mask = TokenMask(count: Vocabularies.pieces.count)
        for round in 0..<6_000 {
            let isTaken = state.take("abcaa".utf8)
            try #require(isTaken, "round \(round)")
        }
        state.mask(into: &mask)
        #expect(mask[Int(UInt8(ascii: "a")) + 2] && !mask[Int(UInt8(ascii: "c")) + 2] && mask[Vocabularies.end])
    }

    @Test func `nesting ends before its limit`() throws {
        var state = try Grammar(.jsonValue).start(over: Vocabularies.pieces)
        var depth = 0
        while state.take("[".utf8) { depth += 1 }
        #expect(depth > 50 && depth < 512)
        var mask = TokenMask(count: Vocabularies.pieces.count)
        state.mask(into: &mask)
        #expect(!mask[Int(UInt8(ascii: "[")) + 2] && mask[Int(UInt8(ascii: "]")) + 2])
        let isClosed = state.take(String(repeating: "]", count: depth).utf8)
        #expect(isClosed && state.canEnd)
    }
}
