import Gateway
import HTTP
import JSON
import Providers

/// `POST /api/models/pin`, `/rollback` and `/refresh`: which version of a pulled model is used, and that another program
/// has changed what is in the models directory.
struct ModelVersionEndpoints: Sendable {
    let gateway: any GatewayService

    func all(_ dialect: MartletDialect) -> [EndpointHandler] {
        [
            EndpointHandler("POST", "/api/models/pin", .martletModels, dialect) { try await pin($0) },
            EndpointHandler("POST", "/api/models/rollback", .martletModels, dialect) { try await rollBack($0) },
            EndpointHandler("POST", "/api/models/refresh", .martletModels, dialect) { try await refresh($0) },
        ]
    }

    /// `{"model","pinned"?}`
    func pin(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let isPinned = try fields.bool("pinned") ?? true
        try await change(call, fields) { (library, model) throws(ProviderError) in
            try await library.pin(model, isPinned)
        }
    }

    /// `{"model","version"?}`: without a version, to the one before.
    func rollBack(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let version = try fields.string("version")
        try await change(call, fields) { (library, model) throws(ProviderError) in
            try await library.rollBack(model, to: version)
        }
    }

    func refresh(_ call: Call) async throws {
        for provider in gateway.catalog.providers
        where gateway.provider(named: provider.name)?.library is any VersionedLibrary {
            await gateway.modelsChanged(of: provider.name)
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), Array("{}".utf8))
    }

    private func change(
        _ call: Call,
        _ fields: Fields,
        _ body: (any VersionedLibrary, String) async throws(ProviderError) -> ModelVersions
    ) async throws {
        let target = try call.target(named: fields.modelName(), on: gateway)
        guard let library = gateway.provider(named: target.provider)?.library as? any VersionedLibrary else {
            throw APIError(
                400,
                "the provider '\(target.provider)' keeps no versions of its models",
                code: "unsupported_feature",
                parameter: "model",
                label: "unsupported"
            )
        }
        let versions = try await body(library, target.model)
        await gateway.modelsChanged(of: target.provider)
        var json = JSONWriter()
        json.object { json in
            json.member("model", versions.model)
            json.member("pinned", versions.isPinned)
            json.member("active", ifPresent: versions.ids.first)
            json.member("versions", versions.ids)
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }
}
