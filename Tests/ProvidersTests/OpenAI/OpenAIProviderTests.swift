import Configuration
import Foundation
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct OpenAIProviderTests {
    private static let answer = #"{"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}"#

    @Test(arguments: [
        ("https://api.openai.com", "https://api.openai.com/v1/chat/completions"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"),
        ("http://127.0.0.1:9/openai/v1", "http://127.0.0.1:9/openai/v1/chat/completions"),
        ("https://example.org/v1beta/openai", "https://example.org/v1beta/openai/chat/completions"),
    ])
    func `the endpoint may be given with or without its v1`(endpoint: String, url: String) async throws {
        let transport = ScriptedTransport(200, Self.answer)
        _ = try await openAI(transport, endpoint: endpoint).generate(chat())
        #expect(transport.requests.map(\.url) == [url])
    }

    @Test func `key and configured headers go with every request`() async throws {
        let transport = ScriptedTransport(200, Self.answer)
        let provider = try openAI(transport) { $0.headers = ["OpenAI-Organization": "org-1"] }
        _ = try await provider.generate(chat())
        let request = try #require(transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.headers["authorization"] == "Bearer sk-secret-key-000")
        #expect(request.headers["openai-organization"] == "org-1")
        #expect(request.headers["content-type"] == "application/json")
    }

    @Test func `a provider without a key sends none`() async throws {
        let transport = ScriptedTransport(200, Self.answer)
        _ = try await openAI(transport, key: nil).generate(chat())
        #expect(transport.requests.first?.headers["authorization"] == nil)
    }

    @Test(arguments: ["a\r\nx-evil: 1", "", "a\u{0}b"])
    func `a key that would break out of its header is refused`(key: String) {
        #expect(throws: ProviderError.self) { try openAI(ScriptedTransport(), key: key) }
    }

    @Test func `headers that are none are refused`() {
        for (name, value) in [("x y", "1"), ("x", "1\r\ny: 2"), ("", "1")] {
            #expect(throws: ProviderError.self) { try openAI(ScriptedTransport()) { $0.headers = [name: value] } }
        }
    }

    @Test func `the configured times are the exchange's`() async throws {
        let transport = ScriptedTransport(200, Self.answer)
        let provider = try openAI(transport) {
            $0.connectTimeout = .seconds(1)
            $0.timeout = .seconds(2)
            $0.idleTimeout = .seconds(3)
        }
        _ = try await provider.generate(chat())
        let deadlines = try #require(transport.requests.first?.deadlines)
        #expect(deadlines.connect == .seconds(1))
        #expect(deadlines.firstByte == .seconds(2))
        #expect(deadlines.idle == .seconds(3))
    }

    @Test(arguments: [
        (
            401, #"{"error":{"message":"Incorrect API key provided: sk-sec*****-000.","code":"invalid_api_key"}}"#,
            ProviderError.Code.unauthorized
        ),
        (404, #"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#, .modelNotFound),
        (
            400,
            #"{"error":{"message":"This model's maximum context length is 8192 tokens.","code":"context_length_exceeded"}}"#,
            .contextTooLong
        ),
        (
            400,
            #"{"error":{"code":400,"message":"request (600 tokens) exceeds the available context size (512 tokens)","type":"exceed_context_size_error"}}"#,
            .contextTooLong
        ),
        (400, #"{"error":{"message":"bad","type":"invalid_request_error","param":"temperature"}}"#, .badRequest),
        (429, #"{"error":{"message":"slow down"}}"#, .overloaded), (503, "", .unavailable),
        (
            501,
            #"{"error":{"code":501,"message":"This server does not support embeddings.","type":"not_supported_error"}}"#,
            .unsupported
        ),
        (
            500,
            #"{"error":{"code":500,"message":"image input is not supported - hint: mmproj","type":"server_error"}}"#,
            .unsupported
        ),
        (502, "<html><head><title>502 Bad Gateway</title></head></html>", .unavailable),
    ])
    func `a refusal keeps its meaning and loses its keys`(status: Int, body: String, code: ProviderError.Code) async {
        do {
            _ = try await openAI(ScriptedTransport(status, body)).generate(chat())
            Issue.record("no error")
        } catch {
            let error = error as? ProviderError
            #expect(error?.code == code)
            #expect(error?.status == status)
            #expect(error?.message.contains("cloud") == true)
            #expect(error?.message.contains("sk-") == false)
        }
    }

    @Test(arguments: [
        #"{"data":[{"index":1,"embedding":[0.5,-2]},{"index":0,"embedding":[1,0]}],"model":"e","usage":{"prompt_tokens":4}}"#,
        #"{"data":[{"index":1,"embedding":"AAAAPwAAAMA="},{"index":0,"embedding":"AACAPwAAAAA="}],"model":"e","usage":{"total_tokens":4}}"#,
    ])
    func `vectors are read as numbers and as base64, and put in order`(text: String) async throws {
        let transport = ScriptedTransport(200, text)
        let answer = try await openAI(transport).embed(EmbedRequest(model: "e", input: .texts(["a", "b"])))
        #expect(answer.vectors == [[1, 0], [0.5, -2]])
        #expect(answer.promptTokens == 4)
        #expect(transport.sent == ["model": "e", "input": ["a", "b"], "encoding_format": "base64"])
        #expect(transport.requests.first?.url == "https://api.openai.com/v1/embeddings")
    }

    @Test(arguments: [
        #"{"data":[]}"#, #"{}"#, #"{"data":[{"index":0,"embedding":[]}]}"#, #"{"data":[{"index":5,"embedding":[1]}]}"#,
        #"{"data":[{"index":-1,"embedding":[1]}]}"#, #"{"data":[{"index":0,"embedding":"AAA="}]}"#,
        #"{"data":[{"index":0,"embedding":"AADAfw=="}]}"#, #"{"data":[{"index":0,"embedding":[1,"x"]}]}"#,
    ])
    func `vectors that are none are malformed`(text: String) async throws {
        let provider = try openAI(ScriptedTransport(200, text))
        do {
            _ = try await provider.embed(EmbedRequest(model: "e", input: .texts(["a"])))
            Issue.record("it was read")
        } catch {
            #expect(error.code == .malformed)
        }
    }

    @Test func `what vLLM repeats of the request is left out`() async throws {
        let text =
            #"{"error":{"message":"1 validation error: {'type': 'list_type', 'loc': 'body.messages', 'msg': 'Input should be a valid list', 'input': 'my secret plan'}","type":"BadRequestError","code":400}}"#
        do {
            _ = try await openAI(ScriptedTransport(400, text)).generate(chat())
            Issue.record("no error")
        } catch let error as ProviderError {
            #expect(error.message.contains("Input should be a valid list'}"))
            #expect(!error.message.contains("secret plan"))
        }
    }

    @Test func `a server without embeddings cannot embed`() async throws {
        let provider = try openAI(ScriptedTransport(404, #"{"detail":"Not Found"}"#))
        do {
            _ = try await provider.embed(EmbedRequest(model: "e", input: .texts(["a"])))
            Issue.record("no error")
        } catch {
            #expect(error.code == .unsupported)
            #expect(error.unsupported == .embeddings)
        }
    }

    @Test func `models are listed with what the backend tells of them`() async throws {
        let text =
            #"{"object":"list","data":[{"id":"a/b:c","created":1700000000,"owned_by":"o","max_model_len":4096},{"id":""},{"id":3},{"id":"x\ny"},{"id":"l","meta":{"n_ctx":512,"n_params":7248023552,"size":100,"ftype":"Q8_0"},"created":-1}]}"#
        let transport = ScriptedTransport(200, text)
        let models = try await openAI(transport).models()
        #expect(models.map(\.id) == ["a/b:c", "l"])
        #expect(models[0].contextLength == 4096)
        #expect(models[0].created == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(models[0].ownedBy == "o")
        #expect(models[1].contextLength == 512)
        #expect(models[1].parameterSize == "7.2B")
        #expect(models[1].quantization == "Q8_0")
        #expect(models[1].created == nil)
        #expect(transport.requests.first?.method == "GET")
        #expect(transport.requests.first?.headers["content-type"] == nil)
    }
}
