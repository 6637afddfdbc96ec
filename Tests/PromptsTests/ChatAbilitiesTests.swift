import JSON
import Testing

@testable import Prompts

struct ChatAbilitiesTests {
    private static let hermes = """
        {%- if tools %}{{ tools|tojson }}<tool_call>{% endif %}{%- for m in messages %}
        {{- '<|im_start|>' + m.role + '\\n' + m.content }}{% for c in m.tool_calls %}{{ c.function|tojson }}{% endfor %}
        {{- '<|im_end|>\\n' }}{% endfor %}
        {%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
        """
    /// No system prompt, one call a turn, and ids of nine.
    private static let strict = """
        {%- if tools %}{{ tools|tojson }}[TOOL_CALLS]{% endif %}{%- for m in messages %}
        {%- if m.role == 'system' %}{{ raise_exception('no') }}{% endif %}
        {%- if m.tool_calls and (m.tool_calls|length != 1 or m.tool_calls[0].id|length != 9) %}{{ raise_exception('no') }}{% endif %}
        {{- '[' + m.role + ']' + m.content }}{% for c in m.tool_calls %}{{ c.function.name + c.function.arguments|tojson + c.id }}
        {%- endfor %}{{ m.tool_call_id }}{% endfor %}
        """

    private static func template(_ text: String) throws -> ChatTemplate {
        try ChatTemplate(text, beginText: "<s>", endText: "</s>")
    }

    private let question = ChatTemplate.Turn(role: "user", content: "Hi")
    private let tool: JSONValue = ["type": "function", "function": ["name": "add"]]

    @Test(arguments: [
        (hermes, true), (strict, true), ("{{ messages[0].content }}<tool_call>", false),
        ("{{ messages[0].content }}{{ tools|tojson }}", false), (ChatFamily.chatML.template, false),
    ])
    func `tools are known where they are told, in a format that can be read`(text: String, knows: Bool) throws {
        #expect(try Self.template(text).abilities.tools == knows)
    }

    private static let thinks = "{{ messages[0].content }}{% if add_generation_prompt %}A:{% endif %}"
    @Test(arguments: [
        (thinks, ChatAbilities.Thinking.none), (thinks + "{# </think> #}", .always),
        (
            thinks + "{% if enable_thinking is defined and not enable_thinking %}<think>\\n\\n</think>{% endif %}",
            .switched
        ),
        (thinks + "{% if thinking %}<think>{% else %}</think>{% endif %}", .switched),
        (thinks + "<|start|><|channel|>", .effort),
    ])
    func `whether a model thinks is seen by what its template writes`(
        text: String,
        thinking: ChatAbilities.Thinking
    ) throws {
        #expect(try Self.template(text).abilities.thinking == thinking)
    }

    @Test func `a thought that the prompt opens is where the answer begins, and is closed where none is wanted`() throws
    {
        let template = try Self.template(Self.thinks + "{# </think> #}<think>\n")
        let written = try template.write([question])
        #expect(written.text == "HiA:<think>")
        #expect(written.answer.startsWithReasoning)
        let off = try template.write([question], thinking: .off)
        #expect(off.text == "HiA:<think>\n\n</think>\n\n")
        #expect(!off.answer.startsWithReasoning)
        let closed = try Self.template(Self.thinks + "{# </think> #}").write([question], thinking: .off)
        #expect(closed.text == "HiA:<think>\n\n</think>\n\n")
    }

    @Test func `gpt-oss is told how much to think, and not to by where its answer begins`() throws {
        let template = try Self.template("{{ reasoning_effort }}<|start|>{% if none %}<|channel|>{% endif %}")
        #expect(try template.write([question], thinking: .effort("minimal")).text == "low<|start|>")
        let off = try template.write([question], thinking: .off)
        #expect(off.text == "low<|start|><|channel|>final<|message|>")
        var parser = AnswerParser(off.answer)
        #expect(parser.feed("Yes") == [.text("Yes")])
    }

    @Test func `what has no place in a template is put where there is one`() throws {
        var calls = ChatTemplate.Turn(role: "assistant", content: "so")
        calls.calls = ["one", "two"].map { .init(id: "call_" + $0, name: $0, arguments: ["a": 1]) }
        let results = ["one", "two"].map { id in
            var turn = ChatTemplate.Turn(role: "tool", content: "=" + id)
            turn.callID = "call_" + id
            return turn
        }
        let systems = ["S1", "S2"].map { ChatTemplate.Turn(role: "system", content: $0) }
        let text = try Self.template(Self.strict).write(systems + [question, calls] + results, tools: [tool]).text
        let (first, second) = (ChatTemplate.shortID("call_one"), ChatTemplate.shortID("call_two"))
        #expect(Set([first.count, second.count]) == [9])
        #expect(ChatTemplate.shortID(first) == first)
        #expect(
            text.hasSuffix(
                "[user]S1\n\nS2\n\nHi[assistant]soone{\"a\": 1}\(first)[tool]=one\(first)"
                    + "[assistant]two{\"a\": 1}\(second)[tool]=two\(second)"
            )
        )
    }
}
