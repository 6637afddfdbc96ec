import Testing

@testable import Configuration

struct DotEnvTests {
    private func read(_ text: String) -> DotEnv { DotEnv(Array(text.utf8), file: ".env") }

    @Test(arguments: [
        ("A=b", "b"),
        ("A = b ", "b"),
        ("  export A=b", "b"),
        ("export\tA=b", "b"),
        ("A=b # c", "b"),
        ("A=b#c", "b#c"),
        ("A=# c", ""),
        ("A=", ""),
        ("A=b c  d", "b c  d"),
        ("A=b\r\nB=c", "b"),
        ("A='b # c' # d", "b # c"),
        ("A='\\n$x'", "\\n$x"),
        ("A=\"b\\n\\t\\\"\\\\\\$c\"", "b\n\t\"\\$c"),
        ("A=\"b\nc\"\nB=d", "b\nc"),
        ("A=it's", "it's"),
        ("\u{feff}A=b", "b"),
        ("A=é", "é"),
        ("A=b=c==", "b=c=="),
        ("A=1\nA=2", "2"),
    ])
    func `a value is read as written`(_ test: (text: String, value: String)) {
        let file = read(test.text)
        #expect(file.entries["A"]?.value == test.value)
        #expect(file.problems == [])
    }

    @Test(arguments: [
        ("A", ".env:1:2: there is no \"=\" after A (try: write A=value)"),
        ("# x\n\nA: b", ".env:3:2: there is no \"=\" after A (try: write A=value)"),
        ("A B=c", ".env:1:3: there is no \"=\" after A (try: write A=value)"),
        ("=b", ".env:1:1: no variable's name begins here (try: write NAME=value, or # before a comment)"),
        ("1A=b", ".env:1:1: no variable's name begins here (try: write NAME=value, or # before a comment)"),
        ("é=b", ".env:1:1: no variable's name begins here (try: write NAME=value, or # before a comment)"),
        ("A=\"b", ".env:1:3: the quote after A= is never closed (try: close it with \")"),
        ("\nA='b\nB=c", ".env:2:3: the quote after A= is never closed (try: close it with ')"),
        ("A=\"é\\q\"", ".env:1:5: this is no escape (try: write \\\\ for a backslash, or use single quotes)"),
        ("A='b' c", ".env:1:7: something follows the quoted value of A (try: put all of it in the quotes)"),
    ])
    func `a malformed line is told with its place`(_ test: (text: String, problem: String)) {
        #expect(read(test.text).problems.map(\.description) == [test.problem])
    }

    @Test func `lines after a malformed one are read`() {
        let file = read("A='b\nwhat\nB=c")
        #expect(file.problems.count == 2)
        #expect(file.entries["B"]?.value == "c")
        #expect(file.entries["B"]?.origin == .dotEnv(file: ".env", line: 3, variable: "B"))
    }

    @Test func `the line of a value after one of several lines is right`() {
        #expect(read("A=\"1\n2\n3\"\nB=c").entries["B"]?.origin.line == 4)
    }

    @Test(arguments: [
        ("LLM_PROVIDR=ollama", ".env:1: nothing reads LLM_PROVIDR (try: did you mean LLM_PROVIDER?)"),
        (
            "MARTLET_COLOUR=red",
            ".env:1: nothing reads MARTLET_COLOUR (try: use MARTLET_API_KEY, MARTLET_HOST, MARTLET_OLLAMA_REGISTRY, "
                + "MARTLET_PACKAGE_INDEX or MARTLET_PORT)"
        ),
        (
            "MARTLET_PORT=1\nMARTLET_PORT=2",
            ".env:2: MARTLET_PORT is set a second time, after line 1 (try: keep one; the last one holds)"
        ),
        (
            "X=${HOME}/x",
            ".env:1: X has a \"${\" in it, which is taken as it stands (try: write out the value, or put it in single quotes)"
        ),
        (
            "X=\"${HOME}/x\"",
            ".env:1: X has a \"${\" in it, which is taken as it stands (try: write out the value, or put it in single quotes)"
        ),
    ])
    func `what is probably not meant is a warning`(_ test: (text: String, warning: String)) throws {
        #expect(try load(dotEnv: test.text).warnings.map(\.description) == [test.warning])
    }

    @Test func `variables of other programs are no business of ours`() throws {
        #expect(try load(dotEnv: "COMPOSE_PROJECT_NAME=x\nPATH=/bin\nX='${HOME}'").warnings == [])
    }

    @Test func `a value is in no problem and no warning`() throws {
        for text in [
            "OPENAI_API_KEY=\"sk-verysecret", "OPENAI_API_KEY='sk-verysecret' x", "OPENAI_API_KEY sk-verysecret",
        ] {
            #expect(!problems(dotEnv: text).joined().contains("verysecret"))
            #expect(!problems(dotEnv: text).isEmpty)
        }
    }
}
