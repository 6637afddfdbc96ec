import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct `Requests to Gemini` {
    private let signatures = GeminiSignatures()

    private func encode(
        _ request: GenerateRequest,
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) throws -> (path: String, body: JSONValue, text: String) {
        var settings = try ProviderSettings.testing(.gemini)
        change(&settings)
        let sent = try GeminiRequest(request, settings: settings, signatures: signatures)
        return (sent.path, try JSONValue(parsing: sent.body), String(decoding: sent.body, as: UTF8.self))
    }

    private func chat(_ messages: Message..., model: String = "gemini-2.5-flash") -> GenerateRequest {
        GenerateRequest(model: model, input: .chat(messages))
    }

    @Test func `what system and developers say stands apart`() throws {
        var request = chat(
            Message(.system, "be kind"),
            Message(.user, "hello"),
            Message(.assistant, "hi"),
            Message(.developer, "brief"),
            Message(.user, "and?")
        )
        request.stream = true
        let sent = try encode(request)
        #expect(sent.path == "/models/gemini-2.5-flash:streamGenerateContent?alt=sse")
        let expected = #"""
            {"systemInstruction":{"parts":[{"text":"be kind"},{"text":"brief"}]},
             "contents":[{"role":"user","parts":[{"text":"hello"}]},{"role":"model","parts":[{"text":"hi"}]},
                         {"role":"user","parts":[{"text":"and?"}]}],
             "generationConfig":{}}
            """#
        #expect(sent.body == (try json(expected)))
    }

    @Test(arguments: [
        ("gemini-2.5-flash", "/models/gemini-2.5-flash:generateContent"),
        ("models/gemini-2.5-flash", "/models/gemini-2.5-flash:generateContent"),
        ("tunedModels/mine", "/tunedModels/mine:generateContent"),
        ("../../evil?x=1#", "/models/..%2F..%2Fevil%3Fx%3D1%23:generateContent"),
        ("tunedModels/../a", "/tunedModels/..%2Fa:generateContent"), ("ü", "/models/%C3%BC:generateContent"),
    ])
    func `a model's name is nothing but a name in the address`(model: String, path: String) throws {
        #expect(try encode(chat(Message(.user, "x"), model: model)).path == path)
    }

    @Test func `every way of sampling has its field`() throws {
        var request = chat(Message(.user, "x"))
        request.sampling.maxTokens = 5
        request.sampling.temperature = 0.5
        request.sampling.topP = 0.9
        request.sampling.seed = 42
        request.sampling.stop = ["a"]
        request.sampling.presencePenalty = 0.1
        request.sampling.frequencyPenalty = 0.2
        request.sampling.choices = 3
        request.sampling.logprobs = true
        request.sampling.topLogprobs = 2
        let expected = #"""
            {"maxOutputTokens":5,"temperature":0.5,"topP":0.9,"topK":40,"seed":42,"stopSequences":["a"],
             "presencePenalty":0.1,"frequencyPenalty":0.2,"candidateCount":3,"responseLogprobs":true,"logprobs":2}
            """#
        #expect(try encode(request) { $0.parameters.topK = 40 }.body["generationConfig"] == json(expected))
    }

    @Test func `a schema goes as the client wrote it`() throws {
        let schema =
            ##"{"type":"object","properties":{"z":{"$ref":"#/$defs/a"},"a":{}},"additionalProperties":false}"##
        var request = chat(Message(.user, "x"))
        request.format = .schema(OutputSchema(name: "s", schema: raw(schema)))
        let sent = try encode(request)
        #expect(sent.text.contains(#""responseJsonSchema":"# + schema))
        #expect(sent.body["generationConfig"]?["responseMimeType"] == "application/json")
        request.format = .json
        #expect(try encode(request).body["generationConfig"] == json(#"{"responseMimeType":"application/json"}"#))
    }

    @Test(arguments: [
        (ToolChoice.auto, "null"), (.none, #"{"functionCallingConfig":{"mode":"NONE"}}"#),
        (.required, #"{"functionCallingConfig":{"mode":"ANY"}}"#),
        (.function("f"), #"{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}"#),
    ])
    func `tools are declared, and chosen as asked`(choice: ToolChoice, config: String) throws {
        var request = chat(Message(.user, "x"))
        request.tools = [Tool(name: "f", description: "d", parameters: raw(#"{"type":"object"}"#)), Tool(name: "g")]
        request.toolChoice = choice
        let body = try encode(request).body
        let expected =
            #"[{"functionDeclarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object"}},{"name":"g"}]}]"#
        #expect(body["tools"] == (try json(expected)))
        #expect(body["toolConfig"] ?? .null == (try json(config)))
    }

    @Test func `answers of tools stand together, and name their functions`() throws {
        var assistant = Message(.assistant, "let me see")
        assistant.reasoning = "hm"
        assistant.toolCalls = [
            ToolCall(id: "1", name: "f", arguments: #"{"b":1.50}"#), ToolCall(id: "2", name: "g", arguments: ""),
        ]
        var first = Message(.tool, #"{"sun":true}"#)
        first.toolCallID = "1"
        var second = Message(.tool, "rain")
        second.toolCallID = "2"
        let picture = ContentPart.image(ImageContent(source: .data(base64: "QUJD", mediaType: "image/png")))
        second.content.append(picture)
        let sent = try encode(chat(Message(.user, "x"), assistant, first, second, Message(.user, "so?")))
        let expected = #"""
            [{"role":"user","parts":[{"text":"x"}]},
             {"role":"model","parts":[{"text":"hm","thought":true},{"text":"let me see"},
              {"functionCall":{"id":"1","name":"f","args":{"b":1.5}}},{"functionCall":{"id":"2","name":"g","args":{}}}]},
             {"role":"user","parts":[
              {"functionResponse":{"id":"1","name":"f","response":{"sun":true}}},
              {"functionResponse":{"id":"2","name":"g","response":{"output":"rain"}}},
              {"inlineData":{"mimeType":"image/png","data":"QUJD"}}]},
             {"role":"user","parts":[{"text":"so?"}]}]
            """#
        #expect(sent.body["contents"] == (try json(expected)))
        #expect(sent.text.contains(#""args":{"b":1.50}"#))
    }

    @Test(arguments: [
        ("[1,2]", #"{"output":[1,2]}"#), ("7", #"{"output":"7"}"#), ("", #"{"output":""}"#),
        ("{bad", #"{"output":"{bad"}"#),
    ])
    func `an answer that is no object becomes an output`(answer: String, written: String) throws {
        var message = Message(.tool, answer)
        message.name = "f"
        let body = try encode(chat(message)).body
        #expect(body["contents"]?[0]?["parts"]?[0]?["functionResponse"]?["response"] == (try json(written)))
    }

    @Test func `an answer to no call is refused with its place`() throws {
        var message = Message(.tool, "x")
        message.toolCallID = "nowhere"
        let error = #expect(throws: ProviderError.self) { try encode(chat(Message(.user, "x"), message)) }
        #expect(error?.code == .badRequest)
        #expect(error?.parameter == "messages[1].tool_call_id")
    }

    @Test func `calls are signed with what came with them`() throws {
        signatures.remember("c2ln", of: "2")
        func parts(_ ids: String..., model: String) throws -> [JSONValue?] {
            var assistant = Message(role: .assistant, content: [])
            assistant.toolCalls = ids.map { ToolCall(id: $0, name: "f", arguments: "{}") }
            let body = try encode(chat(Message(.user, "x"), assistant, model: model)).body
            return (body["contents"]?[1]?["parts"]?.array ?? []).map { $0["thoughtSignature"] }
        }
        #expect(try parts("1", "2", model: "gemini-2.5-pro") == [nil, "c2ln"])
        #expect(try parts("1", "3", model: "gemini-2.5-pro") == [nil, nil])
        #expect(try parts("2", "3", model: "gemini-3-pro-preview") == ["c2ln", nil])
        // Of a call that another model made, or that was forgotten, Gemini 3 wants to be told so.
        #expect(try parts("1", "3", model: "gemini-3-pro-preview") == [.string(GeminiSignatures.unverified), nil])
    }

    @Test func `signatures are kept within bounds, the oldest going first`() {
        let kept = GeminiSignatures(limit: 10_000)
        for index in 0..<1000 { kept.remember(String(repeating: "x", count: 90), of: "\(index)") }
        #expect(kept["0"] == nil)
        #expect(kept["999"] != nil)
        #expect((0..<1000).count { kept["\($0)"] != nil } <= 110)
        kept.remember(String(repeating: "x", count: 9_000), of: "huge")
        #expect(kept["huge"] == nil)
        #expect(kept["999"] != nil)
    }

    @Test(arguments: [
        ("gemini-2.5-flash", ReasoningControl.off, #"{"thinkingBudget":0}"#),
        ("gemini-2.5-flash", .effort("none"), #"{"thinkingBudget":0}"#),
        ("gemini-2.5-flash", .on, #"{"includeThoughts":true,"thinkingBudget":-1}"#),
        ("gemini-2.5-flash", .effort("medium"), #"{"includeThoughts":true,"thinkingBudget":8192}"#),
        ("gemini-flash-latest", .effort("high"), #"{"includeThoughts":true,"thinkingBudget":24576}"#),
        ("gemini-3-pro-preview", .on, #"{"includeThoughts":true}"#),
        ("models/gemini-3.1-pro", .effort("low"), #"{"includeThoughts":true,"thinkingLevel":"low"}"#),
    ])
    func `thinking is told in the model's own measure`(model: String, control: ReasoningControl, config: String) throws
    {
        var request = chat(Message(.user, "x"), model: model)
        request.reasoning = control
        #expect(try encode(request).body["generationConfig"]?["thinkingConfig"] == json(config))
    }

    @Test func `an effort that the model does not know is refused`() throws {
        var request = chat(Message(.user, "x"))
        request.reasoning = .effort("extreme")
        let error = #expect(throws: ProviderError.self) { try encode(request) }
        #expect(error?.code == .badRequest)
    }

    @Test func `pictures and sounds travel inside`() throws {
        let picture = ContentPart.image(ImageContent(source: .data(base64: "QUJD", mediaType: "image/webp")))
        let sound = ContentPart.audio(base64: "QQ==", format: "wav")
        let sent = try encode(chat(Message(role: .user, content: [picture, .text("what?"), sound])))
        let expected = #"""
            [{"inlineData":{"mimeType":"image/webp","data":"QUJD"}},{"text":"what?"},
             {"inlineData":{"mimeType":"audio/wav","data":"QQ=="}}]
            """#
        #expect(sent.body["contents"]?[0]?["parts"] == (try json(expected)))
        let address = ContentPart.image(ImageContent(source: .url("http://169.254.169.254/x")))
        let error = #expect(throws: ProviderError.self) { try encode(chat(Message(role: .user, content: [address]))) }
        #expect(error?.unsupported == .images)
    }

    @Test func `bare prompts are refused`() throws {
        let request = GenerateRequest(model: "m", input: .completion(prompt: .text("x"), suffix: nil))
        let error = #expect(throws: ProviderError.self) { try encode(request) }
        #expect(error?.unsupported == .completion)
    }
}
