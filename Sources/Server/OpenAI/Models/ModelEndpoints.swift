import Gateway
import HTTP
import JSON

/// `GET /v1/models` and `GET /v1/models/{id}`: from memory, whatever state the backends are in.
struct ModelEndpoints: Sendable {
    let gateway: any GatewayService

    func list(_ call: Call) async throws {
        let names = ModelNames(gateway.catalog)
        var json = JSONWriter(reservingCapacity: 64 + names.entries.count * 96)
        json.object { json in
            json.member("object", "list")
            json.member("data") { json in
                json.array { json in
                    for entry in names.entries { json.element { json in Self.write(entry, to: &json) } }
                }
            }
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    func retrieve(_ call: Call) async throws {
        let name = call.pathParameter ?? ""
        let names = ModelNames(gateway.catalog)
        guard let entry = names[name] ?? resolved(name, names) else { throw unknown(name, names) }
        var json = JSONWriter()
        Self.write(entry, to: &json)
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    /// A name that the list does not show, but that requests may use: a route, or a model without its tag.
    private func resolved(_ name: String, _ names: ModelNames) -> ModelNames.Entry? {
        guard let target = try? gateway.resolve(name).first,
            var entry = names[target.description] ?? names[target.description + ":latest"]
        else { return nil }
        entry.id = name
        return entry
    }

    private func unknown(_ name: String, _ names: ModelNames) -> APIError {
        let nearest = NearestNames.of(name, among: names.entries.map(\.id))
        let hint = nearest.isEmpty ? "" : "; the nearest: " + nearest.map { "'\($0)'" }.joined(separator: ", ")
        return APIError(
            404,
            "there is no model '\(name.prefix(128))'" + hint,
            code: "model_not_found",
            parameter: "model",
            label: "model_not_found"
        )
    }

    private static func write(_ entry: ModelNames.Entry, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", entry.id)
            json.member("object", "model")
            json.member("created", entry.created)
            json.member("owned_by", entry.provider)
            json.member("context_length", ifPresent: entry.contextLength)
            json.member("capabilities", ifPresent: entry.capabilities)
            json.member("description", ifPresent: entry.note)
        }
    }
}
