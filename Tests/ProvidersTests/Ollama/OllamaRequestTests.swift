import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct `Requests to Ollama` {
    private func encode(
        _ request: GenerateRequest,
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) throws -> (path: String, body: JSONValue, text: String) {
        var settings = try ProviderSettings.testing(.ollama)
        change(&settings)
        let sent = try OllamaRequest(request, settings: settings)
        return (sent.path, try JSONValue(parsing: sent.body), String(decoding: sent.body, as: UTF8.self))
    }

    private func chat(_ messages: Message...) -> GenerateRequest {
        GenerateRequest(model: "m", input: .chat(messages))
    }

    @Test func `a plain chat is nothing but its turns`() throws {
        let sent = try encode(chat(Message(.developer, "be kind"), Message(.user, "hello")))
        #expect(sent.path == "/api/chat")
        let expected = #"""
            {"model":"m","stream":false,
             "messages":[{"role":"system","content":"be kind"},{"role":"user","content":"hello"}]}
            """#
        #expect(sent.body == (try json(expected)))
    }

    @Test func `every way of sampling has its option`() throws {
        var request = chat(Message(.user, "x"))
        request.sampling.maxTokens = 5
        request.sampling.temperature = 0.5
        request.sampling.topP = 0.9
        request.sampling.topK = 40
        request.sampling.minP = 0.05
        request.sampling.typicalP = 0.7
        request.sampling.seed = 42
        request.sampling.stop = ["a", "b"]
        request.sampling.presencePenalty = 0.1
        request.sampling.frequencyPenalty = 0.2
        request.sampling.repeatPenalty = 1.1
        request.sampling.logprobs = true
        request.sampling.topLogprobs = 3
        request.contextLength = 8192
        request.runnerOptions = ["mirostat": 2, "num_gpu": 1]
        let body = try encode(request) { $0.gpuLayers = 99 }.body
        let expected = #"""
            {"num_predict":5,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"typical_p":0.7,"seed":42,
             "stop":["a","b"],"presence_penalty":0.1,"frequency_penalty":0.2,"repeat_penalty":1.1,"num_ctx":8192,
             "mirostat":2,"num_gpu":1}
            """#
        #expect(body["options"] == (try json(expected)))
        #expect(body["logprobs"] == true)
        #expect(body["top_logprobs"] == 3)
    }

    @Test func `what a request does not say comes from its route, then from the provider`() throws {
        var request = chat(Message(.user, "x"))
        request.sampling.temperature = 0
        request.defaults.topK = 7
        request.defaults.temperature = 0.3
        let body = try encode(request) { settings in
            settings.parameters.temperature = 0.9
            settings.parameters.topK = 50
            settings.parameters.maxTokens = 4000
            settings.contextLength = 2048
            settings.threads = 4
            settings.keepAlive = .seconds(-1)
        }.body
        let options = #"{"temperature":0.0,"top_k":7,"num_predict":4000,"num_ctx":2048,"num_thread":4}"#
        #expect(body["options"] == (try json(options)))
        #expect(body["keep_alive"] == -1)
    }

    @Test(arguments: [
        (KeepAlive.forever, JSONValue.int(-1)), (.duration(.zero), .int(0)), (.duration(.seconds(300)), .int(300)),
        (.duration(.milliseconds(1500)), .string("1500ms")), (.duration(.seconds(-5)), .int(-1)),
        (.duration(.seconds(Int64.max)), .int(Int(Int64.max))),
    ])
    func `a time to stay is written as Ollama reads it`(keepAlive: KeepAlive, written: JSONValue) throws {
        var request = chat(Message(.user, "x"))
        request.keepAlive = keepAlive
        #expect(try encode(request).body["keep_alive"] == written)
    }

    @Test(arguments: [
        (ReasoningControl.off, JSONValue.bool(false)), (.on, .bool(true)), (.effort("none"), .bool(false)),
        (.effort("high"), .string("high")),
    ])
    func `thinking is switched or given a level`(control: ReasoningControl, written: JSONValue) throws {
        var request = chat(Message(.user, "x"))
        request.reasoning = control
        #expect(try encode(request).body["think"] == written)
    }

    @Test func `a schema goes as the client wrote it`() throws {
        let schema = #"{"type":"object","properties":{"z":{"type":"number","maximum":1e400},"a":{}}}"#
        var request = chat(Message(.user, "x"))
        request.format = .schema(OutputSchema(name: "s", schema: raw(schema)))
        let settings = try ProviderSettings.testing(.ollama)
        let sent = String(decoding: try OllamaRequest(request, settings: settings).body, as: UTF8.self)
        #expect(sent.contains(#""format":"# + schema))
        request.format = .json
        #expect(try encode(request).body["format"] == "json")
    }

    @Test func `tools go as they are, and not at all when none may be called`() throws {
        var request = chat(Message(.user, "x"))
        request.tools = [Tool(name: "f", description: "d", parameters: raw(#"{"type":"object"}"#)), Tool(name: "g")]
        let expected = #"""
            [{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}},
             {"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{}}}}]
            """#
        #expect(try encode(request).body["tools"] == (try json(expected)))
        request.toolChoice = .none
        #expect(try encode(request).body["tools"] == nil)
    }

    @Test func `calls have objects for arguments, and answers the function's name`() throws {
        var assistant = Message(role: .assistant, content: [])
        assistant.reasoning = "hm"
        assistant.toolCalls = [
            ToolCall(id: "1", name: "f", arguments: #"{"b":1.50,"a":[]}"#),
            ToolCall(id: "2", name: "g", arguments: " "),
        ]
        var answer = Message(.tool, "sunny")
        answer.toolCallID = "2"
        let sent = try encode(chat(Message(.user, "x"), assistant, answer))
        let expected = #"""
            [{"role":"user","content":"x"},
             {"role":"assistant","content":"","thinking":"hm","tool_calls":[
              {"id":"1","function":{"name":"f","arguments":{"a":[],"b":1.5}}},
              {"id":"2","function":{"name":"g","arguments":{}}}]},
             {"role":"tool","content":"sunny","tool_name":"g","tool_call_id":"2"}]
            """#
        #expect(sent.body["messages"] == (try json(expected)))
        #expect(sent.text.contains(#"{"b":1.50,"a":[]}"#))
    }

    @Test(arguments: ["not json", "[1]", "{\"a\":", "3"])
    func `arguments that are no object are refused with their place`(arguments: String) throws {
        var assistant = Message(role: .assistant, content: [])
        assistant.toolCalls = [ToolCall(id: "1", name: "f", arguments: arguments)]
        let request = chat(Message(.user, "x"), assistant)
        let error = #expect(throws: ProviderError.self) { try encode(request) }
        #expect(error?.code == .badRequest)
        #expect(error?.parameter == "messages[1].tool_calls[0].function.arguments")
    }

    @Test func `images go as base64, and never as an address`() throws {
        let picture = ContentPart.image(ImageContent(source: .data(base64: "QUJD", mediaType: "image/png")))
        let sent = try encode(chat(Message(role: .user, content: [.text("a"), picture, .text("b")])))
        #expect(sent.body["messages"]?[0] == (try json(#"{"role":"user","content":"ab","images":["QUJD"]}"#)))
        let address = ContentPart.image(ImageContent(source: .url("http://x/y.png")))
        let error = #expect(throws: ProviderError.self) { try encode(chat(Message(role: .user, content: [address]))) }
        #expect(error?.code == .unsupported)
        #expect(error?.unsupported == .images)
        let sound = ContentPart.audio(base64: "QQ==", format: "wav")
        let other = #expect(throws: ProviderError.self) { try encode(chat(Message(role: .user, content: [sound]))) }
        #expect(other?.unsupported == .audio)
    }

    @Test func `a prompt is completed raw, unless a suffix needs the template`() throws {
        var request = GenerateRequest(model: "m", input: .completion(prompt: .text("def f("), suffix: nil))
        request.stream = true
        let plain = try encode(request)
        #expect(plain.path == "/api/generate")
        #expect(plain.body == (try json(#"{"model":"m","prompt":"def f(","raw":true,"stream":true}"#)))
        request.input = .completion(prompt: .texts(["def f("]), suffix: "return")
        #expect(
            try encode(request).body
                == json(#"{"model":"m","prompt":"def f(","suffix":"return","stream":true}"#)
        )
    }

    @Test(arguments: [GenerateRequest.Prompt.tokens([1]), .texts(["a", "b"])])
    func `prompts that Ollama cannot take are refused`(prompt: GenerateRequest.Prompt) throws {
        let request = GenerateRequest(model: "m", input: .completion(prompt: prompt, suffix: nil))
        let error = #expect(throws: ProviderError.self) { try encode(request) }
        #expect(error?.code == .unsupported)
    }

    // MARK: Passing through

    private func pass(_ body: String, as dialect: WireDialect = .ollamaChat) -> GenerateRequest {
        var request = chat(Message(.user, "x"))
        request.model = "real"
        request.stream = true
        request.wire = WireRequest(dialect: dialect, body: raw(body))
        return request
    }

    @Test func `a body of Ollama's own passes unchanged but for the model`() throws {
        let body = #"{"model":"alias","messages":[{"role":"user","content":"\u0041"}],"new_field":{"z":1.0,"a":2}}"#
        let sent = try encode(pass(body))
        #expect(
            sent.text
                == #"{"model":"real","messages":[{"role":"user","content":"\u0041"}],"#
                + #""new_field":{"z":1.0,"a":2},"stream":true}"#
        )
        #expect(try encode(pass(#"{"model":"a","prompt":"p"}"#, as: .ollamaGenerate)).path == "/api/generate")
    }

    @Test func `a body of another dialect does not pass`() throws {
        let sent = try encode(pass(#"{"model":"a","messages":[]}"#, as: .openAIChat))
        #expect(sent.body["messages"]?[0]?["content"] == "x")
    }

    @Test(arguments: [#""MODEL":"evil""#, #""mod\u0065l":"evil""#, #""Model":"evil","model":"evil""#])
    func `no second model stands beside ours`(members: String) throws {
        let sent = try encode(pass(#"{"model":"a",\#(members),"messages":[]}"#))
        #expect(!sent.text.contains("evil"))
    }

    @Test func `what is configured goes under what the client says`() throws {
        let body = #"{"model":"a","options":{"temperature":0.10,"num_predict":-1},"keep_alive":null}"#
        let sent = try encode(pass(body)) { settings in
            settings.parameters.temperature = 0.9
            settings.parameters.maxTokens = 4000
            settings.parameters.topP = 0.5
            settings.keepAlive = .seconds(60)
        }
        #expect(sent.text.contains(#""options":{"temperature":0.10,"num_predict":-1,"top_p":0.5}"#))
        #expect(sent.body["keep_alive"] == 60)
        let kept = try encode(pass(#"{"keep_alive":"5m"}"#)) { $0.keepAlive = .seconds(60) }
        #expect(kept.body["keep_alive"] == "5m")
    }
}
