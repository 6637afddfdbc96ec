import Gateway
import HTTP
import JSON
import Providers

/// `GET /v1beta/models` and `GET /v1beta/models/{id}`: from memory.
struct GeminiModels: Sendable {
    let gateway: any GatewayService

    private struct Entry {
        var name: String
        let info: ModelInfo
        let state: ProviderState
    }

    func list(_ call: Call) async throws {
        let query = Query(call.request.query)
        let size = try Self.number(query, "pageSize", in: 1...1000) ?? 50
        let start = try Self.number(query, "pageToken", in: 0...Int(Int32.max)) ?? 0
        let all = entries
        let page = all.dropFirst(start).prefix(size)
        var json = JSONWriter(reservingCapacity: 64 + page.count * 200)
        json.object { json in
            json.member("models") { json in
                json.array { json in for entry in page { json.element { json in write(entry, to: &json) } } }
            }
            let next = start + page.count
            if next < all.count, !page.isEmpty { json.member("nextPageToken", String(next)) }
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    func retrieve(_ call: Call) async throws {
        let name = call.pathParameter ?? ""
        guard let target = try gateway.resolve(name).first,
            let state = gateway.catalog.providers.first(where: { $0.name == target.provider })
        else { throw APIError(404, "there is no model '\(name.prefix(200))'", label: "unknown_model") }
        let info = state.models.first { $0.id == target.model } ?? ModelInfo(id: target.model)
        var json = JSONWriter()
        write(Entry(name: name, info: info, state: state), to: &json)
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    private var entries: [Entry] {
        gateway.catalog.providers.flatMap { state in
            state.models.map { Entry(name: "\(state.name)/\($0.id)", info: $0, state: state) }
        }
    }

    private static func number(_ query: Query, _ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw APIError.invalid(name, "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func write(_ entry: Entry, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", "models/\(entry.name)")
            json.member("baseModelId", entry.info.id)
            json.member("version", "1")
            json.member("displayName", entry.info.id)
            json.member("description", "\(entry.info.id) of the provider \(entry.state.name)")
            json.member("inputTokenLimit", ifPresent: entry.info.contextLength)
            json.member("outputTokenLimit", ifPresent: entry.info.contextLength)
            var methods: [String] = []
            if entry.state.features.contains(.chat) { methods += ["generateContent", "streamGenerateContent"] }
            if entry.state.features.contains(.embeddings) { methods += ["embedContent", "batchEmbedContents"] }
            json.member("supportedGenerationMethods", methods)
        }
    }
}
