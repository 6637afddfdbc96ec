import JSON
import Providers
import Testing

@testable import Server

struct ChatRequestTests {
    private func read(_ body: String) throws -> ChatRequest { try ChatRequest(body: Array(body.utf8)) }

    /// A request with one user's turn, and these members besides.
    private func read(with members: String) throws -> GenerateRequest {
        try read(#"{"model":"m","messages":[{"role":"user","content":"hi"}],\#(members)}"#).generate
    }

    private func messages(_ json: String) throws -> [Message] {
        guard case .chat(let messages) = try read(#"{"model":"m","messages":\#(json)}"#).generate.input else {
            throw APIError(500, "no chat")
        }
        return messages
    }

    @Test func `every role has its turn`() throws {
        let turns = try messages(
            """
            [{"role":"system","content":"a"},{"role":"developer","content":"b"},
             {"role":"user","content":"c","name":"ann"},{"role":"assistant","content":"d"},
             {"role":"tool","tool_call_id":"t","content":"e"}]
            """
        )
        #expect(turns.map(\.role) == [.system, .developer, .user, .assistant, .tool])
        #expect(turns.map(\.text) == ["a", "b", "c", "d", "e"])
        #expect(turns[2].name == "ann")
        #expect(turns[4].toolCallID == "t")
    }

    @Test func `content may be an array of parts`() throws {
        let turns = try messages(
            """
            [{"role":"user","content":[
              {"type":"text","text":"look: "},
              {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AAEC","detail":"low"}},
              {"type":"image_url","image_url":{"url":"https://example.org/cat.png"}},
              {"type":"image_url","image_url":"https://example.org/dog.png"},
              {"type":"input_audio","input_audio":{"data":"AAEC","format":"wav"}},
              {"type":"text","text":"and listen"}]}]
            """
        )
        #expect(
            turns[0].content == [
                .text("look: "),
                .image(ImageContent(source: .data(base64: "AAEC", mediaType: "image/jpeg"), detail: "low")),
                .image(ImageContent(source: .url("https://example.org/cat.png"))),
                .image(ImageContent(source: .url("https://example.org/dog.png"))),
                .audio(base64: "AAEC", format: "wav"),
                .text("and listen"),
            ]
        )
    }

    @Test func `an assistant's turn may hold tool calls and thoughts and no content`() throws {
        let turn = try #require(
            try messages(
                """
                [{"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[
                  {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}},
                  {"id":"b","type":"function","function":{"name":"g","arguments":{"y":2}}}]}]
                """
            ).first
        )
        #expect(turn.content.isEmpty)
        #expect(turn.reasoning == "hm")
        #expect(
            turn.toolCalls == [
                ToolCall(id: "a", name: "f", arguments: #"{"x":1}"#),
                ToolCall(id: "b", name: "g", arguments: #"{"y":2}"#),
            ]
        )
    }

    @Test func `a refusal in an assistant's content is part of what it said`() throws {
        let turns = try messages(#"[{"role":"assistant","content":[{"type":"refusal","refusal":"no"}]}]"#)
        #expect(turns[0].text == "no")
    }

    @Test func `functions of old become tools, and their turns the turns of tools`() throws {
        let request = try read(
            """
            {"model":"m","messages":[{"role":"user","content":"?"},
             {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
             {"role":"function","name":"f","content":"42"}],
             "functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"}}
            """
        )
        guard case .chat(let turns) = request.generate.input else { return #expect(Bool(false)) }
        #expect(turns[2].role == .tool)
        #expect(turns[2].toolCallID == turns[1].toolCalls[0].id)
        #expect(request.generate.tools.map(\.name) == ["f"])
        #expect(request.generate.toolChoice == .function("f"))
        #expect(request.usesFunctions)
        #expect(request.generate.wire == nil)
    }

    @Test func `numbers and switches are all read`() throws {
        let request = try read(
            with: """
                "max_tokens":5,"temperature":0.5,"top_p":0.25,"n":2,"seed":-7,"logprobs":true,"top_logprobs":3,
                "presence_penalty":1,"frequency_penalty":-1,"logit_bias":{"50256":-100},"top_k":40,"min_p":0.05,
                "typical_p":0.9,"repeat_penalty":1.1,"num_ctx":8192,"keep_alive":"5m","user":"u","stream":true,
                "stop":["a","b"],"parallel_tool_calls":false,"reasoning_effort":"low","an_unknown_field":{"x":1}
                """
        )
        var sampling = Sampling()
        sampling.maxTokens = 5
        sampling.temperature = 0.5
        sampling.topP = 0.25
        sampling.choices = 2
        sampling.seed = -7
        sampling.logprobs = true
        sampling.topLogprobs = 3
        sampling.presencePenalty = 1
        sampling.frequencyPenalty = -1
        sampling.logitBias = ["50256": -100]
        sampling.topK = 40
        sampling.minP = 0.05
        sampling.typicalP = 0.9
        sampling.repeatPenalty = 1.1
        sampling.stop = ["a", "b"]
        #expect(request.sampling == sampling)
        #expect(request.contextLength == 8192)
        #expect(request.keepAlive == .duration(.seconds(300)))
        #expect(request.user == "u")
        #expect(request.stream)
        #expect(request.parallelToolCalls == false)
        #expect(request.reasoning == .effort("low"))
    }

    @Test func `max_completion_tokens goes before max_tokens`() throws {
        #expect(try read(with: #""max_tokens":5,"max_completion_tokens":9"#).sampling.maxTokens == 9)
    }

    @Test func `stop is a string or an array`() throws {
        #expect(try read(with: #""stop":"x""#).sampling.stop == ["x"])
        #expect(try read(with: #""stop":["x","y"]"#).sampling.stop == ["x", "y"])
        #expect(try read(with: #""stop":null"#).sampling.stop == [])
    }

    @Test(arguments: [
        (#""reasoning_effort":"none""#, ReasoningControl.off), (#""reasoning":true"#, .on),
        (#""reasoning":false"#, .off), (#""reasoning":{"effort":"high"}"#, .effort("high")),
        (#""reasoning":{"enabled":false,"effort":"high"}"#, .off),
        (#""reasoning_effort":"low","reasoning":{"effort":"high"}"#, .effort("low")),
    ])
    func `reasoning is controlled in more than one way`(json: String, expected: ReasoningControl) throws {
        #expect(try read(with: json).reasoning == expected)
    }

    @Test func `a tool's schema is kept as the client wrote it`() throws {
        let schema = #"{"type":"object", "properties":{"z":{"type":"number"},"a":{"maximum":1.10}}}"#
        let request = try read(
            with: #""tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":\#(schema)}}]"#
        )
        #expect(request.tools[0].parameters?.text == schema)
        #expect(request.tools[0].strict == true)
    }

    @Test func `an answer's schema is kept as the client wrote it`() throws {
        let schema = #"{"type":"object","required":["z","a"], "properties":{"z":{},"a":{}}}"#
        let format = #"{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":\#(schema)}}"#
        guard case .schema(let output) = try read(with: #""response_format":\#(format)"#).format else {
            return #expect(Bool(false))
        }
        #expect(output.schema.text == schema)
        #expect(output.name == "n")
        #expect(output.strict == true)
    }

    @Test(arguments: [
        (#""auto""#, ToolChoice.auto), (#""none""#, .none), (#""required""#, .required),
        (#"{"type":"function","function":{"name":"f"}}"#, .function("f")),
    ])
    func `a tool choice is a word or a function`(json: String, expected: ToolChoice) throws {
        let tools = #""tools":[{"type":"function","function":{"name":"f"}}]"#
        #expect(try read(with: #"\#(tools),"tool_choice":\#(json)"#).toolChoice == expected)
    }

    @Test func `the request keeps the bytes it came in`() throws {
        let body = #"{ "model":"m","messages":[{"role":"user","content":"hi"}],"x_new":1.10}"#
        #expect(try read(body).generate.wire?.body.text == body)
    }

    @Test(arguments: [
        (#"{"messages":[]}"#, "model", "model is required"),
        (#"{"model":"","messages":[]}"#, "model", "model must not be empty"),
        (#"{"model":3,"messages":[]}"#, "model", "model must be a string, not a number"),
        (#"{"model":"m"}"#, "messages", "messages is required"),
        (#"{"model":"m","messages":"hi"}"#, "messages", "messages must be an array, not a string"),
        (#"{"model":"m","messages":[]}"#, "messages", "messages must hold at least one message"),
        (#"{"model":"m","messages":["hi"]}"#, "messages[0]", "messages[0] must be an object, not a string"),
        (#"{"model":"m","messages":[{"content":"x"}]}"#, "messages[0].role", "messages[0].role is required"),
        (#"{"model":"m","messages":[{"role":"user"}]}"#, "messages[0].content", "messages[0].content is required"),
        (
            #"{"model":"m","messages":[{"role":"user","content":5}]}"#, "messages[0].content",
            "messages[0].content must be a string or an array of parts, not a number"
        ),
        (
            #"{"model":"m","messages":[{"role":"assistant"}]}"#, "messages[0].content",
            "messages[0].content is required"
        ),
        (
            #"{"model":"m","messages":[{"role":"tool","content":"x"}]}"#, "messages[0].tool_call_id",
            "messages[0].tool_call_id is required"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":7}}]}]}"#,
            "messages[0].content[0].image_url.url",
            "messages[0].content[0].image_url.url must be a string, not a number"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"file:///etc/x"}]}]}"#,
            "messages[0].content[0].image_url",
            "messages[0].content[0].image_url must be a data: URL with base64, or an https: or http: URL"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"video"}]}]}"#,
            "messages[0].content[0].type",
            """
            messages[0].content[0].type must be one of 'text', 'image_url', 'input_audio', 'refusal', not 'video'
            """
        ),
        (
            #"{"model":"m","messages":[{"role":"function","name":"f","content":"x"}]}"#, "messages[0].name",
            "messages[0].name names a function that no message before it calls"
        ),
    ])
    func `a bad request is refused with the path of its fault`(
        body: String,
        parameter: String,
        message: String
    ) throws {
        let error = try #require(throws: APIError.self) { try read(body) }
        #expect(error.message == message)
        #expect(error.parameter == parameter)
        #expect(error.status == 400)
    }

    @Test(arguments: [
        (#""temperature":2.1"#, "temperature must be from 0.0 to 2.0"),
        (#""temperature":"hot""#, "temperature must be a number, not a string"),
        (#""top_p":-0.1"#, "top_p must be from 0.0 to 1.0"),
        (#""max_tokens":0"#, "max_tokens must be from 1 to 2147483647"),
        (#""max_tokens":-1"#, "max_tokens must be from 1 to 2147483647"),
        (#""n":129"#, "n must be from 1 to 128"),
        (#""logprobs":true,"top_logprobs":21"#, "top_logprobs must be from 0 to 20"),
        (#""top_logprobs":2"#, "top_logprobs needs logprobs to be true"),
        (#""presence_penalty":3"#, "presence_penalty must be from -2.0 to 2.0"),
        (#""frequency_penalty":-3"#, "frequency_penalty must be from -2.0 to 2.0"),
        (#""seed":1e20"#, "seed must be from -9223372036854775808 to 9223372036854775807"),
        (#""logit_bias":{"5":101}"#, "logit_bias.5 must be from -100.0 to 100.0"),
        (#""logit_bias":{"x":1}"#, "logit_bias has the key 'x', which is no token id"),
        (#""num_ctx":-4"#, "num_ctx must be from 1 to 2147483647"),
        (#""stop":[""]"#, "stop[0] must not be empty"),
        (#""stop":[1]"#, "stop[0] must be a string, not a number"),
        (#""stream":"yes""#, "stream must be a boolean, not a string"),
        (#""options":{"temperature":9}"#, "options.temperature must be from 0.0 to 2.0"),
        (#""tools":[{"type":"web_search"}]"#, "tools[0].type is 'web_search': only functions are supported as tools"),
        (#""tools":[{"type":"function"}]"#, "tools[0].function is required"),
        (#""tools":[{"type":"function","function":{}}]"#, "tools[0].function.name is required"),
        (#""tool_choice":"required""#, "tool_choice needs tools to choose from"),
        (
            #""response_format":{"type":"xml"}"#,
            "response_format.type must be one of 'text', 'json_object', 'json_schema', not 'xml'"
        ),
        (#""response_format":{"type":"json_schema"}"#, "response_format.json_schema is required"),
        (
            #""reasoning_effort":"huge""#,
            """
            reasoning_effort must be one of 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', not 'huge'
            """
        ),
    ])
    func `every field has its type and range`(json: String, message: String) throws {
        let error = try #require(throws: APIError.self) { try read(with: json) }
        #expect(error.message == message)
        #expect(error.status == 400)
    }
}
