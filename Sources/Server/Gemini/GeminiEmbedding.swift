import Gateway
import HTTP
import JSON
import Providers

/// `:embedContent` and `:batchEmbedContents`
struct GeminiEmbedding: Sendable {
    let gateway: any GatewayService

    /// Google's own.
    private static let limit = 100

    func one(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let request = try embed([fields], call)
        let answer = try await gateway.embed(request, call.context)
        var json = JSONWriter()
        json.object { json in
            json.member("embedding") { json in write(answer.vectors.first ?? [], to: &json) }
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    func batch(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let field = try fields.required("requests")
        let requests = try field.objects()
        guard (1...Self.limit).contains(requests.count) else {
            throw field.invalid("must hold from 1 to \(Self.limit) requests, not \(requests.count)")
        }
        let answer = try await gateway.embed(try embed(requests, call), call.context)
        var json = JSONWriter(reservingCapacity: 256 + answer.vectors.count * (answer.vectors.first?.count ?? 0) * 12)
        json.object { json in
            json.member("embeddings") { json in
                json.array { json in
                    for vector in answer.vectors { json.element { json in write(vector, to: &json) } }
                }
            }
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    private func write(_ vector: [Float], to json: inout JSONWriter) {
        json.object { json in json.member("values", vector) }
    }

    /// All requests of a batch go to one model and have as many dimensions.
    private func embed(_ requests: [Fields], _ call: Call) throws(APIError) -> EmbedRequest {
        let model = call.pathParameter ?? ""
        if let problem = ModelNameRules.problem(with: model) {
            throw APIError.invalid("model", "the model's name \(problem)")
        }
        var texts: [String] = []
        var dimensions: Int?
        for (index, request) in requests.enumerated() {
            texts.append(try GeminiTurns.text(request.required("content")))
            if let field = request["model"], try field.string() != "models/\(model)", field.value != .string(model) {
                throw field.invalid("must be 'models/\(model)', as in the address")
            }
            if let type = request.google("taskType"), try type.string() != "TASK_TYPE_UNSPECIFIED" {
                throw type.invalid("is not supported: put what the model's card says before the text")
            }
            try request.refuse(["title"])
            let field = request.google("outputDimensionality")
            let wanted = try field?.int(in: NumericRanges.dimensions)
            if index > 0, wanted != dimensions {
                throw (field ?? Field(.null, member: "outputDimensionality", of: request.path))
                    .invalid("must be the same for all requests of a batch")
            }
            dimensions = wanted
        }
        var embed = EmbedRequest(model: model, input: .texts(texts))
        embed.dimensions = dimensions
        return embed
    }
}
