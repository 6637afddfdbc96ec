import JSON
import Providers

/// A request of `/api/generate`, read and found valid.
///
/// To an Ollama it goes as it is. For any other backend it is a chat of a system's and a user's turn, since Ollama puts
/// the model's template around it; with `raw` or a `suffix` it is a bare prompt. What has no meaning elsewhere
/// (`template`, `context`, pictures beside a bare prompt) is refused by backends that do not have it.
struct OllamaGenerateRequest: Sendable {
    var generate: GenerateRequest
    /// No prompt: the client wants the model loaded, or unloaded, and nothing else.
    var asksForNothing: Bool

    init(body: [UInt8]) throws(APIError) {
        let fields = try Fields(body: body)
        let raw = RawJSON(body)
        let model = try fields.ollamaModel()
        let prompt = try fields.string("prompt") ?? ""
        let suffix = try fields.string("suffix").flatMap { $0.isEmpty ? nil : $0 }
        let system = try fields.string("system").flatMap { $0.isEmpty ? nil : $0 }
        let template = try fields.string("template").flatMap { $0.isEmpty ? nil : $0 }
        let images = try fields.ollamaImages()
        let context = try fields.array("context") ?? []
        for token in context { _ = try token.int(in: NumericRanges.tokenID) }
        let isRaw = try fields.bool("raw") ?? false
        if isRaw, system != nil || template != nil || !context.isEmpty {
            throw APIError.invalid(
                "raw",
                "raw does not go with system, template or context: it takes the prompt as it is"
            )
        }
        for name in ["width", "height", "steps"] where try fields.int(name, in: NumericRanges.tokens) != nil {
            throw APIError.invalid(name, "\(name) belongs to making images, which is not supported")
        }

        asksForNothing = prompt.isEmpty && suffix == nil && images.isEmpty
        if isRaw || suffix != nil {
            generate = GenerateRequest(model: model, input: .completion(prompt: .text(prompt), suffix: suffix))
            if !images.isEmpty { generate.wireFeatures.insert(.rawImages) }
            // A suffix stands in the model's own template, where a system's word has its place; nowhere else.
            if system != nil { generate.wireFeatures.insert(.templateOverride) }
        } else {
            var turns: [Message] = []
            if let system { turns.append(Message(.system, system)) }
            turns.append(Message(role: .user, content: [.text(prompt)] + images))
            generate = GenerateRequest(model: model, input: .chat(turns))
        }
        if template != nil { generate.wireFeatures.insert(.templateOverride) }
        if !context.isEmpty { generate.wireFeatures.insert(.tokenContext) }
        try generate.readOllama(fields, raw: raw)
        generate.wire = WireRequest(dialect: .ollamaGenerate, body: raw)
    }
}
