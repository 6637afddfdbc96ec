import Gateway
import HTTP
import JSON
import Providers

/// `GET /api/models`: who is configured, how they are, and what they have; from memory.
struct ProviderListEndpoint: Sendable {
    let gateway: any GatewayService
    /// What was looked for and not found, a line each: told where no model can answer.
    var lookedFor: @Sendable () -> [String] = { [] }

    func handle(_ call: Call) async throws {
        let catalog = gateway.catalog
        let body = Self.body(catalog, lookedFor: catalog.active == nil ? lookedFor() : [])
        try await call.responder.send(200, AnswerHeaders.json(call.context), body)
    }

    static func body(_ catalog: Catalog, lookedFor: [String] = []) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            json.member("active") { json in
                guard let active = catalog.active else { return json.null() }
                json.object { json in
                    json.member("provider", active.provider)
                    json.member("model", active.model)
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
        }
    }
}
