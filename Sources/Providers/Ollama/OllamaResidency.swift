import Configuration
import JSON

/// Loading and unloading: a request that asks for nothing makes Ollama load a model, or let go of it.
struct OllamaResidency: ModelResidency {
    let upstream: Upstream
    let settings: ProviderSettings

    func load(_ model: String, keepAlive: KeepAlive?) async throws(ProviderError) {
        try await touch(model, keepAlive ?? settings.keepAlive.map(KeepAlive.init(configured:)))
    }

    func unload(_ model: String) async throws(ProviderError) { try await touch(model, .duration(.zero)) }

    func loaded() async throws(ProviderError) -> [LoadedModel] {
        let json = try await upstream.json("GET", upstream.url("/api/ps"), deadlines: upstream.quick)
        guard let list = json["models"]?.array else {
            throw .malformed("no list of loaded models", from: upstream.identity)
        }
        return list.compactMap(LoadedModel.init(ollama:))
    }

    private func touch(_ model: String, _ keepAlive: KeepAlive?) async throws(ProviderError) {
        do throws(ProviderError) {
            try await send("/api/generate", nothing: "prompt", model, keepAlive)
        } catch {
            let error = error.readAsOllama(by: upstream.identity.name)
            // A model that only embeds refuses to generate, even nothing.
            guard error.code == .unsupported else { throw error }
            try await send("/api/embed", nothing: "input", model, keepAlive)
        }
    }

    private func send(
        _ path: String,
        nothing field: String,
        _ model: String,
        _ keepAlive: KeepAlive?
    ) async throws(ProviderError) {
        var json = JSONWriter()
        json.object { json in
            json.member("model", model)
            json.member(field, "")
            json.member("stream", false)
            OllamaOptions(runnerOf: settings).write(to: &json)
            json.member("keep_alive", ifPresent: keepAlive)
        }
        let answer = try await upstream.json(
            "POST",
            upstream.url(path),
            body: json.finish(),
            deadlines: upstream.patient
        )
        if let report = UpstreamReport(json: answer) { throw ProviderError(midStream: report, from: upstream.identity) }
    }
}
