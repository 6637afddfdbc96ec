import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct FamilyTests {
    private func provider(_ type: ProviderType, _ transport: ScriptedTransport) throws -> any Provider {
        let settings = ProviderSettings(
            name: "there",
            type: type,
            endpoint: try EndpointURL(parsing: "http://127.0.0.1:9/v1")
        )
        return try ProviderRegistry.provider(for: settings, in: ProviderEnvironment(transport: transport) { [$0] })
    }

    private static let answer = #"{"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}"#

    @Test(arguments: [(ProviderType.vllm, "repetition_penalty"), (.llamacpp, "repeat_penalty")])
    func `each backend gets its own names for sampling`(type: ProviderType, penalty: String) async throws {
        let transport = ScriptedTransport(200, Self.answer)
        var request = chat()
        request.sampling.maxTokens = 5
        request.sampling.topK = 3
        request.sampling.minP = 0.25
        request.sampling.repeatPenalty = 1.5
        _ = try await provider(type, transport).generate(request)
        let sent = try #require(transport.sent)
        #expect(sent["max_tokens"] == 5)
        #expect(sent["top_k"] == 3)
        #expect(sent["min_p"] == 0.25)
        #expect(sent[penalty] == 1.5)
    }

    @Test(arguments: [(ProviderType.vllm, "repetition_penalty"), (.llamacpp, "repeat_penalty")])
    func `a client's other name for the penalty is translated in its own body`(
        type: ProviderType,
        penalty: String
    ) async throws {
        for name in ["repetition_penalty", "repeat_penalty"] {
            let transport = ScriptedTransport(200, Self.answer)
            var request = chat()
            request.sampling.repeatPenalty = 1.5
            request.wire = WireRequest(
                dialect: .openAIChat,
                body: RawJSON(Array(#"{"model":"a","\#(name)":1.5}"#.utf8))
            )
            _ = try await provider(type, transport).generate(request)
            #expect(transport.sent == .object(["model": "m", penalty: 1.5]))
        }
    }

    @Test(arguments: [
        (ProviderType.vllm, ReasoningControl.off, #"{"chat_template_kwargs":{"enable_thinking":false}}"#),
        (.vllm, .effort("low"), #"{"reasoning_effort":"low"}"#),
        (.llamacpp, .on, #"{"chat_template_kwargs":{"enable_thinking":true}}"#),
        (.llamacpp, .effort("low"), #"{"chat_template_kwargs":{"enable_thinking":true,"reasoning_effort":"low"}}"#),
        (.openai, .off, #"{"reasoning_effort":"none"}"#), (.openai, .on, #"{"reasoning_effort":"medium"}"#),
    ])
    func `each backend is told how much to reason in its own way`(
        type: ProviderType,
        reasoning: ReasoningControl,
        members: String
    ) async throws {
        let transport = ScriptedTransport(200, Self.answer)
        var request = chat()
        request.reasoning = reasoning
        _ = try await provider(type, transport).generate(request)
        var sent = try #require(transport.sent?.object)
        sent["model"] = nil
        sent["messages"] = nil
        #expect(try .object(sent) == json(members))
    }

    @Test(
        arguments: [(ProviderType.vllm, "reasoning"), (.llamacpp, "reasoning_content"), (.openai, nil)]
            as [(ProviderType, String?)]
    )
    func `former reasoning goes back under the backend's own name`(type: ProviderType, field: String?) async throws {
        let transport = ScriptedTransport(200, Self.answer)
        var turn = Message(.assistant, "a")
        turn.reasoning = "hm"
        let request = GenerateRequest(model: "m", input: .chat([Message(.developer, "d"), turn]))
        _ = try await provider(type, transport).generate(request)
        let messages = transport.sent?["messages"]
        #expect(messages?[0]?["role"] == "system")
        #expect(messages?[1]?.object?.count == (field == nil ? 2 : 3))
        if let field { #expect(messages?[1]?[field] == "hm") }
    }

    @Test(arguments: [ProviderType.vllm, .llamacpp])
    func `health is asked for below the root, not below v1`(type: ProviderType) async throws {
        let transport = ScriptedTransport(200, "")
        try await provider(type, transport).check()
        #expect(transport.requests.map(\.url) == ["http://127.0.0.1:9/health"])
    }

    @Test func `llama.cpp's log-probabilities of completions have no form that a client knows, so they are rebuilt`()
        async throws
    {
        let text =
            #"{"choices":[{"text":"a","index":0,"logprobs":{"content":[{"id":1,"token":"a","bytes":[97],"logprob":-1,"top_logprobs":[]}]},"finish_reason":"length"}],"model":"m","timings":{"prompt_ms":4.5,"predicted_ms":1.25}}"#
        var request = GenerateRequest(model: "m", input: .completion(prompt: .text("p"), suffix: nil))
        request.sampling.logprobs = true
        let answer = try await read(provider(.llamacpp, ScriptedTransport(200, text)).generate(request))
        #expect(answer.wire.isEmpty)
        #expect(answer.events.contains(.logprobs([TokenLogprob(token: "a", bytes: [97], logprob: -1)])))
        let timings = Timings(
            total: .microseconds(5750),
            prompt: .microseconds(4500),
            completion: .microseconds(1250)
        )
        #expect(answer.events.contains(.timings(timings)))
        request.sampling.logprobs = false
        #expect(try await read(provider(.llamacpp, ScriptedTransport(200, text)).generate(request)).wire == [text])
    }
}
