import Configuration
import JSON
import ModelFiles
import Prompts
import Testing
import Tokenization

@testable import Providers

struct NativeChatTests {
    static let hermes = """
        {%- if tools %}[tools]{{ tools|tojson }}{# <tool_call> #}{% endif %}
        {%- for m in messages %}[{{ m.role }}]{{ m.reasoning_content }}{{ m.content }}
        {%- for c in m.tool_calls %}{{ c.function|tojson }}{% endfor %}{{ m.name }}{% endfor %}
        {%- if add_generation_prompt %}[assistant]{% if enable_thinking is false %}<think></think>{% endif %}{% endif %}
        """
    private static let plain = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}[assistant]"

    private static func text(_ template: String) throws -> NativeText {
        var writer = TinyModel.writer()
        writer.set("tokenizer.chat_template", .string(template))
        let file = try unsafe writer.bytes().withUnsafeBytes { try unsafe GGUFFile(copying: $0) }
        let model = try ModelFile(gguf: file)
        return try NativeText(try Tokenizer(model), model, contextLength: nil)
    }

    private static func request(_ change: (inout GenerateRequest) -> Void = { _ in }) -> GenerateRequest {
        var request = GenerateRequest(model: "tiny", input: .chat([Message(.user, "Hi")]))
        request.tools = [Tool(name: "add", description: "Adds.")]
        change(&request)
        return request
    }

    private static let tools =
        #"[tools][{"type": "function", "function": {"name": "add", "description": "Adds.", "#
        + #""parameters": {"type": "object", "properties": {}}}}]"#

    @Test func `tools, calls, results and thoughts of a chat are what the template writes`() throws {
        var call = Message(.assistant, "so")
        call.reasoning = "hm,"
        call.toolCalls = [ToolCall(id: "c1", name: "add", arguments: #"{"a": 1, "b": [2.50]}"#)]
        var result = Message(.tool, "3")
        result.toolCallID = "c1"
        let messages = [Message(.developer, "D"), Message(.user, "Hi"), call, result]
        let chat = try Self.text(Self.hermes).chat(messages, Self.request(), provider: "native")
        #expect(
            chat.prompt.text == Self.tools
                + #"[system]D[user]Hi[assistant]hm,so{"name": "add", "arguments": {"a": 1, "b": [2.5]}}[tool]3add[assistant]"#
        )
        #expect(chat.answer.tools == ["add"])
    }

    @Test func `a choice of no tool tells the model of none`() throws {
        let request = Self.request { $0.toolChoice = .none }
        let chat = try Self.text(Self.hermes).chat([Message(.user, "Hi")], request, provider: "native")
        #expect(chat.prompt.text == "[user]Hi[assistant]")
        #expect(chat.answer.tools.isEmpty)
    }

    @Test(arguments: [(ReasoningControl.off, true), (.effort("none"), true), (.on, false), (.effort("low"), false)])
    func `thinking is turned off by the template's own variable`(control: ReasoningControl, isOff: Bool) throws {
        let request = Self.request { ($0.reasoning, $0.tools) = (control, []) }
        let chat = try Self.text(Self.hermes).chat([Message(.user, "Hi")], request, provider: "native")
        #expect(chat.prompt.text == "[user]Hi[assistant]" + (isOff ? "<think></think>" : ""))
    }

    @Test func `what this model cannot is refused by its name`() throws {
        let text = try Self.text(Self.plain)
        func refused(_ request: GenerateRequest) -> ProviderError? {
            do throws(ProviderError) {
                _ = try text.chat([Message(.user, "Hi")], request, provider: "native")
                return nil
            } catch { return error }
        }
        let tools = refused(Self.request())
        #expect(tools?.code == .unsupported)
        #expect(tools?.message.hasPrefix("the provider 'native' does not support tools with 'tiny': ") == true)
        #expect(refused(Self.request { $0.toolChoice = .none }) == nil)
        let thinking = refused(Self.request { ($0.reasoning, $0.tools) = (.on, []) })
        #expect(thinking?.unsupported == .reasoningControl)
        #expect(refused(Self.request { ($0.reasoning, $0.tools) = (.off, []) }) == nil)
    }

    // MARK: Answers

    private static func answer(_ pieces: [String], isParallel: Bool = true) -> (events: [GenerationEvent], isOver: Bool)
    {
        var format = AnswerFormat()
        format.calls = .marked(open: "<tool_call>", close: "</tool_call>")
        format.reasoning = .init(open: "<think>", close: "</think>")
        let plan = AnswerPlan(format: format, tools: ["add", "now"], isParallel: isParallel)
        var reading = AnswerReading(plan, choice: 2) { "id" }
        let events = pieces.flatMap { reading.feed($0) }
        return (events + reading.finish(), reading.isOver)
    }

    @Test func `thoughts, text and calls are events of their own`() {
        let (events, isOver) = Self.answer([
            "<think>hm</th", "ink>\n\nSo: <tool", "_call>{\"name\": \"add\", \"arguments\": {\"a\"",
            ": 1}}</tool_call>",
            "<tool_call>{\"name\": \"now\"}</tool_call>",
        ])
        func call(_ index: Int, _ name: String?, _ arguments: String = "") -> GenerationEvent {
            .toolCall(
                ToolCallFragment(index: index, id: name.map { _ in "id" }, name: name, arguments: arguments),
                choice: 2
            )
        }
        #expect(
            events == [
                .reasoning("hm", choice: 2), .text("So: ", choice: 2), call(0, "add"), call(0, nil, "{\"a\""),
                call(0, nil, ": 1}"), call(1, "now"), call(1, nil, "{}"),
            ]
        )
        #expect(!isOver)
    }

    @Test func `where one call is all that may be made, nothing comes after it`() {
        let (events, isOver) = Self.answer(
            ["<tool_call>{\"name\": \"add\"}</tool_call><tool_call>{\"name\": \"now\"}</tool_call> done"],
            isParallel: false
        )
        #expect(events.count == 2)
        #expect(isOver)
    }

    @Test func `a request's client is its user under its key, else its key, else itself`() throws {
        let text = try Self.text(Self.hermes)
        func client(user: String?, key: String?) throws -> Client? {
            var request = GenerateRequest.completing("", by: "tiny")
            (request.user, request.keyName) = (user, key)
            return try NativeCompletion(request, text, settings: .init(name: "native", type: .native)).client
        }
        #expect(try client(user: nil, key: nil) == nil)
        #expect(try client(user: "ann", key: nil) == .user("ann"))
        #expect(try client(user: nil, key: "team") == .key("team"))
        #expect(try client(user: "ann", key: "team") == .user("ann", key: "team"))
        #expect(try client(user: "ann", key: "team") != client(user: "ann", key: "other"))
    }

    @Test func `marks that are special tokens reach the reading, and calls are why it ends`() throws {
        let text = try Self.text(Self.hermes)
        let completion = try NativeCompletion(
            .completing("", by: "tiny"),
            text,
            settings: .init(name: "native", type: .native)
        )
        var planned = completion
        var format = AnswerFormat()
        // The byte é is a mark here, and the unknown token is one that no text shows.
        format.calls = .marked(open: "<unk>", close: "<s>")
        planned.answer = AnswerPlan(format: format, tools: ["f"], marks: [0, 1])
        var choice = ChoiceText(0, of: planned, text)
        let call = "{\"name\":\"f\"}".utf8.map { 3 + Int($0) }
        let events = ([0] + call + [1]).flatMap { choice.add($0, nil) } + choice.finish()
        #expect(events.text().isEmpty)
        #expect(events.count == 2)
        #expect(choice.reason(.stop) == .toolCalls)
        #expect(choice.reason(.length) == .length)
    }
}
