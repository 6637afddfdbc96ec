import JSON
import Providers
import Testing

@testable import Server

struct GeminiRequestTests {
    private func read(_ body: String) throws -> GeminiRequest {
        try GeminiRequest(body: Array(body.utf8), model: "m", stream: false)
    }

    private func read(with members: String) throws -> GenerateRequest {
        try read(#"{"contents":[{"parts":[{"text":"hi"}]}],\#(members)}"#).generate
    }

    private func turns(_ request: GenerateRequest) throws -> [Message] {
        guard case .chat(let turns) = request.input else { throw TestFailure() }
        return turns
    }

    @Test func `contents become turns`() throws {
        let request = try read(
            #"""
            {"systemInstruction":{"parts":[{"text":"be"},{"text":" brief"}]},
             "contents":[
              {"role":"user","parts":[{"text":"look"},{"inlineData":{"mimeType":"image/png","data":"-_8"}}]},
              {"role":"model","parts":[{"text":"hm","thought":true},{"text":"so"},
                {"functionCall":{"name":"f","args":{"b":1,"a":2.0}}},{"functionCall":{"id":"x","name":"g"}}]},
              {"role":"user","parts":[{"functionResponse":{"name":"g","id":"x","response":{"r":1}}},
                {"functionResponse":{"name":"f","response":{"result":"F"}}},{"text":"and?"}]}]}
            """#
        )
        let turns = try turns(request.generate)
        #expect(turns.map(\.role) == [.system, .user, .assistant, .tool, .tool, .user])
        #expect(turns[0].text == "be brief")
        #expect(turns[1].content[1] == .image(ImageContent(source: .data(base64: "+/8=", mediaType: "image/png"))))
        #expect(turns[2].reasoning == "hm")
        #expect(turns[2].toolCalls.map(\.arguments) == [#"{"b":1,"a":2.0}"#, "{}"])
        #expect(turns[3].toolCallID == "x")
        #expect(turns[3].text == #"{"r":1}"#)
        #expect(turns[4].toolCallID == turns[2].toolCalls[0].id)
        #expect(turns[5].text == "and?")
    }

    @Test func `names are taken as the protocol writes them, too`() throws {
        let request = try read(
            #"""
            {"system_instruction":{"parts":[{"text":"s"}]},
             "contents":[{"parts":[{"inline_data":{"mime_type":"audio/wav","data":"AAAA"}}]}],
             "generation_config":{"max_output_tokens":5,"stop_sequences":["x"],"response_mime_type":"application/json"}}
            """#
        ).generate
        #expect(try turns(request)[1].content == [.audio(base64: "AAAA", format: "wav")])
        #expect(request.sampling.maxTokens == 5)
        #expect(request.sampling.stop == ["x"])
        guard case .json = request.format else { throw TestFailure() }
    }

    @Test func `settings reach the backend`() throws {
        let request = try read(
            with: #"""
                "generationConfig":{"temperature":0.1,"topP":0.2,"topK":3.0,"candidateCount":2,"maxOutputTokens":7,"seed":9,
                "presencePenalty":0.5,"frequencyPenalty":-0.5,"responseLogprobs":true,"logprobs":2,
                "thinkingConfig":{"thinkingBudget":0},"responseModalities":["TEXT"]},
                "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"labels":{"a":"b"}
                """#
        )
        #expect(request.sampling.temperature == 0.1)
        #expect(request.sampling.topK == 3)
        #expect(request.sampling.choices == 2)
        #expect(request.sampling.frequencyPenalty == -0.5)
        #expect(request.sampling.topLogprobs == 2)
        #expect(request.reasoning == .off)
    }

    @Test(arguments: [
        (#"{"thinkingBudget":-1}"#, ReasoningControl.on), (#"{"thinkingBudget":512}"#, .effort("low")),
        (#"{"thinkingBudget":8192}"#, .effort("medium")), (#"{"thinkingBudget":24576}"#, .effort("high")),
        (#"{"thinkingLevel":"LOW"}"#, .effort("low")), (#"{"thinkingLevel":"minimal"}"#, .effort("minimal")),
        (#"{"includeThoughts":true}"#, nil),
    ])
    func `thinking is budgeted or levelled`(config: String, expected: ReasoningControl?) throws {
        #expect(try read(with: #""generationConfig":{"thinkingConfig":\#(config)}"#).reasoning == expected)
    }

    @Test(arguments: [
        (#"{"type":"STRING"}"#, #"{"type":"string"}"#),
        (#"{"type":"INTEGER","format":"int32","minimum":1}"#, #"{"type":"integer","minimum":1}"#),
        (#"{"type":"STRING","nullable":true}"#, #"{"type":["string","null"]}"#),
        (#"{"type":"STRING","format":"enum","enum":["A","B"]}"#, #"{"type":"string","enum":["A","B"]}"#),
        (
            #"{"type":"STRING","format":"date-time","example":"x"}"#,
            #"{"type":"string","format":"date-time","examples":["x"]}"#
        ),
        (
            #"{"type":"ARRAY","items":{"type":"NUMBER"},"minItems":"2","max_items":3}"#,
            #"{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":3}"#
        ),
        (
            #"{"type":"OBJECT","properties":{"type":{"type":"BOOLEAN"},"é\"":{"type":"STRING"}},"required":["type"],"propertyOrdering":["é\"","type"]}"#,
            #"{"type":"object","properties":{"é\"":{"type":"string"},"type":{"type":"boolean"}},"required":["type"]}"#
        ),
        (#"{"anyOf":[{"type":"STRING"},{"type":"NULL"}]}"#, #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#),
        (#"{"type":"object","additionalProperties":false}"#, #"{"type":"object","additionalProperties":false}"#),
        (#"{}"#, #"{}"#), (#"{"type":"TYPE_UNSPECIFIED"}"#, #"{}"#),
    ])
    func `Google's schemas become JSON Schema`(google: String, expected: String) throws {
        let request = try read(
            with: #""generationConfig":{"responseSchema":\#(google),"responseMimeType":"application/json"}"#
        )
        guard case .schema(let schema) = request.format else { throw TestFailure() }
        #expect(schema.schema.text == expected)
        #expect(throws: Never.self) { try JSONValue(parsing: Array(schema.schema.bytes)) }
    }

    @Test func `a schema that nests without end is refused`() {
        let deep = String(repeating: #"{"items":"#, count: 200) + "{}" + String(repeating: "}", count: 200)
        #expect(throws: APIError.self) { try read(with: #""generationConfig":{"responseSchema":\#(deep)}"#) }
    }

    @Test func `functions become tools`() throws {
        let request = try read(
            with: #"""
                "tools":[{"functionDeclarations":[
                  {"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"x":{"type":"INTEGER"}}}},
                  {"name":"g","parametersJsonSchema":{"type":"object","z":1}}]},{"function_declarations":[{"name":"h"}]}],
                "toolConfig":{"functionCallingConfig":{"mode":"ANY"}}
                """#
        )
        #expect(request.tools.map(\.name) == ["f", "g", "h"])
        #expect(request.tools[0].parameters?.text == #"{"type":"object","properties":{"x":{"type":"integer"}}}"#)
        #expect(request.tools[1].parameters?.text == #"{"type":"object","z":1}"#)
        #expect(request.tools[2].parameters == nil)
        #expect(request.toolChoice == .required)
    }

    @Test(arguments: [
        (#"{"mode":"AUTO"}"#, ToolChoice.auto, ["f", "g"]), (#"{"mode":"NONE"}"#, .none, ["f", "g"]),
        (#"{"mode":"ANY","allowedFunctionNames":["g"]}"#, .function("g"), ["g"]),
        (#"{"mode":"ANY","allowedFunctionNames":["f","g"]}"#, .required, ["f", "g"]),
        (#"{"mode":"VALIDATED","allowedFunctionNames":["f"]}"#, .auto, ["f"]),
    ])
    func `which functions may or must be called`(config: String, choice: ToolChoice, names: [String]) throws {
        let request = try read(
            with:
                #""tools":[{"functionDeclarations":[{"name":"f"},{"name":"g"}]}],"toolConfig":{"functionCallingConfig":\#(config)}"#
        )
        #expect(request.toolChoice == choice)
        #expect(request.tools.map(\.name) == names)
    }

    @Test(arguments: [
        #"{"tools":[{"googleSearch":{}}]}"#, #"{"tools":[{"codeExecution":{}}]}"#,
        #"{"cachedContent":"cachedContents/x"}"#,
        #"{"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_LOW_AND_ABOVE"}]}"#,
        #"{"generationConfig":{"responseModalities":["AUDIO"]}}"#,
        #"{"generationConfig":{"speechConfig":{"voice":1}}}"#,
        #"{"generationConfig":{"responseMimeType":"text/x.enum"}}"#, #"{"generationConfig":{"temperature":-1}}"#,
        #"{"generationConfig":{"topP":-0.1}}"#, #"{"generationConfig":{"topK":-2}}"#,
        #"{"generationConfig":{"maxOutputTokens":-5}}"#, #"{"generationConfig":{"maxOutputTokens":0}}"#,
        #"{"generationConfig":{"candidateCount":-1}}"#,
        #"{"generationConfig":{"thinkingConfig":{"thinkingBudget":-2}}}"#,
        #"{"generationConfig":{"logprobs":-1,"responseLogprobs":true}}"#,
        #"{"generationConfig":{"presencePenalty":-9}}"#,
        #"{"generationConfig":{"frequencyPenalty":1e300}}"#, #"{"generationConfig":{"seed":1.5}}"#,
        #"{"generationConfig":{"logprobs":1}}"#, #"{"generationConfig":{"stopSequences":[""]}}"#,
        #"{"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}"#,
        #"{"toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["q"]}}}"#,
        #"{"systemInstruction":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}"#,
        #"{"generationConfig":[]}"#,
    ])
    func `what cannot be done is a 400 that names it`(member: String) throws {
        let error = try #require(throws: APIError.self) { try read(with: String(member.dropFirst().dropLast())) }
        #expect(error.status == 400)
        #expect(error.parameter?.isEmpty == false)
    }

    @Test(arguments: [
        #"{}"#, #"{"contents":[]}"#, #"{"contents":"x"}"#, #"{"contents":[{}]}"#, #"{"contents":[{"parts":[]}]}"#,
        #"{"contents":[{"parts":[{}]}]}"#, #"{"contents":[{"role":"system","parts":[{"text":"x"}]}]}"#,
        #"{"contents":[{"parts":[{"inlineData":{"mimeType":"application/pdf","data":"AAAA"}}]}]}"#,
        #"{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"%%"}}]}]}"#,
        #"{"contents":[{"parts":[{"fileData":{"fileUri":"file:///etc/passwd","mimeType":"image/png"}}]}]}"#,
        #"{"contents":[{"parts":[{"fileData":{"fileUri":"gs://bucket/x"}}]}]}"#,
        #"{"contents":[{"parts":[{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/x"}}]}]}"#,
        #"{"contents":[{"parts":[{"fileData":{"fileUri":"http://x/\r\nEvil: 1"}}]}]}"#,
        #"{"contents":[{"parts":[{"executableCode":{"code":"x"}}]}]}"#,
        #"{"contents":[{"parts":[{"functionCall":{"name":"f","args":"x"}}]}]}"#,
        #"{"contents":[{"parts":[{"functionResponse":{"name":"f"}}]}]}"#, "[]", "x", "",
    ])
    func `contents that cannot be read are a 400`(body: String) throws {
        let error = try #require(throws: APIError.self) { try read(body) }
        #expect(error.status == 400)
    }

    @Test(arguments: ["", "../x", "a/../b", "a\u{0}b", "a\r\nb", "a\\b", String(repeating: "x", count: 513)])
    func `a model's name that could be a path or a header is refused`(name: String) {
        let body = Array(#"{"contents":[{"parts":[{"text":"x"}]}]}"#.utf8)
        #expect(throws: APIError.self) { try GeminiRequest(body: body, model: name, stream: true) }
    }
}
