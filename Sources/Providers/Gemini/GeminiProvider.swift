import Configuration
import HTTP
import JSON

/// Google's Gemini API.
///
/// Thought signatures are kept for tool calls (see `GeminiSignatures`); those of plain text, which Gemini does not
/// insist on, are not.
final class GeminiProvider: Provider {
    let name: String
    let type = "gemini"
    let features: Features = [
        .chat, .embeddings, .embeddingDimensions, .images, .audio, .tools, .forcedToolChoice, .jsonMode, .jsonSchema,
        .logprobs, .multipleChoices, .seed, .stop, .penalties, .topK, .reasoningControl,
    ]
    let defaultModel: String?

    private let settings: ProviderSettings
    private let upstream: Upstream
    /// With the API's version, without a slash at its end.
    private let base: String
    private let signatures = GeminiSignatures()

    private static let home = "generativelanguage.googleapis.com"

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) throws(ProviderError) {
        var settings = settings
        if settings.endpoint == nil { settings.endpoint = try? EndpointURL(parsing: "https://" + Self.home) }
        self.settings = settings
        name = settings.name
        defaultModel = settings.model.map { GeminiModelName($0).short }
        // The key travels in a header, never in the address, which gets logged on the way.
        upstream = try Upstream(settings, environment, keyHeader: "x-goog-api-key")
        base = Self.base(of: upstream.endpoint)
    }

    /// The endpoint with the version it was given with, or else with the API's own.
    private static func base(of endpoint: EndpointURL) -> String {
        if endpoint.givenWithV1 { return endpoint.root + "/v1" }
        let last = endpoint.path.split(separator: "/").last ?? ""
        let hasVersion = last.first == "v" && last.dropFirst().first?.isNumber == true
        return hasVersion ? endpoint.root : endpoint.root + "/v1beta"
    }

    /// Google itself answers nobody without a key; a stand-in at another address may.
    private func requireKey() throws(ProviderError) {
        guard upstream.endpoint.host == Self.home, settings.apiKey == nil else { return }
        throw ProviderError(
            .unauthorized,
            "the provider '\(name)' has no key: set \(settings.apiKeyEnvironment ?? "GOOGLE_API_KEY") in the environment"
        )
    }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        try requireKey()
        let sent = try GeminiRequest(request, settings: settings, signatures: signatures)
        let decoder = GeminiDecoder(request: request, from: upstream.identity) { [signatures] signature, id in
            signatures.remember(signature, of: id)
        }
        do {
            let response = try await upstream.send(
                "POST",
                base + sent.path,
                body: sent.body,
                deadlines: upstream.deadlines(for: request)
            )
            if request.stream {
                let body = response.body
                return Generation(frames: upstream.events(of: body), decoder: decoder, opened: body.opened)
            }
            return try await whole(upstream.collect(response.body, upTo: Upstream.longestAnswer), decoder: decoder)
        } catch {
            throw error.readAsGemini(by: name)
        }
    }

    private func whole(_ body: [UInt8], decoder: GeminiDecoder) throws(ProviderError) -> Generation {
        guard !body.isEmpty else { throw ProviderError(.emptyAnswer, "the provider '\(name)' sent an empty answer") }
        var decoder = decoder
        var part = try decoder.decode(body) ?? GenerationPart([])
        part.events += try decoder.end()?.events ?? []
        return Generation(whole: part)
    }

    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        try requireKey()
        guard case .texts(let texts) = request.input else { throw .unsupported(.embedTokens, by: name) }
        if request.truncate == false {
            throw ProviderError(.unsupported, "the provider '\(name)' does not support truncate: false")
        }
        var answer = EmbedAnswer(model: request.model, vectors: [], promptTokens: 0)
        var rest = texts[...]
        while !rest.isEmpty {
            let batch = GeminiEmbedding(
                model: GeminiModelName(request.model),
                texts: rest.prefix(GeminiEmbedding.longestBatch),
                dimensions: request.dimensions
            )
            rest = rest.dropFirst(GeminiEmbedding.longestBatch)
            do {
                let json = try await upstream.json("POST", base + batch.path, body: batch.body)
                let read = try batch.read(json, from: upstream.identity)
                answer.vectors += read.vectors
                answer.promptTokens += read.tokens
            } catch {
                throw error.readAsGemini(by: name)
            }
        }
        return answer
    }

    func models() async throws(ProviderError) -> [ModelInfo] {
        try requireKey()
        var models: [ModelInfo] = []
        var page = ""
        // Twenty pages of a thousand are more than there can be: a list without an end is none.
        for _ in 0..<20 {
            let json: JSONValue
            do {
                json = try await upstream.getJSON(base + "/models?pageSize=1000" + page)
            } catch {
                throw error.readAsGemini(by: name)
            }
            guard json.object != nil else { throw .malformed("no list of models", from: upstream.identity) }
            models += (json["models"]?.array ?? []).compactMap(ModelInfo.init(gemini:))
            guard let next = json["nextPageToken"]?.string, !next.isEmpty else { break }
            page = "&pageToken=" + percentEncoded(next)
        }
        if settings.models.isEmpty { return models }
        let chosen = Set(settings.models.map { GeminiModelName($0).short })
        return models.filter { chosen.contains($0.id) }
    }

    func check() async throws(ProviderError) {
        try requireKey()
        do {
            _ = try await upstream.getJSON(base + "/models?pageSize=1")
        } catch {
            throw error.readAsGemini(by: name)
        }
    }
}

extension ProviderError {
    /// Gemini refuses a wrong key with a 400.
    fileprivate func readAsGemini(by provider: String) -> ProviderError {
        guard status == 400, message.contains("API key") || message.contains("API Key") else { return self }
        var error = self
        error.code = .unauthorized
        return error
    }
}

extension ModelInfo {
    /// An entry of `/models`; nil for models that neither answer nor embed.
    fileprivate init?(gemini entry: JSONValue) {
        guard let name = entry["name"]?.string, !name.isEmpty else { return nil }
        if let methods = entry["supportedGenerationMethods"]?.array {
            let useful: Set<JSONValue> = ["generateContent", "embedContent", "batchEmbedContents"]
            guard methods.contains(where: useful.contains) else { return nil }
        }
        self.init(id: GeminiModelName(name).short)
        contextLength = entry["inputTokenLimit"]?.boundedCount
        ownedBy = "google"
    }
}
