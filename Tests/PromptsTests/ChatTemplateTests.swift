import JSON
import Prompts
import Testing

struct ChatTemplateTests {
    private let turns = [
        ChatTemplate.Turn(role: "system", content: "Be brief."), ChatTemplate.Turn(role: "user", content: "Hi"),
        ChatTemplate.Turn(role: "assistant", content: "Hello."), ChatTemplate.Turn(role: "user", content: "Bye"),
    ]

    @Test(arguments: [
        (
            ChatFamily.chatML,
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello."
                + "<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n"
        ),
        (
            .llama3,
            "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>"
                + "\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
        ),
        (
            .gemma,
            "<s><start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\nHello.<end_of_turn>\n"
                + "<start_of_turn>user\nBye<end_of_turn>\n<start_of_turn>model\n"
        ),
        (
            .phi3,
            "<s><|system|>\nBe brief.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\nHello.<|end|>\n<|user|>\nBye<|end|>\n"
                + "<|assistant|>\n"
        ),
        (.mistral, "<s>[INST] Be brief.\n\nHi [/INST] Hello.</s>[INST] Bye [/INST]"),
        (.llama2, "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello.</s>[INST] Bye [/INST]"),
    ])
    func `each family's chats are written in its own format`(family: ChatFamily, expected: String) throws {
        let template = try ChatTemplate(family.template, beginText: "<s>", endText: "</s>")
        #expect(try template.prompt(turns) == expected)
    }

    @Test func `a family is known by its marks, else by its name, else not at all`() {
        func family(_ architecture: String, _ name: String, _ tokens: Set<String> = []) -> ChatFamily? {
            ChatFamily.of(architecture: architecture, name: name) { tokens.contains($0) }
        }
        #expect(family("qwen2", "Qwen2.5", ["<|im_start|>"]) == .chatML)
        #expect(family("llama", "any", ["<|start_header_id|>"]) == .llama3)
        #expect(family("llama", "Llama-2-7b-chat") == .llama2)
        #expect(family("llama", "Mistral-7B-Instruct-v0.1") == .mistral)
        #expect(family("llama", "stories15M") == nil)
    }

    @Test func `calls, tools and thinking reach the template`() throws {
        var call = ChatTemplate.Turn(role: "assistant", content: "")
        call.calls = [.init(id: "1", name: "add", arguments: ["a": 1])]
        call.reasoning = "hm"
        let template = try ChatTemplate(
            "{% for m in messages %}{{ m.reasoning_content }}{{ m.tool_calls|tojson }}{% endfor %}{{ tools|tojson }}{{ flag }}",
            beginText: "",
            endText: ""
        )
        let prompt = try template.prompt([call], tools: [["type": "function"]], more: ["flag": true])
        #expect(
            prompt == #"hm[{"id": "1", "type": "function", "function": {"name": "add", "arguments": {"a": 1}}}]"#
                + #"[{"type": "function"}]True"#
        )
    }

    @Test func `a template written for tools alone is also rendered without`() throws {
        let template = try ChatTemplate("{% for t in tools %}x{% endfor %}ok", beginText: "", endText: "")
        #expect(try template.prompt([]) == "ok")
    }
}
