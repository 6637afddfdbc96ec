import Configuration
import JSON
import Testing

@testable import Providers

@Suite struct OpenAIRequestTests {
    private func sent(
        _ request: GenerateRequest,
        _ flavor: OpenAIFlavor = .openAI,
        defaults: GenerationParameters = GenerationParameters()
    ) throws -> JSONValue {
        try JSONValue(parsing: OpenAIRequestWriter(flavor: flavor, defaults: defaults).body(for: request))
    }

    @Test func `a plain chat is model and messages and nothing else`() throws {
        #expect(try sent(chat()) == json(#"{"model":"m","messages":[{"role":"user","content":"hello"}]}"#))
    }

    @Test func `a stream asks for its usage`() throws {
        let body = try sent(chat(stream: true))
        #expect(body["stream"] == true)
        #expect(body["stream_options"] == ["include_usage": true])
    }

    @Test(arguments: [
        (Message(.system, "s"), #"{"role":"system","content":"s"}"#),
        (Message(.developer, "d"), #"{"role":"developer","content":"d"}"#),
        (Message(role: .user, content: []), #"{"role":"user","content":""}"#),
        (
            Message(role: .user, content: [.text("a"), .text("b")]),
            #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#
        ),
        (
            Message(
                role: .user,
                content: [
                    .text("see"),
                    .image(ImageContent(source: .data(base64: "QUJD", mediaType: "image/png"), detail: "low")),
                    .image(ImageContent(source: .url("https://example.org/a.png"))),
                    .audio(base64: "UklG", format: "wav"),
                ]
            ),
            #"""
            {"role":"user","content":[{"type":"text","text":"see"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD","detail":"low"}},
            {"type":"image_url","image_url":{"url":"https://example.org/a.png"}},
            {"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}}]}
            """#
        ),
    ])
    func `a message is written as OpenAI writes it`(message: Message, expected: String) throws {
        let request = GenerateRequest(model: "m", input: .chat([message]))
        #expect(try sent(request)["messages"]?[0] == json(expected))
    }

    @Test func `calls and their results keep their ids, and a call without text has null content`() throws {
        var assistant = Message(role: .assistant, content: [])
        assistant.toolCalls = [
            ToolCall(id: "call_1", name: "f", arguments: #"{"a":1}"#),
            ToolCall(id: "call_2", name: "g", arguments: "{}"),
        ]
        var result = Message(.tool, "42")
        result.toolCallID = "call_1"
        let messages = try sent(GenerateRequest(model: "m", input: .chat([assistant, result])))["messages"]
        #expect(
            try messages
                == json(
                    #"""
                    [{"role":"assistant","content":null,"tool_calls":[
                    {"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},
                    {"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]},
                    {"role":"tool","content":"42","tool_call_id":"call_1"}]
                    """#
                )
        )
    }

    @Test(arguments: [
        (ToolChoice.auto, nil), (.none, #""none""#), (.required, #""required""#),
        (.function("f"), #"{"type":"function","function":{"name":"f"}}"#),
    ])
    func `tools keep their schema byte for byte, and the choice its form`(choice: ToolChoice, form: String?) throws {
        var request = chat()
        let schema = #"{"type":"object","properties":{"z":{"type":"number","default":1.50},"a":{}}}"#
        request.tools = [Tool(name: "f", description: "d", parameters: RawJSON(Array(schema.utf8)), strict: true)]
        request.toolChoice = choice
        request.parallelToolCalls = false
        let bytes = OpenAIRequestWriter(flavor: .openAI, defaults: GenerationParameters()).body(for: request)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""parameters":\#(schema),"strict":true"#))
        let body = try JSONValue(parsing: bytes)
        #expect(try body["tool_choice"] == form.map(json))
        #expect(body["parallel_tool_calls"] == false)
    }

    @Test func `output formats are written as response_format`() throws {
        var request = chat()
        request.format = .json
        #expect(try sent(request)["response_format"] == ["type": "json_object"])
        request.format = .schema(
            OutputSchema(name: "s", description: "d", schema: RawJSON(Array(#"{"b":1,"a":2}"#.utf8)), strict: true)
        )
        #expect(
            try sent(request)["response_format"]
                == json(
                    #"{"type":"json_schema","json_schema":{"name":"s","description":"d","schema":{"b":1,"a":2},"strict":true}}"#
                )
        )
    }

    @Test func `every sampling field has its name`() throws {
        var request = chat()
        request.sampling.maxTokens = 5
        request.sampling.temperature = 0.5
        request.sampling.topP = 0.9
        request.sampling.seed = 7
        request.sampling.stop = ["x", "y"]
        request.sampling.presencePenalty = 0.1
        request.sampling.frequencyPenalty = 0.2
        request.sampling.logitBias = ["5": -100]
        request.sampling.choices = 2
        request.sampling.logprobs = true
        request.sampling.topLogprobs = 3
        request.user = "u"
        request.reasoning = .effort("low")
        let expected = try json(
            #"""
            {"model":"m","messages":[{"role":"user","content":"hello"}],"max_completion_tokens":5,"temperature":0.5,
            "top_p":0.9,"seed":7,"stop":["x","y"],"presence_penalty":0.1,"frequency_penalty":0.2,
            "logit_bias":{"5":-100},"n":2,"logprobs":true,"top_logprobs":3,"user":"u","reasoning_effort":"low"}
            """#
        )
        #expect(try sent(request) == expected)
    }

    @Test func `a completion has a prompt, and counts its log-probabilities`() throws {
        var request = GenerateRequest(model: "m", input: .completion(prompt: .tokens([1, 2]), suffix: "end"))
        request.sampling.logprobs = true
        request.sampling.topLogprobs = 2
        request.sampling.maxTokens = 3
        request.echo = true
        request.bestOf = 2
        #expect(
            try sent(request)
                == json(
                    #"{"model":"m","prompt":[1,2],"suffix":"end","echo":true,"best_of":2,"logprobs":2,"max_tokens":3}"#
                )
        )
    }

    @Test func `what is configured fills in what the client and its route leave open`() throws {
        var request = chat()
        request.sampling.temperature = 0.9
        request.defaults.maxTokens = 10
        var defaults = GenerationParameters()
        defaults.maxTokens = 99
        defaults.temperature = 0.1
        defaults.topK = 40
        defaults.stop = ["END"]
        let body = try sent(request, .compatible, defaults: defaults)
        #expect(body["temperature"] == 0.9)
        #expect(body["max_tokens"] == 10)
        #expect(body["stop"] == ["END"])
        // OpenAI's dialect has no top_k.
        #expect(body["top_k"] == nil)
    }

    // MARK: Passing on

    private func passing(_ body: String, stream: Bool = false) -> GenerateRequest {
        var request = chat(stream: stream)
        request.model = "target"
        request.wire = WireRequest(dialect: .openAIChat, body: RawJSON(Array(body.utf8)))
        return request
    }

    private func passed(
        _ request: GenerateRequest,
        _ flavor: OpenAIFlavor = .openAI,
        defaults: GenerationParameters = GenerationParameters()
    ) -> String {
        String(decoding: OpenAIRequestWriter(flavor: flavor, defaults: defaults).body(for: request), as: UTF8.self)
    }

    @Test(arguments: [
        // Unknown members, their order, and the spelling of numbers stay.
        (
            #"{ "model" : "a", "messages":[ {"role":"user", "content":"\u00e9"} ], "x_new":{"b":1.50,"a":[1e2]} }"#,
            #"{"model":"target","messages":[ {"role":"user", "content":"\u00e9"} ],"x_new":{"b":1.50,"a":[1e2]}}"#
        ),
        // A name may be there once only, however it is spelled: no backend shall read another than Martlet did.
        (#"{"model":"a","messages":[],"model":"b"}"#, #"{"model":"target","messages":[]}"#),
        (
            #"{"mod\u0065l":"a","messages":[],"temperature":1,"temp\u0065rature":2}"#,
            #"{"model":"target","messages":[],"temperature":2}"#
        ),
        (#"{"messages":[]}"#, #"{"messages":[],"model":"target"}"#),
    ])
    func `a client's own body is passed on with only its model replaced`(body: String, expected: String) {
        #expect(passed(passing(body)) == expected)
    }

    @Test(arguments: [
        (#"{"model":"a","stream":true}"#, #"{"model":"target","stream":true,"stream_options":{"include_usage":true}}"#),
        (
            #"{"stream_options":{"include_usage":false,"x":1},"model":"a","stream":true}"#,
            #"{"stream_options":{"include_usage":true,"x":1},"model":"target","stream":true}"#
        ),
        (
            #"{"stream_options":null,"model":"a","stream":true}"#,
            #"{"stream_options":{"include_usage":true},"model":"target","stream":true}"#
        ),
    ])
    func `a passed stream asks for its usage too`(body: String, expected: String) {
        #expect(passed(passing(body, stream: true)) == expected)
    }

    @Test(arguments: [
        (#"{"model":"a"}"#, #"{"model":"target","max_completion_tokens":9,"temperature":0.5}"#),
        (#"{"model":"a","max_tokens":1}"#, #"{"model":"target","max_tokens":1,"temperature":0.5}"#),
        (
            #"{"model":"a","max_tokens":null}"#,
            #"{"model":"target","max_tokens":null,"max_completion_tokens":9,"temperature":0.5}"#
        ),
        (
            #"{"model":"a","max_completion_tokens":1,"temperature":0}"#,
            #"{"model":"target","max_completion_tokens":1,"temperature":0}"#
        ),
    ])
    func `configured values go in only where the client gave none`(body: String, expected: String) {
        var defaults = GenerationParameters()
        defaults.maxTokens = 9
        defaults.temperature = 0.5
        #expect(passed(passing(body), defaults: defaults) == expected)
    }

    @Test func `a developer's message becomes a system's for backends that do not know the role, all else stays`() {
        var request = passing(
            #"{"model":"a","messages":[{"role":"developer","content":[ 1.0 ]},{"role":"user","content":"developer"}]}"#
        )
        request.input = .chat([Message(.developer, ""), Message(.user, "developer")])
        #expect(
            passed(request, .compatible)
                == #"{"model":"target","messages":[{"role":"system","content":[ 1.0 ]},{"role":"user","content":"developer"}]}"#
        )
        #expect(passed(request, .openAI).contains("\"developer\",\"content\":["))
    }

    @Test func `another dialect's body is not passed on`() throws {
        var request = passing(#"{"model":"a","messages":[],"options":{"num_ctx":1}}"#)
        request.wire?.dialect = .ollamaChat
        #expect(passed(request) == #"{"model":"target","messages":[{"role":"user","content":"hello"}]}"#)
    }
}
