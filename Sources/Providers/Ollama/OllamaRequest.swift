import Configuration
import JSON

/// A request in Ollama's dialect: where it goes, and its body.
struct OllamaRequest {
    enum Kind: Sendable { case chat, generate }

    let kind: Kind
    let body: [UInt8]

    var path: String {
        switch kind {
        case .chat: "/api/chat"
        case .generate: "/api/generate"
        }
    }

    /// Throws for what Ollama cannot be asked.
    init(_ request: GenerateRequest, settings: ProviderSettings) throws(ProviderError) {
        if request.begun == nil, let wire = request.wire, let kind = Kind(wire.dialect) {
            self.kind = kind
            body = OllamaPassedBody(wire.body, request: request, settings: settings).bytes
            return
        }
        let writer = OllamaRequestWriter(request: request, settings: settings)
        switch request.input {
        case .chat(let messages):
            kind = .chat
            body = try writer.chat(messages)
        case .completion(let prompt, let suffix):
            kind = .generate
            body = try writer.completion(prompt, suffix: suffix)
        }
    }
}

extension OllamaRequest.Kind {
    init?(_ dialect: WireDialect) {
        switch dialect {
        case .ollamaChat: self = .chat
        case .ollamaGenerate: self = .generate
        case .openAIChat, .openAICompletion: return nil
        }
    }

    var dialect: WireDialect {
        switch self {
        case .chat: .ollamaChat
        case .generate: .ollamaGenerate
        }
    }
}

private struct OllamaRequestWriter {
    let request: GenerateRequest
    let settings: ProviderSettings

    func chat(_ messages: [Message]) throws(ProviderError) -> [UInt8] {
        let begun = request.begun.map { [Message(.assistant, $0.text)] } ?? []
        let turns = try OllamaTurns(messages + begun, provider: settings.name)
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            json.member("model", request.model)
            json.member("messages") { json in turns.write(to: &json) }
            // With `none` the model must not call, and cannot call what it does not know.
            if !request.tools.isEmpty, request.toolChoice != .none {
                json.member("tools") { json in tools(to: &json) }
            }
            rest(to: &json)
        }
        return json.finish()
    }

    func completion(_ prompt: GenerateRequest.Prompt, suffix: String?) throws(ProviderError) -> [UInt8] {
        let text: String
        switch prompt {
        case .text(let prompt): text = prompt + (request.begun?.text ?? "")
        case .texts(let prompts) where prompts.count == 1: text = prompts[0]
        case .texts: throw .unsupported(.multipleChoices, by: settings.name)
        case .tokens: throw refuse("prompts of token ids: send the prompt as text")
        }
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            json.member("model", request.model)
            json.member("prompt", text)
            // Filling in needs the model's template: only that knows where the suffix goes.
            if let suffix { json.member("suffix", suffix) } else { json.member("raw", true) }
            rest(to: &json)
        }
        return json.finish()
    }

    private func refuse(_ what: String) -> ProviderError {
        ProviderError(.unsupported, "the provider '\(settings.name)' does not support \(what)")
    }

    /// What chats and completions have in common.
    private func rest(to json: inout JSONWriter) {
        json.member("stream", request.stream)
        switch request.format {
        case .text: break
        case .json: json.member("format", "json")
        case .schema(let output): json.member("format", output.schema)
        }
        switch request.reasoning {
        case nil: break
        case .off: json.member("think", false)
        case .on: json.member("think", true)
        case .effort("none"): json.member("think", false)
        case .effort(let effort): json.member("think", effort)
        }
        if request.sampling.logprobs {
            json.member("logprobs", true)
            json.member("top_logprobs", ifPresent: request.sampling.topLogprobs)
        }
        OllamaOptions(request, settings: settings).write(to: &json)
        json.member("keep_alive", ifPresent: request.keepAlive ?? settings.keepAlive.map(KeepAlive.init(configured:)))
    }

    private func tools(to json: inout JSONWriter) {
        json.array { json in
            for tool in request.tools {
                json.element { json in
                    json.object { json in
                        json.member("type", "function")
                        json.member("function") { json in
                            json.object { json in
                                json.member("name", tool.name)
                                json.member("description", ifPresent: tool.description)
                                json.member("parameters", tool.parameters ?? emptyParameters)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Of a function that takes nothing.
private let emptyParameters = RawJSON(Array(#"{"type":"object","properties":{}}"#.utf8))
