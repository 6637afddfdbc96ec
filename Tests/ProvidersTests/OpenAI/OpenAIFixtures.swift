import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

/// A provider of type `openai` that talks to a scripted transport.
func openAI(
    _ transport: some HTTPTransport,
    endpoint: String = "https://api.openai.com/v1",
    key: String? = "sk-secret-key-000",
    _ change: (inout ProviderSettings) -> Void = { _ in }
) throws -> any Provider {
    var settings = ProviderSettings(name: "cloud", type: .openai, endpoint: try EndpointURL(parsing: endpoint))
    settings.apiKey = key.map { Secret($0, source: "TEST_KEY") }
    change(&settings)
    return try ProviderRegistry.provider(for: settings, in: ProviderEnvironment(transport: transport) { [$0] })
}

/// A chat of one turn.
func chat(_ text: String = "hello", stream: Bool = false) -> GenerateRequest {
    var request = GenerateRequest(model: "m", input: .chat([Message(.user, text)]))
    request.stream = stream
    return request
}

/// Every event of an answer, and the payloads fit to be passed on.
func read(_ generation: Generation) async throws(ProviderError) -> (events: [GenerationEvent], wire: [String]) {
    var events: [GenerationEvent] = []
    var wire: [String] = []
    while let part = try await generation.next() {
        events += part.events
        if let part = part.wire { wire.append(String(decoding: part.bytes, as: UTF8.self)) }
    }
    return (events, wire)
}

/// Frames as a server sends them.
func stream(_ frames: String..., done: Bool = true) -> String {
    frames.map { "data: \($0)\n\n" }.joined() + (done ? "data: [DONE]\n\n" : "")
}

/// A chunk of a chat with this delta.
func chunk(_ delta: String, finish: String? = nil, index: Int = 0, more: String = "") -> String {
    #"{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":\#(index),"delta":"#
        + #"\#(delta),"finish_reason":\#(finish.map { "\"\($0)\"" } ?? "null")}]\#(more)}"#
}

func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
