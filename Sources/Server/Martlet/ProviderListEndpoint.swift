import Gateway
import HTTP
import JSON
import Providers

/// `GET /api/models`: who is configured, how they are, and what they have; from memory.
struct ProviderListEndpoint: Sendable {
    let gateway: any GatewayService
    var board: Switchboard?
    /// What was looked for and not found, a line each: told where no model can answer.
    var lookedFor: @Sendable () -> [String] = { [] }

    func handle(_ call: Call) async throws {
        let catalog = gateway.catalog
        let body = Self.body(
            catalog,
            chosen: board?.chosen,
            own: call.context.keyName.flatMap { name in board?.choice(of: .key(name)).map { (name, $0.id) } },
            switching: board?.unended ?? [],
            lookedFor: catalog.active == nil ? lookedFor() : []
        )
        try await call.responder.send(200, AnswerHeaders.json(call.context), body)
    }

    /// `active` is who answers `default` now; `chosen` who was switched to, where that is known: another one while the
    /// chosen one is down. `own` is what the caller's key has chosen for itself.
    static func body(
        _ catalog: Catalog,
        chosen: SwitchTarget? = nil,
        own: (key: String, id: ModelID)? = nil,
        switching: [SwitchRecord] = [],
        lookedFor: [String] = []
    ) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            json.member("active") { json in
                guard let active = catalog.active else { return json.null() }
                json.object { json in
                    json.member("provider", active.provider)
                    json.member("model", active.model)
                }
            }
            if let chosen {
                json.member("chosen") { json in
                    json.object { json in
                        json.member("provider", chosen.id.provider)
                        json.member("model", chosen.id.model)
                        json.member("profile", ifPresent: chosen.profile)
                    }
                }
            }
            if let own {
                json.member("own") { json in
                    json.object { json in
                        json.member("key", own.key)
                        json.member("provider", own.id.provider)
                        json.member("model", own.id.model)
                    }
                }
            }
            if !switching.isEmpty {
                json.member("switching") { json in
                    json.array { json in for record in switching { json.element(JSONValue.object(record.fields)) } }
                }
            }
            if !catalog.routes.isEmpty {
                json.member("routes") { json in
                    json.object { json in
                        for (name, id) in catalog.routes.sorted(by: { $0.key < $1.key }) {
                            json.member(name, id.description)
                        }
                    }
                }
            }
            json.member("providers") { json in
                json.array { json in
                    for provider in catalog.providers { json.element { json in write(provider, to: &json) } }
                }
            }
            if catalog.active == nil {
                json.member("problem", ifPresent: OperationsEndpoints.problem(catalog))
                json.member("looked_for", lookedFor)
            }
        }
        return json.finish()
    }

    private static func write(_ provider: ProviderState, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", provider.name)
            json.member("type", provider.type)
            json.member("status", provider.status.rawValue)
            json.member("problem", ifPresent: provider.problem)
            json.member("models", provider.models.map(\.id))
            let notes = provider.models.compactMap { model in model.note.map { (model.id, $0) } }
            if !notes.isEmpty {
                json.member("notes") { json in
                    json.object { json in for (model, note) in notes { json.member(model, note) } }
                }
            }
        }
    }
}
