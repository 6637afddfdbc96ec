import JSON
import Providers
import Testing

@testable import Server

/// The stream as a value: parts in, bytes out.
struct ChatStreamTests {
    private let identity = AnswerIdentity(id: "chatcmpl-1", created: 1_700_000_000, model: "m")

    private func stream(usage: Bool = false, functions: Bool = false) -> ChatStream {
        ChatStream(identity: identity, includesUsage: usage, usesFunctions: functions)
    }

    private func run(_ stream: ChatStream, _ parts: [GenerationPart]) -> String {
        var stream = stream
        var bytes: [UInt8] = []
        for part in parts { bytes += stream.add(part) }
        return String(decoding: bytes + stream.end(), as: UTF8.self)
    }

    private func golden(_ choices: [String], usage: String = "") -> String {
        choices.map { choice in
            let head = #""id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m""#
            return #"data: {\#(head),"choices":[\#(choice)]\#(usage)}"# + "\n\n"
        }
        .joined()
    }

    @Test func `a text is a role once, deltas, one finish reason and DONE`() {
        let text = run(
            stream(),
            [
                GenerationPart([.started(model: "m"), .text("Hel")]), GenerationPart([.text("lo")]),
                GenerationPart([.finished(.stop), .usage(Usage(promptTokens: 1, completionTokens: 2))]),
            ]
        )
        let expected = golden([
            #"{"index":0,"delta":{"role":"assistant","content":"Hel"},"logprobs":null,"finish_reason":null}"#,
            #"{"index":0,"delta":{"content":"lo"},"logprobs":null,"finish_reason":null}"#,
            #"{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}"#,
        ])
        #expect(text == expected + "data: [DONE]\n\n")
    }

    @Test(arguments: [false, true])
    func `usage in a frame that has a choice is taken out, and told where it was asked for`(asked: Bool) {
        func frame(_ choice: String, _ rest: String = "") -> WirePart {
            WirePart(
                dialect: .openAIChat,
                bytes: Array(#"{"id":"u","created":7,"model":"m","choices":[\#(choice)]\#(rest)}"#.utf8)
            )
        }
        let first = #"{"index":0,"delta":{"role":"assistant","content":"\"usage\":{"}}"#
        let last = #"{"index":0,"delta":{},"finish_reason":"stop"}"#
        let usage = #","usage":{"prompt_tokens":1,"completion_tokens":2}"#
        let text = run(
            stream(usage: asked),
            [
                GenerationPart([.text(#""usage":{"#)], wire: frame(first)),
                GenerationPart([.finished(.stop)], wire: frame(last)),
                // As LiteLLM ends its streams: the usage beside a choice that says nothing.
                GenerationPart([], wire: frame(#"{"index":0,"delta":{}}"#, usage)),
                GenerationPart([.usage(Usage(promptTokens: 1, completionTokens: 2))]),
            ]
        )
        let frames = text.split(separator: "\n\n")
        #expect(frames.count == (asked ? 4 : 3))
        #expect(frames[0].contains(first) && frames[1].contains(last))
        #expect(frames[2].contains(#""choices":[],"usage":{"prompt_tokens":1,"#) == asked)
        #expect(frames.last == "data: [DONE]")
    }

    @Test func `usage has a chunk of its own with no choices, where it was asked for`() {
        let usage = Usage(promptTokens: 5, completionTokens: 2, cachedTokens: 1, reasoningTokens: 0)
        let text = run(stream(usage: true), [GenerationPart([.text("x"), .finished(.length), .usage(usage)])])
        let chunks = golden(
            [
                #"{"index":0,"delta":{"role":"assistant","content":"x"},"logprobs":null,"finish_reason":null}"#,
                #"{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}"#,
            ],
            usage: #","usage":null"#
        )
        let last = golden(
            [""],
            usage: #","usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"#
                + #""prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":0}}"#
        )
        #expect(text == chunks + last + "data: [DONE]\n\n")
    }

    @Test func `tool calls have unique ids, an index each, and arguments as JSON text in fragments`() throws {
        let events: [GenerationEvent] = [
            .toolCall(ToolCallFragment(index: 0, id: "a", name: "f")),
            .toolCall(ToolCallFragment(index: 0, arguments: #"{"x""#)),
            .toolCall(ToolCallFragment(index: 0, arguments: ":1}")),
            .toolCall(ToolCallFragment(index: 4, id: "a", name: "g")), .finished(.stop),
        ]
        let chunks = try chunks(run(stream(), events.map { GenerationPart([$0]) }))
        let deltas = chunks.compactMap { $0["choices"]?[0]?["delta"] }
        #expect(deltas[0]["role"]?.string == "assistant")
        #expect(deltas[0]["content"] == .null)
        let calls = deltas.compactMap { $0["tool_calls"]?[0] }
        #expect(calls.compactMap { $0["index"]?.int } == [0, 0, 0, 1, 1])
        #expect(calls.compactMap { $0["id"]?.string }.count == 2)
        #expect(Set(calls.compactMap { $0["id"]?.string }).count == 2)
        #expect(calls[0]["type"] == "function")
        let fragments = calls.map { $0["function"]?["arguments"]?.string ?? "" }
        #expect(fragments[0...2].joined() == #"{"x":1}"#)
        #expect(fragments[3...4].joined() == "{}")
        #expect(chunks.last?["choices"]?[0]?["finish_reason"] == "tool_calls")
    }

    @Test func `a call with no arguments is given empty ones before the next begins`() throws {
        let events: [GenerationEvent] = [
            .toolCall(ToolCallFragment(index: 0, id: "a", name: "f")),
            .toolCall(ToolCallFragment(index: 1, id: "b", name: "g", arguments: "{}")), .finished(.toolCalls),
        ]
        let calls = try chunks(run(stream(), [GenerationPart(events)])).compactMap {
            $0["choices"]?[0]?["delta"]?["tool_calls"]?[0]
        }
        #expect(calls.map { $0["index"]?.int } == [0, 0, 1])
        #expect(calls.map { $0["function"]?["arguments"]?.string } == ["", "{}", "{}"])
    }

    @Test func `a whole answer where a stream was asked for becomes proper chunks`() throws {
        let whole = GenerationPart(
            [
                .started(model: "m"), .reasoning("hm"), .text("yes"),
                .toolCall(ToolCallFragment(index: 0, id: "a", name: "f", arguments: "{}")), .finished(.toolCalls),
            ],
            wire: WirePart(
                dialect: .openAIChat,
                bytes: Array(#"{"id":"w","choices":[{"index":0,"message":{"content":"yes"}}]}"#.utf8)
            )
        )
        let deltas = try chunks(run(stream(), [whole])).compactMap { $0["choices"]?[0]?["delta"] }
        #expect(deltas.count == 3)
        #expect(deltas[0] == ["role": "assistant", "content": "yes", "reasoning_content": "hm"])
        #expect(deltas[1]["tool_calls"]?[0]?["id"] == "a")
        #expect(deltas[2] == [:])
    }

    @Test func `each choice has its own role and its own end`() throws {
        let parts = [
            GenerationPart([.text("a", choice: 0), .text("b", choice: 1)]),
            GenerationPart([.finished(.stop, choice: 1), .text("c", choice: 0)]),
            GenerationPart([.finished(.length, choice: 0)]),
        ]
        let choices = try chunks(run(stream(), parts)).compactMap { $0["choices"]?[0] }
        #expect(choices.map { $0["index"]?.int } == [0, 1, 1, 0, 0])
        #expect(choices.filter { $0["delta"]?["role"] != nil }.map { $0["index"]?.int } == [0, 1])
        #expect(choices.compactMap { $0["finish_reason"]?.string } == ["stop", "length"])
    }

    @Test func `logprobs travel with their text, with bytes and rivals`() throws {
        let logprob = TokenLogprob(
            token: "é",
            logprob: -0.5,
            top: [TokenLogprob(token: "e", bytes: [101], logprob: -.infinity)]
        )
        let chunk = try #require(
            try chunks(run(stream(), [GenerationPart([.text("é"), .logprobs([logprob])])])).first
        )
        let shown = chunk["choices"]?[0]?["logprobs"]?["content"]?[0]
        #expect(shown?["token"] == "é")
        #expect(shown?["bytes"] == [195, 169])
        #expect(shown?["logprob"] == -0.5)
        #expect(shown?["top_logprobs"]?[0] == ["token": "e", "bytes": [101], "logprob": -9999])
    }

    @Test func `a refusal is a delta of its own kind`() throws {
        let chunks = try chunks(run(stream(), [GenerationPart([.refusal("I cannot")])]))
        #expect(chunks[0]["choices"]?[0]?["delta"]?["refusal"] == "I cannot")
    }

    @Test func `an answer that ends with no reason is given one`() throws {
        let chunks = try chunks(run(stream(), [GenerationPart([.text("x")])]))
        #expect(chunks.last?["choices"]?[0]?["finish_reason"] == "stop")
    }

    @Test func `a client of functions sees function_call`() throws {
        let parts = [
            GenerationPart([.toolCall(ToolCallFragment(index: 0, id: "a", name: "f", arguments: "{}"))]),
            GenerationPart([.finished(.toolCalls)]),
        ]
        let chunks = try chunks(run(stream(functions: true), parts))
        #expect(chunks[0]["choices"]?[0]?["delta"]?["function_call"] == ["name": "f", "arguments": "{}"])
        #expect(chunks[1]["choices"]?[0]?["finish_reason"] == "function_call")
    }

    // MARK: Passing on

    private func frame(_ json: String, _ events: [GenerationEvent]) -> GenerationPart {
        GenerationPart(events, wire: WirePart(dialect: .openAIChat, bytes: Array(json.utf8)))
    }

    private let first = #"{"id":"up","created":9,"model":"M","choices":[{"index":0,"delta":{"content":"x"}}],"y":1.10}"#
    private let last = #"{"id":"up","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
    private let usageOnly = #"{"id":"up","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#
    private let usage = GenerationEvent.usage(Usage(promptTokens: 1, completionTokens: 1))

    @Test func `frames of the same dialect pass byte for byte`() {
        let text = run(stream(), [frame(first, [.text("x")]), frame(last, [.finished(.stop)])])
        #expect(text == "data: \(first)\n\ndata: \(last)\n\ndata: [DONE]\n\n")
    }

    @Test(arguments: [true, false])
    func `a usage chunk passes only if the client asked for it`(asked: Bool) {
        let parts = [frame(first, [.text("x")]), frame(last, [.finished(.stop)]), frame(usageOnly, [usage])]
        let text = run(stream(usage: asked), parts)
        #expect(text.contains("\"usage\"") == asked)
        #expect(text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test func `usage that sits in the last chunk of content is taken out of it`() throws {
        let both = #"{"id":"up","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{}}"#
        let parts = [frame(first, [.text("x")]), frame(both, [.finished(.stop), usage])]
        let asked = try chunks(run(stream(usage: true), parts))
        #expect(asked.count == 3)
        #expect(asked[1]["choices"]?[0]?["finish_reason"] == "stop")
        #expect(asked[1]["usage"] == .null)
        #expect(asked[2]["choices"] == [])
        #expect(asked[2]["usage"]?["total_tokens"] == 2)
        #expect(Set(asked.map { $0["id"]?.string }) == ["up"])
        #expect(asked[2]["created"] == 9)
        #expect(asked[2]["model"] == "M")
        let notAsked = try chunks(run(stream(), parts))
        #expect(notAsked.count == 2)
        #expect(notAsked[1]["usage"] == nil)
        #expect(notAsked[1]["choices"]?[0]?["delta"] == [:])
    }

    @Test func `a payload of several lines stays one event`() {
        let text = run(stream(), [frame("{\n\"id\":1\r\n}", [.text("x")]), frame(last, [.finished(.stop)])])
        #expect(text.hasPrefix("data: {\ndata: \"id\":1\ndata: }\n\n"))
    }

    private func chunks(_ text: String) throws -> [JSONValue] {
        try text.split(separator: "\n\n").map { $0.dropFirst(6) }.filter { $0 != "[DONE]" }
            .map { try JSONValue(parsing: Array($0.utf8)) }
    }
}
