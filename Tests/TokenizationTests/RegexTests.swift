import Testing

@testable import Tokenization

@Suite struct RegexTests {
    private func words(
        _ expression: String,
        _ text: String,
        _ behavior: SplitBehavior = .isolated,
        invert: Bool = false
    )
        throws -> [String]
    {
        var words = Words(text.utf8, startsText: true)
        let program = try RegexProgram(expression)
        PreTokenizer(steps: [.regex(program, behavior, isInverted: invert)]).split(&words)
        return words.withText { text in
            words.ranges.map { range in unsafe String(decoding: text.slice(range).bytes, as: UTF8.self) }
        }
    }

    @Test(arguments: [
        (#"\d+"#, "ab12c3", ["ab", "12", "c", "3"]),
        (#"[a-c]{2}"#, "abcab", ["ab", "ca", "b"]),
        (#"a{1,2}?"#, "aaa", ["a", "a", "a"]),
        (#"x*+x|y"#, "xxy", ["xx", "y"]),
        (#"(?=(\d{3})+(?!\d))"#, "1234567", ["1", "234", "567"]),
        (#"\s+(?!\S)"#, "a   b", ["a", "  ", " b"]),
        (#"(?i:straSSe)"#, "STRASſE", ["STRASſE"]),
        (#"[^\p{L}]"#, "é1é", ["é", "1", "é"]),
        (#"\p{Han}+"#, "a中文b", ["a", "中文", "b"]),
        (#"$|^"#, "a\nb", ["a", "\n", "b"]),
        (#"\bcat\b"#, "cat concat cat", ["cat", " concat ", "cat"]),
        (#"(?<=a)b"#, "abcb", ["a", "b", "cb"]),
        (#"[\[\]\-a]"#, "[-b", ["[", "-", "b"]),
        (#"(ab|a)(c|bcd)"#, "abcd", ["abc", "d"]),
        (#"\u{4e2d}|\x41"#, "中A!", ["中", "A", "!"]),
    ])
    func `an expression finds its first match again and again`(
        expression: String,
        text: String,
        wanted: [String]
    ) throws {
        #expect(try words(expression, text) == wanted)
    }

    @Test(arguments: [
        (SplitBehavior.removed, ["a", "b", "c"]), (.isolated, ["a", "-", "b", "-", "-", "c"]),
        (.mergedWithPrevious, ["a-", "b-", "-", "c"]), (.mergedWithNext, ["a", "-b", "-", "-c"]),
        (.contiguous, ["a", "-", "b", "--", "c"]),
    ])
    func `delimiters go where they are to go`(behavior: SplitBehavior, wanted: [String]) throws {
        #expect(try words("-", "a-b--c", behavior) == wanted)
    }

    @Test func `only matches are left of what is inverted and removed`() throws {
        #expect(try words("[a-z]+", "ab, cd!", .removed, invert: true) == ["ab", "cd"])
    }

    @Test(arguments: [
        "(", "a)", "[a", #"\q"#, "*a", "a{3,1}", "a{99999}", "(?<name>a)", #"\p{Nonsense}"#, "(a*)*", "[a&&b]", "[z-a]",
        "(?:ab)++", #"\"#, #"\x4"#, "(?<=ab)c", String(repeating: "(", count: 200), "[[:alpha:]]",
        "(?:(?:(?:a{1000}){1000}){1000})",
    ])
    func `what is not understood is named`(expression: String) {
        let error = #expect(throws: TokenizationError.self) { try RegexProgram(expression) }
        #expect(error?.description.contains("regular expression") == true)
    }

    @Test func `an expression that would take for ever ends`() throws {
        let words = try words("(?:a|a|aa)+b", String(repeating: "a", count: 300))
        #expect(words.joined().count == 300)
        let lines = try self.words(#"(?:(?:.+,)+x)+"#, String(repeating: "a,", count: 200))
        #expect(lines.joined().count == 400)
    }
}
