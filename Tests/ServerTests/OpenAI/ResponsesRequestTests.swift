import JSON
import Providers
import Testing

@testable import Server

struct ResponsesRequestTests {
    private func read(_ members: String) throws -> ResponsesRequest {
        try ResponsesRequest(body: Array(#"{"model":"m",\#(members)}"#.utf8))
    }

    private func messages(_ input: String) throws -> [Message] { try read(#""input":\#(input)"#).items.messages }

    @Test func `a text is the user's`() throws {
        #expect(try messages(#""hi""#) == [Message(.user, "hi")])
    }

    @Test func `what an assistant did in one go is one turn`() throws {
        let turns = try messages(
            """
            [{"role":"user","content":"?"},
             {"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"hm"}]},
             {"type":"message","role":"assistant","content":[{"type":"output_text","text":"wait"}]},
             {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
             {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
             {"type":"function_call_output","call_id":"c1","output":"1"},
             {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"2"}]}]
            """
        )
        #expect(turns.map(\.role) == [.user, .assistant, .tool, .tool])
        #expect(turns[1].reasoning == "hm")
        #expect(turns[1].text == "wait")
        #expect(turns[1].toolCalls.map(\.id) == ["c1", "c2"])
        #expect(turns[2].toolCallID == "c1")
        #expect(turns[3].text == "2")
    }

    @Test func `images come by data URL or address`() throws {
        let turns = try messages(
            """
            [{"role":"user","content":[{"type":"input_text","text":"what"},
             {"type":"input_image","image_url":"data:image/png;base64,AAEC","detail":"auto"}]}]
            """
        )
        let image = ImageContent(source: .data(base64: "AAEC", mediaType: "image/png"), detail: "auto")
        #expect(turns[0].content == [.text("what"), .image(image)])
    }

    @Test func `instructions open the chat, before what came earlier`() throws {
        let request = try read(#""input":"now","instructions":"be brief""#).following([Message(.user, "before")])
        guard case .chat(let messages) = request.input else { return #expect(Bool(false)) }
        #expect(messages == [Message(.system, "be brief"), Message(.user, "before"), Message(.user, "now")])
    }

    @Test func `tools, format and limits are read`() throws {
        let schema = #"{"type":"object", "properties":{"z":{},"a":{}}}"#
        let request = try read(
            """
            "input":"x","max_output_tokens":9,"temperature":1,"top_p":0.5,"parallel_tool_calls":false,"store":false,
            "tools":[{"type":"function","name":"f","parameters":\(schema),"strict":true}],
            "tool_choice":{"type":"function","name":"f"},"reasoning":{"effort":"low"},"stream":true,
            "text":{"format":{"type":"json_schema","name":"n","schema":\(schema)}},
            "include":["message.output_text.logprobs"],"top_logprobs":2
            """
        )
        let generate = request.generate
        #expect(generate.tools[0].parameters?.text == schema)
        #expect(generate.toolChoice == .function("f"))
        #expect(generate.sampling.maxTokens == 9)
        #expect(generate.sampling.logprobs)
        #expect(generate.sampling.topLogprobs == 2)
        #expect(generate.reasoning == .effort("low"))
        #expect(generate.stream)
        #expect(!request.store)
        guard case .schema(let output) = generate.format else { return #expect(Bool(false)) }
        #expect(output.schema.text == schema)
    }

    @Test(arguments: [
        (#""x":1"#, "input is required"), (#""input":[]"#, "input must not be empty"),
        (#""input":7"#, "input must be a string or an array of items, not a number"),
        (#""input":[{"role":"user"}]"#, "input[0].content is required"),
        (
            #""input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]"#,
            "input[0].content[0].type is 'input_file': files are not supported, only text, images and audio"
        ),
        (
            #""input":[{"type":"web_search_call"}]"#,
            """
            input[0].type must be one of 'message', 'function_call', 'function_call_output', 'reasoning', \
            not 'web_search_call'
            """
        ),
        (
            #""input":[{"type":"item_reference","id":"x"}]"#,
            "input[0].type is 'item_reference', which is not supported: send the item itself"
        ),
        (#""input":[{"type":"function_call","name":"f"}]"#, "input[0].call_id is required"),
        (
            #""input":"x","tools":[{"type":"web_search_preview"}]"#,
            "tools[0].type is 'web_search_preview': only functions are supported as tools"
        ),
        (#""input":"x","tool_choice":"required""#, "tool_choice needs tools to choose from"),
        (
            #""input":"x","tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"g"}"#,
            "tool_choice.name is 'g', which is none of the tools"
        ),
        (#""input":"x","max_output_tokens":0"#, "max_output_tokens must be from 1 to 2147483647"),
        (#""input":"x","truncation":"some""#, "truncation must be one of 'auto', 'disabled', not 'some'"),
        (#""input":"x","conversation":"c""#, "conversation is not supported"),
        (#""input":"x","background":true"#, "background is not supported"),
        (#""input":"x","metadata":{"a":1}"#, "metadata.a must be a string, not a number"),
        (#""input":"x","text":{"format":{"type":"json_schema","schema":{}}}"#, "text.format.name is required"),
    ])
    func `a bad request is refused with the path of its fault`(members: String, message: String) throws {
        let error = try #require(throws: APIError.self) { try read(members) }
        #expect(error.message == message)
        #expect(error.status == 400)
    }
}
