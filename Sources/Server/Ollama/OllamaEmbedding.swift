import Gateway
import HTTP
import JSON
import Providers

/// `POST /api/embed`, and `POST /api/embeddings` as it was before.
struct OllamaEmbedding: Sendable {
    let gateway: any GatewayService

    private static let limit = 2048

    func embed(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        var request = try read(fields, texts: Self.texts(fields))
        request.normalises = true
        let answer = try await vectors(request, call)
        var json = JSONWriter(reservingCapacity: 256 + (answer?.vectors.first?.count ?? 0) * 12)
        json.object { json in
            json.member("model", request.model)
            json.member("embeddings", answer?.vectors ?? [])
            let durations = OllamaDurations(answer?.timings, elapsed: call.context.elapsed, firstToken: nil)
            json.member("total_duration", durations.total)
            json.member("load_duration", durations.load)
            json.member("prompt_eval_count", ifPresent: answer?.promptTokens)
        }
        try await call.responder.send(200, OllamaHeaders.json(call.context), json.finish())
    }

    func legacy(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let prompt = try fields.string("prompt") ?? ""
        let request = try read(fields, texts: prompt.isEmpty ? [] : [prompt])
        let answer = try await vectors(request, call)
        var json = JSONWriter()
        json.object { json in json.member("embedding", answer?.vectors.first ?? []) }
        try await call.responder.send(200, OllamaHeaders.json(call.context), json.finish())
    }

    /// One text or several. Nothing, or an empty text alone, asks for nothing.
    private static func texts(_ fields: Fields) throws(APIError) -> [String] {
        guard let field = fields["input"] else { return [] }
        if case .string(let text) = field.value { return text.isEmpty ? [] : [text] }
        let texts = try field.array("a string or an array of strings").map { element throws(APIError) in
            try element.string()
        }
        guard texts.count <= limit else { throw field.invalid("must hold at most \(limit) texts, not \(texts.count)") }
        return texts
    }

    private func read(_ fields: Fields, texts: [String]) throws(APIError) -> EmbedRequest {
        var request = EmbedRequest(model: try fields.ollamaModel(), input: .texts(texts))
        request.truncate = try fields.bool("truncate")
        request.dimensions = try fields.int("dimensions", in: NumericRanges.dimensions)
        request.keepAlive = try fields["keep_alive"]?.keepAlive()
        if let options = try fields.object("options") {
            // Of these, what is about choosing tokens has nothing to choose here.
            var read = GenerateRequest(model: request.model, input: .chat([]))
            try read.apply(runnerOptions: options)
            request.contextLength = read.contextLength
            request.runnerOptions = read.runnerOptions
        }
        return request
    }

    /// Nil where there is nothing to embed: then the model only has to be there.
    private func vectors(_ request: EmbedRequest, _ call: Call) async throws -> EmbedAnswer? {
        guard request.input.count > 0 else {
            call.context.requestedModel = request.model
            let target = try gateway.resolve(request.model).first
            call.context.provider = target?.provider
            call.context.model = target?.model
            return nil
        }
        return try await gateway.embed(request, call.context)
    }
}
