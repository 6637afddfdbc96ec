import Configuration
import JSON

/// A chat in Gemini's dialect: where it goes, and its body.
struct GeminiRequest {
    let path: String
    let body: [UInt8]

    /// Throws for what Gemini cannot be asked.
    init(
        _ request: GenerateRequest,
        settings: ProviderSettings,
        signatures: GeminiSignatures
    ) throws(ProviderError) {
        guard case .chat(let messages) = request.input else { throw .unsupported(.completion, by: settings.name) }
        let model = GeminiModelName(request.model)
        let contents = try GeminiContents(
            messages,
            provider: settings.name,
            needsSignatures: (model.generation ?? 0) >= 3
        ) { signatures[$0] }
        let thinking = try GeminiThinking(request.reasoning, model: model, provider: settings.name)
        path = model.path + (request.stream ? ":streamGenerateContent?alt=sse" : ":generateContent")
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            contents.write(to: &json)
            writeTools(request, to: &json)
            writeConfiguration(request, settings, thinking, to: &json)
        }
        body = json.finish()
    }
}

private func writeTools(_ request: GenerateRequest, to json: inout JSONWriter) {
    guard !request.tools.isEmpty else { return }
    json.member("tools") { json in
        json.array { json in
            json.element { json in
                json.object { json in
                    json.member("functionDeclarations") { json in
                        json.array { json in
                            for tool in request.tools { json.element { json in write(tool, to: &json) } }
                        }
                    }
                }
            }
        }
    }
    let mode: String
    var allowed: [String]?
    switch request.toolChoice {
    case .auto: return
    case .none: mode = "NONE"
    case .required: mode = "ANY"
    case .function(let name): (mode, allowed) = ("ANY", [name])
    }
    json.member("toolConfig") { json in
        json.object { json in
            json.member("functionCallingConfig") { json in
                json.object { json in
                    json.member("mode", mode)
                    json.member("allowedFunctionNames", ifPresent: allowed)
                }
            }
        }
    }
}

private func write(_ tool: Tool, to json: inout JSONWriter) {
    json.object { json in
        json.member("name", tool.name)
        json.member("description", ifPresent: tool.description)
        // Beside `parameters`, which takes a part of OpenAPI only, this takes JSON schema as it is.
        json.member("parametersJsonSchema", ifPresent: tool.parameters)
    }
}

private func writeConfiguration(
    _ request: GenerateRequest,
    _ settings: ProviderSettings,
    _ thinking: GeminiThinking,
    to json: inout JSONWriter
) {
    let sampling = request.sampling.filled(from: request.defaults(before: settings.parameters))
    json.member("generationConfig") { json in
        json.object { json in
            json.member("maxOutputTokens", ifPresent: sampling.maxTokens)
            json.member("temperature", ifPresent: sampling.temperature)
            json.member("topP", ifPresent: sampling.topP)
            json.member("topK", ifPresent: sampling.topK)
            json.member("seed", ifPresent: sampling.seed)
            if !sampling.stop.isEmpty { json.member("stopSequences", sampling.stop) }
            json.member("presencePenalty", ifPresent: sampling.presencePenalty)
            json.member("frequencyPenalty", ifPresent: sampling.frequencyPenalty)
            if let choices = sampling.choices, choices > 1 { json.member("candidateCount", choices) }
            switch request.format {
            case .text: break
            case .json: json.member("responseMimeType", "application/json")
            case .schema(let output):
                json.member("responseMimeType", "application/json")
                json.member("responseJsonSchema", output.schema)
            }
            if sampling.logprobs {
                json.member("responseLogprobs", true)
                if let top = sampling.topLogprobs, top > 0 { json.member("logprobs", top) }
            }
            thinking.write(to: &json)
        }
    }
}
