import Prompts
import Testing

struct AnswerParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var format: AnswerFormat
        var text: String
        var events: [AnswerEvent]
        var testDescription: String { name }
    }

    private static func format(
        _ calls: AnswerFormat.Calls? = nil,
        thinks: Bool = false,
        starts: Bool = false
    ) -> AnswerFormat {
        var format = AnswerFormat()
        format.calls = calls
        if thinks { format.reasoning = .init(open: "<think>", close: "</think>") }
        format.startsWithReasoning = starts
        return format
    }

    private static let hermes = AnswerFormat.Calls.marked(open: "<tool_call>", close: "</tool_call>")
    private static let llama = AnswerFormat.Calls.bare(mark: "<|python_tag|>")
    private static let mistral = AnswerFormat.Calls.list(mark: "[TOOL_CALLS]", named: false)

    private static let functionGemma = AnswerFormat.Calls.pairs(
        open: "<start_function_call>",
        quote: "<escape>",
        close: "<end_function_call>"
    )
    private static let gemma = AnswerFormat.Calls.pairs(open: "<|tool_call>", quote: "<|\"|>", close: "<tool_call|>")
    private static let harmony = AnswerFormat.harmony

    static let cases: [Case] = [
        Case(name: "plain", format: format(), text: "Hällo <b>", events: [.text("Hällo <b>")]),
        Case(
            name: "thinking",
            format: format(thinks: true),
            text: "<think>\nhm, <i>\n</think>\n\nYes.",
            events: [.reasoning("hm, <i>"), .text("Yes.")]
        ),
        Case(
            name: "thinking that the prompt began",
            format: format(thinks: true, starts: true),
            text: "hm\n</think>\nYes",
            events: [.reasoning("hm"), .text("Yes")]
        ),
        Case(
            name: "thinking without an end",
            format: format(thinks: true),
            text: "<think>on and on\n",
            events: [.reasoning("on and on")]
        ),
        Case(
            name: "an empty thought",
            format: format(thinks: true),
            text: "<think>\n\n</think>\n\nYes",
            events: [.text("Yes")]
        ),
        Case(
            name: "a mark in the midst is text",
            format: format(thinks: true),
            text: "Say <think> and </think>.",
            events: [.text("Say <think> and </think>.")]
        ),
        Case(
            name: "two calls",
            format: format(hermes),
            text:
                "Let me see.\n<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": [1, {\"b\": \"}\\\"\"}]}}\n</tool_call>\n"
                + "<tool_call>{\"arguments\": {}, \"name\": \"now\"}</tool_call>",
            events: [
                .text("Let me see.\n"), .call(index: 0, name: "add"),
                .arguments(index: 0, "{\"a\": [1, {\"b\": \"}\\\"\"}]}"), .call(index: 1, name: "now"),
                .arguments(index: 1, "{}"),
            ]
        ),
        Case(
            name: "arguments as a string, and none at all",
            format: format(hermes),
            text:
                "<tool_call>{\"name\": \"add\", \"arguments\": \"{\\\"a\\\": 1}\"}</tool_call><tool_call>{\"name\":\"now\"}</tool_call>",
            events: [
                .call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": 1}"), .call(index: 1, name: "now"),
                .arguments(index: 1, "{}"),
            ]
        ),
        Case(
            name: "what only looks like a call",
            format: format(hermes),
            text: "<tool_call> is a mark",
            events: [.text("<tool_call> is a mark")]
        ),
        Case(
            name: "a call without an end mark",
            format: format(hermes),
            text: "<tool_call>{\"name\": \"now\", \"arguments\": {\"tz\": \"é\"}}",
            events: [.call(index: 0, name: "now"), .arguments(index: 0, "{\"tz\": \"é\"}")]
        ),
        Case(
            name: "thought, then called",
            format: format(hermes, thinks: true),
            text: "<think>I must</think>\n<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>",
            events: [.reasoning("I must"), .call(index: 0, name: "now"), .arguments(index: 0, "{}")]
        ),
        Case(
            name: "a bare call",
            format: format(llama),
            text: "{\"name\": \"add\", \"parameters\": {\"a\": 1.5e3, \"b\": null}}",
            events: [.call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": 1.5e3, \"b\": null}")]
        ),
        Case(
            name: "bare calls behind a mark",
            format: format(llama),
            text:
                "<|python_tag|>{\"type\": \"function\", \"name\": \"add\", \"parameters\": {\"a\": 1}}; {\"name\": \"now\", \"parameters\": {}}",
            events: [
                .call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": 1}"), .call(index: 1, name: "now"),
                .arguments(index: 1, "{}"),
            ]
        ),
        Case(
            name: "an object that is an answer",
            format: format(llama),
            text: "{\"name\": \"Ada\", \"age\": 36}",
            events: [.text("{\"name\": \"Ada\", \"age\": 36}")]
        ),
        Case(
            name: "an answer in braces",
            format: format(llama),
            text: "{not json}",
            events: [.text("{not json}")]
        ),
        Case(
            name: "a list of calls",
            format: format(mistral),
            text:
                "[TOOL_CALLS] [{\"name\": \"add\", \"arguments\": {\"a\": 1}}, {\"name\": \"now\", \"arguments\": {}}]",
            events: [
                .call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": 1}"), .call(index: 1, name: "now"),
                .arguments(index: 1, "{}"),
            ]
        ),
        Case(
            name: "a call with its name before it",
            format: format(mistral),
            text: "[TOOL_CALLS]add[ARGS]{\"a\": {\"b\": 1}}[TOOL_CALLS]now[ARGS]{}",
            events: [
                .call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": {\"b\": 1}}"), .call(index: 1, name: "now"),
                .arguments(index: 1, "{}"),
            ]
        ),
        Case(
            name: "a call with its id before its arguments",
            format: format(mistral),
            text: "[TOOL_CALLS]add[CALL_ID]abc[ARGS]{\"a\": 1}",
            events: [.call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": 1}")]
        ),
        Case(
            name: "Gemma's calls",
            format: format(functionGemma),
            text:
                "<start_function_call>call:add{text:<escape>a {\"b\"}, <esc\n<escape>,n:-1.5,list:[1,<escape>é<escape>,"
                + "{x:true,}],word:two words}<end_function_call><start_function_call>call:now{}<end_function_call>",
            events: [
                .call(index: 0, name: "add"),
                .arguments(
                    index: 0,
                    "{\"text\":\"a {\\\"b\\\"}, <esc\\n\",\"n\":-1.5,\"list\":[1,\"é\",{\"x\":true}],\"word\":\"two words\"}"
                ),
                .call(index: 1, name: "now"), .arguments(index: 1, "{}"),
            ]
        ),
        Case(
            name: "Gemma's calls with its other marks",
            format: format(gemma),
            text:
                "I look. <|tool_call>call:add{a:<|\"|>one<|\"|>, <|\"|>b c<|\"|>: None, d:\"x\\\"\"}<tool_call|> Done.",
            events: [
                .text("I look. "), .call(index: 0, name: "add"),
                .arguments(index: 0, "{\"a\":\"one\",\"b c\":null,\"d\":\"x\\\"\"}"), .text("Done."),
            ]
        ),
        Case(
            name: "a call that breaks off, and what comes behind it",
            format: format(hermes),
            text:
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1}, oops}}\n</tool_call>\n<tool_call>{\"name\": \"now\"}</tool_call>",
            events: [
                .call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": 1}"), .call(index: 1, name: "now"),
                .arguments(index: 1, "{}"),
            ]
        ),
        Case(
            name: "a call behind what only looks like one",
            format: format(hermes),
            text: "<tool_call> is the mark: <tool_call>{\"name\": \"now\"}</tool_call>",
            events: [.text("<tool_call> is the mark: "), .call(index: 0, name: "now"), .arguments(index: 0, "{}")]
        ),
        Case(
            name: "half a call",
            format: format(hermes),
            text: "So: <tool_call>\n{\"name\": \"ad",
            events: [.text("So: ")]
        ),
        Case(name: "half a bare call", format: format(llama), text: "\n{\"name\": \"ad", events: []),
        Case(
            name: "half an object that is an answer",
            format: format(llama),
            text: "{\"name\": \"Ada",
            events: [.text("{\"name\": \"Ada")]
        ),
        Case(
            name: "channels",
            format: harmony,
            text:
                "<|channel|>analysis<|message|>Hm, <b>.<|end|><|start|>assistant<|channel|>final<|message|>Yes é.<|return|>",
            events: [.reasoning("Hm, <b>."), .text("Yes é.")]
        ),
        Case(
            name: "calls in channels",
            format: harmony,
            text:
                "<|channel|>commentary<|message|>I look.<|end|><|start|>assistant<|channel|>commentary to=functions.add "
                + "<|constrain|>json<|message|>{\"a\": 1}<|call|><|start|>assistant to=functions.now<|channel|>commentary json"
                + "<|message|><|call|>",
            events: [
                .text("I look."), .call(index: 0, name: "add"), .arguments(index: 0, "{\"a\": 1}"),
                .call(index: 1, name: "now"), .arguments(index: 1, "{}"),
            ]
        ),
        Case(name: "a header that is cut off", format: harmony, text: "<|channel|>analysis", events: []),
        Case(name: "channels that are missing", format: harmony, text: "Just text", events: [.text("Just text")]),
        Case(
            name: "a channel that is cut off",
            format: harmony,
            text: "<|channel|>final<|message|>Yes<|en",
            events: [.text("Yes<|en")]
        ),
        Case(
            name: "a mark that is cut off",
            format: format(mistral),
            text: "so [TOOL_CA",
            events: [.text("so [TOOL_CA")]
        ),
    ]

    /// Neighbours of a kind as one.
    static func joined(_ events: [AnswerEvent]) -> [AnswerEvent] {
        var joined: [AnswerEvent] = []
        for event in events {
            switch (joined.last, event) {
            case (.text(let a)?, .text(let b)): joined[joined.count - 1] = .text(a + b)
            case (.reasoning(let a)?, .reasoning(let b)): joined[joined.count - 1] = .reasoning(a + b)
            case (.arguments(let i, let a)?, .arguments(let j, let b)) where i == j:
                joined[joined.count - 1] = .arguments(index: i, a + b)
            default: joined.append(event)
            }
        }
        return joined
    }

    static func parse(_ pieces: [String], _ format: AnswerFormat) -> [AnswerEvent] {
        var parser = AnswerParser(format, tools: ["add", "now"])
        var events = pieces.flatMap { parser.feed($0) }
        events += parser.finish()
        return events
    }

    @Test(arguments: cases)
    func `an answer is told apart, however it is cut`(example: Case) {
        let scalars = Array(example.text.unicodeScalars)
        func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }
        #expect(Self.joined(Self.parse([example.text], example.format)) == example.events)
        for size in 1...7 {
            let pieces = stride(from: 0, to: scalars.count, by: size).map { text($0..<min(scalars.count, $0 + size)) }
            #expect(Self.joined(Self.parse(pieces, example.format)) == example.events, "in pieces of \(size)")
        }
        for cut in 0...scalars.count {
            let pieces = [text(0..<cut), text(cut..<scalars.count)]
            #expect(Self.joined(Self.parse(pieces, example.format)) == example.events, "cut at \(cut)")
        }
    }

    @Test func `arguments go out as they come`() {
        var parser = AnswerParser(Self.format(Self.hermes), tools: ["add"])
        #expect(parser.feed("<tool_call>{\"name\": \"add\", \"arguments\": {\"text\": \"once").count == 2)
        #expect(parser.feed(" upon") == [.arguments(index: 0, " upon")])
        #expect(parser.feed(" a time\"}") == [.arguments(index: 0, " a time\"}")])
    }

    @Test func `plain text is not held back`() {
        var parser = AnswerParser(Self.format(Self.hermes, thinks: true), tools: ["add"])
        #expect(parser.feed("One") == [.text("One")])
        #expect(parser.feed(" < two") == [.text(" < two")])
        #expect(parser.feed(" <tool") == [.text(" ")])
        #expect(parser.feed("box>") == [.text("<toolbox>")])
    }

    @Test func `without tools nothing is a call`() {
        var parser = AnswerParser(Self.format(Self.hermes))
        let text = "<tool_call>{\"name\": \"add\"}</tool_call>"
        #expect(Self.joined(parser.feed(text) + parser.finish()) == [.text(text)])
    }

    @Test(arguments: [
        ("…<tool_call>…", Self.hermes), ("…[TOOL_CALLS]…", Self.mistral), ("…<|python_tag|>…", Self.llama),
        ("…<start_function_call>…", Self.functionGemma), ("…<|tool_call>…", Self.gemma),
        ("…<tool_call>\n<function=…", nil), ("…", nil),
    ])
    func `a template tells how its model calls`(template: String, calls: AnswerFormat.Calls?) {
        #expect(AnswerFormat(template: template).calls == calls)
    }
}
