import Foundation
import Gateway
import JSON
import Providers
import Testing

@testable import Server

struct EmbeddingTests {
    private let path = "/v1/embeddings"

    private func gateway(_ vectors: [[Float]]) -> FakeGateway {
        var script = FakeGateway.Script()
        script.embedding = EmbedAnswer(model: "e", vectors: vectors, promptTokens: 7)
        return FakeGateway(script)
    }

    @Test func `vectors are numbers unless asked otherwise`() async throws {
        let answer = try await OpenAIClient(gateway: gateway([[0.5, -1], [2, 0.25]]))
            .post(path, #"{"model":"m","input":["a","b"]}"#)
        #expect(
            answer.text
                == #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1.0]},"#
                + #"{"object":"embedding","index":1,"embedding":[2.0,0.25]}],"model":"e","#
                + #""usage":{"prompt_tokens":7,"total_tokens":7}}"#
        )
    }

    @Test func `base64 is little-endian float32`() async throws {
        let answer = try await OpenAIClient(gateway: gateway([[1, -2.5]]))
            .post(path, #"{"model":"m","input":"a","encoding_format":"base64"}"#)
        let text = try #require(try answer.responder.json()["data"]?[0]?["embedding"]?.string)
        #expect(Data(base64Encoded: text) == Data([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]))
    }

    @Test(arguments: [
        (#""a""#, EmbedRequest.Input.texts(["a"])), (#"["a","b"]"#, .texts(["a", "b"])),
        ("[1,2]", .tokens([[1, 2]])), ("[[1],[2,3]]", .tokens([[1], [2, 3]])),
    ])
    func `input has four shapes`(json: String, expected: EmbedRequest.Input) throws {
        let body = #"{"model":"m","dimensions":8,"user":"u","input":\#(json)}"#
        let request = try EmbeddingRequest(body: Array(body.utf8))
        #expect(request.embed.input == expected)
        #expect(request.embed.dimensions == 8)
        #expect(request.embed.user == "u")
        #expect(!request.asBase64)
    }

    @Test(arguments: [
        (#""input":"""#, "input must not be empty"), (#""input":[]"#, "input must not be empty"),
        (#""input":["a",""]"#, "input[1] must not be empty"),
        (#""input":["a",1]"#, "input[1] must be a string, not a number"),
        (#""input":[[1],[]]"#, "input[1] must not be empty"),
        (#""input":[[1],[-2]]"#, "input[1][0] must be from 0 to 2147483647"),
        (
            #""input":{"a":1}"#,
            "input must be a string, an array of strings or arrays of token ids, not an object"
        ),
        (#""input":"a","encoding_format":"hex""#, "encoding_format must be one of 'float', 'base64', not 'hex'"),
        (#""input":"a","dimensions":0"#, "dimensions must be from 1 to 65536"), (#""x":1"#, "input is required"),
    ])
    func `a bad request is refused with the path of its fault`(members: String, message: String) throws {
        let error = try #require(throws: APIError.self) {
            try EmbeddingRequest(body: Array(#"{"model":"m",\#(members)}"#.utf8))
        }
        #expect(error.message == message)
    }

    @Test func `at most 2048 inputs`() throws {
        let inputs = Array(repeating: #""a""#, count: 2049).joined(separator: ",")
        let error = try #require(throws: APIError.self) {
            try EmbeddingRequest(body: Array(#"{"model":"m","input":[\#(inputs)]}"#.utf8))
        }
        #expect(error.message == "input must hold at most 2048 inputs, not 2049")
    }

    @Test func `an answer with too few vectors is not passed on`() async throws {
        let answer = try await OpenAIClient(gateway: gateway([[1]])).post(path, #"{"model":"m","input":["a","b"]}"#)
        #expect(answer.status == 502)
    }
}
