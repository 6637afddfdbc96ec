import Gateway
import HTTP
import JSON
import Providers

/// `POST /api/pull` and `DELETE /api/delete`: for providers that keep models and let us.
struct OllamaLibraryEndpoints: Sendable {
    let gateway: any GatewayService

    func pull(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let name = try fields.ollamaModel()
        let insecure = try fields.bool("insecure") ?? false
        let streams = try fields.ollamaStream()
        let context = call.context
        context.requestedModel = name
        context.streamed = streams
        let (target, library) = try puller(of: name)
        context.provider = target.provider
        context.model = target.model
        context.attempts = 1
        let progress = try await library.pull(target.model, insecure: insecure)
        guard let first = try await progress.next() else {
            throw APIError(502, "the provider '\(target.provider)' said nothing of the pull", label: "empty_answer")
        }
        if streams {
            try await send(first, then: progress, call)
            await gateway.modelsChanged(of: target.provider)
        } else {
            while try await progress.next() != nil {}
            await gateway.modelsChanged(of: target.provider)
            try await call.responder.send(200, OllamaHeaders.json(context), Array(#"{"status":"success"}"#.utf8))
        }
    }

    private func send(_ first: RawJSON, then progress: PullProgress, _ call: Call) async throws {
        try call.responder.start(200, AnswerHeaders.jsonLines(call.context))
        do {
            var step: RawJSON? = first
            while let line = step {
                try await call.responder.write(Array(line.bytes) + [0x0a])
                step = try await progress.next()
            }
        } catch let error as ProviderError {
            let error = APIError(GatewayError(error))
            call.context.errorLabel = error.label
            try await call.responder.write(OllamaDialect().body(of: error) + [0x0a])
        }
        try await call.responder.finish()
    }

    func delete(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let name = try fields.ollamaModel()
        let version = try fields.string("version")
        let target = try call.target(named: name, on: gateway)
        guard let library = gateway.provider(named: target.provider)?.library else {
            throw APIError(
                400,
                "the provider '\(target.provider)' does not let its models be deleted",
                code: "unsupported_feature",
                parameter: "model",
                label: "unsupported"
            )
        }
        if let version {
            guard let library = library as? any VersionedLibrary else {
                throw APIError(
                    400,
                    "the provider '\(target.provider)' keeps no versions of its models",
                    code: "unsupported_feature",
                    parameter: "version",
                    label: "unsupported"
                )
            }
            try await library.delete(target.model, version: version)
        } else {
            try await library.delete(target.model)
        }
        await gateway.modelsChanged(of: target.provider)
        try await call.responder.send(200, OllamaHeaders.json(call.context), [])
    }

    /// Who fetches a model that is not there yet: the provider that its name begins with, else the active one, else the
    /// first that can.
    private func puller(of name: String) throws(APIError) -> (ModelID, any ModelLibrary) {
        let catalog = gateway.catalog
        if let slash = name.firstIndex(of: "/") {
            let provider = String(name[..<slash])
            let model = String(name[name.index(after: slash)...])
            if let named = gateway.provider(named: provider), !model.isEmpty {
                guard let library = named.library else {
                    throw cannotPull("the provider '\(provider)' cannot pull models")
                }
                return (ModelID(provider: provider, model: model), library)
            }
        }
        let active = catalog.active.map { [$0.provider] } ?? []
        let libraries = (active + catalog.providers.map(\.name)).compactMap { provider in
            gateway.provider(named: provider)?.library.map { (provider, $0) }
        }
        for claim in [LibraryClaim.certain, .possible] {
            if let (provider, library) = libraries.first(where: { $0.1.claim(name) == claim }) {
                return (ModelID(provider: provider, model: name), library)
            }
        }
        throw cannotPull(
            libraries.isEmpty
                ? "no provider can pull models: configure an Ollama"
                : "no provider can pull '\(name.prefix(200))': name a repository of the hub as ORG/NAME, or configure an Ollama"
        )
    }

    private func cannotPull(_ message: String) -> APIError {
        APIError(400, message, code: "unsupported_feature", parameter: "model", label: "unsupported")
    }
}
