import Testing

@testable import Tokenization

/// The patterns that are matched by hand find the words that their regular expressions find.
@Suite struct WordPatternTests {
    static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
    static let lead = #"[^\r\n\p{L}\p{N}]?"#
    static let head = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
    static let tail = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
    static let cased = #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    static let lines = #"[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    static let expressions: [String] = [
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
        contractions + "|" + lead + #"\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+"# + lines,
        contractions + "|" + lead + #"\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+"# + lines,
        contractions + "|" + lead + #"[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+"# + lines,
        lead + head + "*" + tail + "+" + contractions + "?|" + lead + head + "+" + tail + "*" + contractions + "?|"
            + #"\p{N}{1,3}"# + cased,
        lead + head + "*" + tail + "+|" + lead + head + "+" + tail + #"*|\p{N}"# + cased,
    ]

    /// Characters at which the patterns part ways.
    static let alphabet: [Unicode.Scalar] = Array(
        "aaabZZsStTlLvVeErRmMdD''' \t\n\r  \u{a0}\u{3000}019²½Ⅷ٣.,!/-_é中文ǅʰ\u{301}\u{903}\u{20dd}ſ😀\u{200d}\u{85}한ß"
            .unicodeScalars
    )

    @Test(arguments: expressions)
    func `what is matched by hand is what the expression matches`(expression: String) throws {
        let pattern = try #require(WordPattern(expression: expression))
        let program = try RegexProgram(expression)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let length = Int.random(in: 0...14, using: &random)
            var text = String.UnicodeScalarView()
            for _ in 0..<length { text.append(Self.alphabet.randomElement(using: &random) ?? "a") }
            var byHand = Words(String(text).utf8, startsText: true)
            var byExpression = byHand
            PreTokenizer(steps: [.pattern(pattern)]).split(&byHand)
            PreTokenizer(steps: [.regex(program, .isolated, isInverted: false)]).split(&byExpression)
            #expect(byHand.ranges == byExpression.ranges, "\(String(text).debugDescription)")
        }
    }

    @Test func `every pre-tokenizer that GGUF files name is there, with all its steps`() throws {
        for (name, expressions) in Patterns.expressions {
            for expression in expressions { _ = try RegexProgram(expression) }
            let named = try #require(NamedPreTokenizer(name))
            #expect(named.steps.count == expressions.count, "\(name)")
        }
        for name in ["llama-bpe", "qwen2", "gpt-4o", "tekken", "smollm", "tiny_aya", "youtu", "laguna"] {
            #expect(NamedPreTokenizer(name)?.steps.isEmpty == false, "\(name)")
        }
        #expect(NamedPreTokenizer("no such").map(\.steps.count) == nil)
        #expect(NamedPreTokenizer.fallback.steps.count == 4)
    }
}
