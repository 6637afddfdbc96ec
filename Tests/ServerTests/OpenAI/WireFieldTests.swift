import Providers
import Testing

@testable import Server

struct WireFieldTests {
    private func read(with members: String) throws -> ChatRequest {
        let body = #"{"model":"m","messages":[{"role":"user","content":"hi"}],\#(members)}"#
        return try ChatRequest(body: Array(body.utf8))
    }

    @Test(arguments: [
        (#""modalities":["text","audio"],"audio":{"voice":"a","format":"wav"}"#, ["audio", "modalities"]),
        (#""web_search_options":{}"#, ["web_search_options"]),
        (#""verbosity":"low""#, ["verbosity"]),
        (#""store":true"#, ["store"]),
        (#""service_tier":"flex""#, ["service_tier"]),
        (#""guided_json":{"type":"object"}"#, ["guided_json"]),
        (#""grammar":"root ::= \"a\"""#, ["grammar"]),
        (#""min_tokens":5,"ignore_eos":true"#, ["ignore_eos", "min_tokens"]),
        (#""chat_template_kwargs":{"enable_thinking":false}"#, ["chat_template_kwargs"]),
    ])
    func `what only this dialect can say is needed of a backend by name`(members: String, names: [String]) throws {
        let request = try read(with: members).generate
        #expect(request.wireFields.map(\.name) == names)
        let own = request.wireFields.allSatisfy { request.neededFeatures.isSuperset(of: $0.feature) }
        #expect(own)
    }

    @Test(arguments: [
        #""metadata":{"a":"b"}"#, #""user":"u""#, #""store":false"#, #""service_tier":"auto""#,
        #""service_tier":"default""#, #""modalities":["text"]"#, #""verbosity":"medium""#, #""verbosity":null"#,
        #""prediction":{"type":"content","content":"x"}"#, #""safety_identifier":"x""#, #""prompt_cache_key":"x""#,
        #""ignore_eos":false"#, #""chat_template_kwargs":{}"#, #""nobody_knows":1"#,
    ])
    func `what changes nothing about an answer needs nothing`(members: String) throws {
        let request = try read(with: members).generate
        #expect(request.wireFields.isEmpty)
        #expect(request.neededFeatures == .chat)
    }

    @Test func `a request in the old way of functions cannot carry them`() {
        let error = #expect(throws: APIError.self) {
            try read(with: #""functions":[{"name":"f"}],"verbosity":"low""#)
        }
        #expect(error?.parameter == "verbosity")
    }

    @Test(arguments: [
        (#""think":false"#, ReasoningControl.off), (#""think":true"#, .on), (#""think":"high""#, .effort("high")),
        (#""think":true,"reasoning_effort":"low""#, .effort("low")),
    ])
    func `think is heard here too`(members: String, control: ReasoningControl) throws {
        #expect(try read(with: members).generate.reasoning == control)
    }
}
