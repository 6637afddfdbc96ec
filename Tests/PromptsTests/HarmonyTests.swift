import JSON
import Prompts
import Testing

/// What is expected here was written by openai-harmony 0.0.8; `scripts/conformance` compares with it anew.
struct HarmonyTests {
    private static func tool(_ parameters: String?) throws -> JSONValue {
        var function: JSONValue = ["name": "f", "description": "Does.\n\nMuch.\n"]
        if let parameters, case .object(var members) = function {
            members["parameters"] = try JSONValue(parsing: Array(parameters.utf8))
            function = .object(members)
        }
        return ["type": "function", "function": function]
    }

    @Test(arguments: [
        (nil, "()"), (#"{}"#, "(_: any)"), (#"{"type": "object"}"#, "(_: {\n})"),
        (#"{"type": "object", "oneOf": [{"type": "string"}, {"type": "number"}]}"#, "(_: \n | string\n | number)"),
        (
            #"""
            {"type": "object", "description": "top", "required": ["city", "o"], "properties": {
              "city": {"type": "string", "description": "The city"},
              "unit": {"type": "string", "enum": ["c", "f"], "default": "c"},
              "days": {"type": "array", "items": {"type": "integer"}, "description": "Days.\nLines"},
              "opt": {"type": ["string", "null"], "default": "x y"},
              "any": {"anyOf": [{"type": "string"}, {"type": "null"}]},
              "o": {"type": "object", "description": "obj", "properties": {"x": {"type": "number", "description": "xx", "default": 1.5}}, "required": ["x"]},
              "list": {"type": "array", "items": {"type": "object", "properties": {"k": {"type": "string"}}}},
              "n": {"type": "number", "nullable": true, "examples": ["e1", 2], "title": "T"},
              "a": {"type": "array"}, "nested": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}}}
            """#,
            """
            (_: // top
            {
            // The city
            city: string,
            unit?: "c" | "f", // default: c
            // Days.
            Lines
            days?: number[],
            opt?: string | null, // default: "x y"
            any?: any,
            // obj
            o:     // obj
            {
                // xx
                x: number, // default: 1.5
                },
            list?: {
                k?: string,
                }[],
            // T
            //
            // Examples:
            // - "e1"
            n?: number | null,
            a?: Array<any>,
            nested?: string[][],
            })
            """
        ),
        (
            #"""
            {"type": "object", "properties": {
              "a": {"oneOf": [{"type": "string", "description": "same"}, {"type": "number", "description": "num"}], "description": "same"},
              "b": {"oneOf": [{"type": "string", "description": "v1"}, {"type": "number", "description": "num", "default": 3}]},
              "c": {"oneOf": [{"type": "string", "enum": ["x", "y"], "default": "x"}, {"type": "object", "description": "od", "properties": {"q": {"type": "string", "description": "qd"}}}], "default": "z", "title": "T", "examples": ["1"]},
              "d": {"oneOf": [{"type": "string", "description": "v1"}, {"type": "number"}], "description": "p", "default": "q", "nullable": true},
              "e": {"type": "array", "items": {"oneOf": [{"type": "string"}, {"type": "number", "description": "nd"}]}},
              "f": {"type": "object", "properties": {"in": {"oneOf": [{"type": "string", "description": "q"}, {"type": "object", "properties": {"z": {"type": "string"}}}], "description": "pd", "default": 1}}}}}
            """#,
            """
            (_: {
            a?:
             | string
             | number // num
            ,
            b?:
             | string // v1
             | number // num default: 3
            ,
            // T
            //
            // Examples:
            // - "1"
            // default: "z"
            c?:
             | "x" | "y" // default: x
             |    // od
            {
               // qd
               q?: string,
               } // od
            ,
            // p
            // default: "q"
            d?:
             | string
             | number
            ,
            e?: 
                 | string
                 | number // nd[],
            f?: {
                // pd
                // default: 1
                in?:
                 | string
                 | {
                   z?: string,
                   }
                ,
                },
            })
            """
        ),
    ])
    func `a tool's parameters are a type`(parameters: String?, type: String) throws {
        let text = HarmonyContent.developer(instructions: nil, tools: [try Self.tool(parameters)])
        #expect(
            text
                == "# Tools\n\n## functions\n\nnamespace functions {\n\n// Does.\n// \n// Much.\ntype f = \(type) => any;\n\n"
                + "} // namespace functions"
        )
    }

    @Test func `the system is told who it is, what day it is and where to call`() {
        let text = HarmonyContent.system(date: "2025-06-28", effort: "high", hasFunctions: true)
        #expect(
            text == """
                You are ChatGPT, a large language model trained by OpenAI.
                Knowledge cutoff: 2024-06
                Current date: 2025-06-28

                Reasoning: high

                # Valid channels: analysis, commentary, final. Channel must be included for every message.
                Calls to these tools must go to the commentary channel: 'functions'.
                """
        )
    }

    @Test func `messages say by whom they are, to whom, and in which channel`() {
        let messages = [
            HarmonyMessage("user", "Hi"), HarmonyMessage("assistant", channel: "analysis", "hm"),
            HarmonyMessage(
                "assistant",
                to: "functions.f",
                channel: "commentary",
                contentType: "<|constrain|>json",
                "{}"
            ),
            HarmonyMessage("functions.f", to: "assistant", channel: "commentary", "3"),
        ]
        #expect(
            messages.prompt
                == "<|start|>user<|message|>Hi<|end|><|start|>assistant<|channel|>analysis<|message|>hm<|end|>"
                + "<|start|>assistant to=functions.f<|channel|>commentary <|constrain|>json<|message|>{}<|call|>"
                + "<|start|>functions.f to=assistant<|channel|>commentary<|message|>3<|end|><|start|>assistant"
        )
        let answered = messages + [HarmonyMessage("assistant", channel: "final", "3"), HarmonyMessage("user", "So?")]
        #expect(!answered.prompt.contains("hm"))
    }

    @Test func `a chat is written without a template`() throws {
        var call = ChatTemplate.Turn(role: "assistant", content: "I look.")
        call.reasoning = "must look"
        call.calls = [.init(id: "1", name: "f", arguments: ["a": 1])]
        var result = ChatTemplate.Turn(role: "tool", content: "3")
        (result.callID, result.name) = ("1", "f")
        let turns = [
            ChatTemplate.Turn(role: "system", content: "Be kind."), .init(role: "user", content: "Hi"), call, result,
        ]
        let tools = [try Self.tool(nil)]
        let template = ChatTemplate.harmony
        #expect(template.abilities.tools)
        #expect(template.abilities.thinking == .effort)
        let text = try template.write(turns, tools: tools, thinking: .effort("minimal")).text
        #expect(text.contains("\n\nReasoning: low\n\n"))
        #expect(text.contains("<|start|>developer<|message|># Instructions\n\nBe kind.\n\n# Tools\n\n## functions\n\n"))
        #expect(
            text.hasSuffix(
                "<|end|><|start|>user<|message|>Hi<|end|><|start|>assistant<|channel|>analysis<|message|>must look<|end|>"
                    + "<|start|>assistant<|channel|>commentary<|message|>I look.<|end|><|start|>assistant to=functions.f"
                    + "<|channel|>commentary <|constrain|>json<|message|>{\"a\":1}<|call|><|start|>functions.f to=assistant"
                    + "<|channel|>commentary<|message|>3<|end|><|start|>assistant"
            )
        )
        let later = turns + [.init(role: "assistant", content: "It is 3."), .init(role: "user", content: "So?")]
        #expect(try !template.write(later).text.contains("must look"))
    }
}
