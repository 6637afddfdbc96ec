import Grammars
import JSON
import Prompts
import Testing

@testable import Providers

/// A model by chance that is held to a form keeps to it.
struct NativeConstraintTests {
    private static func template(_ marks: String) -> String {
        "{{ tools|tojson }}{% if false %}\(marks){% endif %}{% for m in messages %}[{{ m.role }}]{{ m.content }}"
            + "{% for c in m.tool_calls %}{{ c.function|tojson }}{% endfor %}{% endfor %}"
    }

    private static let families = [
        "<tool_call>", "<|python_tag|>", "[TOOL_CALLS]", "[TOOL_CALLS][ARGS]", "functools", "<start_function_call>",
        "<|tool_call>", "<|start|><|channel|>", "<tool_call></think>",
    ]

    private static let city = RawJSON(
        Array(
            (#"{"type": "object", "properties": {"city": {"enum": ["Oslo", "Paris"]}}, "required": ["city"], "#
                + #""additionalProperties": false}"#).utf8
        )
    )

    private static func request(_ change: (inout GenerateRequest) -> Void) -> GenerateRequest {
        var request = GenerateRequest(model: "tiny", input: .chat([Message(.user, "Hi")]))
        request.stream = true
        request.sampling.maxTokens = 200
        request.sampling.seed = 5
        // Who thinks by chance never ends.
        request.reasoning = .off
        change(&request)
        return request
    }

    private static func calls(_ events: [GenerationEvent], _ choice: Int = 0) -> [(name: String, arguments: String)] {
        var calls: [(name: String, arguments: String)] = []
        for case .toolCall(let fragment, choice: choice) in events {
            if let name = fragment.name { calls.append((name, "")) }
            if !calls.isEmpty { calls[calls.count - 1].arguments += fragment.arguments }
        }
        return calls
    }

    @Test(arguments: families)
    func `a call that is asked for is made, in each family's format`(marks: String) async throws {
        let stage = try NativeStage()
        try stage.write("tiny", context: 2048, template: Self.template(marks))
        let provider = try stage.provider()
        for name in ["weather", "clock"] {
            let request = Self.request { request in
                request.tools = [
                    Tool(name: "weather", parameters: Self.city), Tool(name: "clock", parameters: Self.city),
                ]
                request.toolChoice = name == "clock" ? .function("clock") : .required
                request.sampling.choices = 2
            }
            let events = try await provider.generate(request).events()
            for choice in 0..<2 {
                let calls = Self.calls(events, choice)
                #expect(calls.count == 1)
                #expect(name == "weather" || calls.first?.name == "clock")
                let arguments = try JSONValue(parsing: Array((calls.first?.arguments ?? "").utf8))
                #expect(["Oslo", "Paris"].contains(arguments["city"]?.string))
                #expect(events.reason(choice) == .toolCalls)
                #expect(events.text(choice).isEmpty)
            }
        }
    }

    @Test(arguments: ["", "</think>", "<|start|><|channel|>"])
    func `an answer is JSON as its schema has it`(marks: String) async throws {
        let stage = try NativeStage()
        try stage.write("tiny", context: 2048, template: Self.template(marks))
        let request = Self.request { $0.format = .schema(OutputSchema(name: "city", schema: Self.city)) }
        let events = try await stage.provider().generate(request).events()
        let answer = try JSONValue(parsing: Array(events.text().utf8))
        #expect(["Oslo", "Paris"].contains(answer["city"]?.string))
        #expect(events.reason() == .stop)
    }

    @Test func `a bare prompt's completion is held to a schema too`() async throws {
        let stage = try NativeStage("tiny")
        var request = GenerateRequest.completing("the", by: "tiny", 100)
        request.format = .schema(OutputSchema(name: "city", schema: Self.city))
        let text = try await stage.provider().generate(request).events().text()
        #expect(try JSONValue(parsing: Array(text.utf8))["city"] != nil)
    }

    @Test func `several calls are made where several are asked for`() throws {
        let tools = [Tool(name: "now")]
        func accepts(_ text: String, _ calls: AnswerFormat.Calls, isParallel: Bool) throws -> Bool {
            var format = AnswerFormat()
            format.calls = calls
            let grammar = AnswerGrammar(
                format: format,
                tools: tools,
                choice: .required,
                output: .text,
                isParallel: isParallel,
                thinks: true
            )
            return try Grammar(try #require(try grammar.part())).accepts(Array(text.utf8))
        }
        let two = "[TOOL_CALLS][{\"name\": \"now\", \"arguments\": {}}, {\"name\": \"now\", \"arguments\": {}}]"
        #expect(try accepts(two, .list(mark: "[TOOL_CALLS]", named: false), isParallel: true))
        #expect(try !accepts(two, .list(mark: "[TOOL_CALLS]", named: false), isParallel: false))
    }

    @Test func `who thinks does so before, and who need not call may say something in its form`() throws {
        var format = AnswerFormat()
        format.reasoning = .init(open: "<think>", close: "</think>")
        format.calls = .marked(open: "<tool_call>", close: "</tool_call>")
        func accepts(_ text: String, thinks: Bool = true) throws -> Bool {
            let grammar = AnswerGrammar(
                format: format,
                tools: [Tool(name: "now")],
                choice: .auto,
                output: .json,
                isParallel: false,
                thinks: thinks
            )
            return try Grammar(try #require(try grammar.part())).accepts(Array(text.utf8))
        }
        #expect(try accepts("{\"a\": 1}"))
        #expect(try accepts("<think>\nhm {</think>\n\n{\"a\": 1}"))
        #expect(try accepts("<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"))
        #expect(try !accepts("<think>\nhm</think>\n\n{}", thinks: false))
        #expect(try !accepts("Well"))
        format.startsWithReasoning = true
        #expect(try accepts("hm</think>{}"))
        #expect(try !accepts("{}"))
    }

    @Test func `a schema that cannot be followed is refused by its field`() async throws {
        let stage = try NativeStage()
        try stage.write("tiny", template: Self.template("<tool_call>"))
        try stage.write("gemma", template: Self.template("<|tool_call>"))
        let provider = try stage.provider()
        let strange = RawJSON(Array(#"{"type": "object", "unevaluatedProperties": false}"#.utf8))
        func refused(_ change: (inout GenerateRequest) -> Void) async -> ProviderError? {
            let request = Self.request(change)
            return await failure { () async throws(ProviderError) in _ = try await provider.generate(request) }
        }
        let format = await refused { $0.format = .schema(OutputSchema(name: "x", schema: strange)) }
        #expect(format?.code == .badRequest)
        #expect(format?.parameter == "response_format")
        #expect(format?.message.contains("unevaluatedProperties") == true)
        let tool = await refused {
            $0.tools = [Tool(name: "a", parameters: Self.city), Tool(name: "b", parameters: strange)]
            $0.toolChoice = .required
        }
        #expect(tool?.parameter == "tools[1].function.parameters")
        let gemma = await refused {
            $0.model = "gemma"
            $0.tools = [Tool(name: "b", parameters: strange)]
            $0.toolChoice = .required
        }
        #expect(gemma?.parameter == "tools[0].function.parameters")
        #expect(gemma?.message.contains("unevaluatedProperties") == true)
    }
}
