import Configuration
import HTTP
import JSON

/// One backend of the OpenAI family, whichever it is: what its providers share.
struct OpenAIBackend: Sendable {
    let upstream: Upstream
    let writer: OpenAIRequestWriter
    private let chatURL: String
    private let completionURL: String
    private let embeddingURL: String
    let modelsURL: String

    init(upstream: Upstream, flavor: OpenAIFlavor, defaults: GenerationParameters) {
        self.upstream = upstream
        writer = OpenAIRequestWriter(flavor: flavor, defaults: defaults)
        let base = upstream.endpoint.openAI
        chatURL = base + "/chat/completions"
        completionURL = base + "/completions"
        embeddingURL = base + "/embeddings"
        modelsURL = base + "/models"
    }

    var flavor: OpenAIFlavor { writer.flavor }

    // MARK: Answers

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        let isChat = request.input.isChat
        let response = try await upstream.send(
            "POST",
            isChat ? chatURL : completionURL,
            body: writer.body(for: request),
            deadlines: upstream.deadlines(for: request)
        )
        let decoder = OpenAIDecoder(
            kind: isChat ? .chat : .completion,
            identity: upstream.identity,
            manyPrompts: request.input.promptCount > 1,
            removesRevision: flavor.addsRevision
        )
        let answer = OpenAIAnswer(
            response,
            stream: request.stream,
            decoder: decoder,
            dialect: wireDialect(for: request)
        )
        return Generation { () async throws(ProviderError) in try await answer.next() }
    }

    private func wireDialect(for request: GenerateRequest) -> WireDialect? {
        guard flavor.passesFrames else { return nil }
        if request.input.isChat { return .openAIChat }
        return flavor.completionLogprobsLikeChat && request.sampling.logprobs ? nil : .openAICompletion
    }

    // MARK: Vectors

    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        let count = request.input.count
        let body = OpenAIEmbeddings.body(for: request, base64: flavor.asksForBase64)
        let response: HTTPClientResponse
        do { response = try await upstream.send("POST", embeddingURL, body: body) } catch {
            // A server whose model only writes has no such path: vLLM, `transformers serve`.
            guard error.status == 404, error.code == .badRequest else { throw error }
            throw ProviderError.unsupported(.embeddings, by: upstream.identity.name)
        }
        let answer = try await upstream.json(of: response, upTo: 512 << 20)
        return try OpenAIEmbeddings.read(answer, count: count, model: request.model, from: upstream.identity)
    }

    // MARK: Models

    /// The backend's list; where some are configured, those, with what the list tells of them.
    func models(offering offered: [String] = []) async throws(ProviderError) -> [ModelInfo] {
        let listed: [ModelInfo]
        do { listed = try OpenAIModels.read(try await upstream.getJSON(modelsURL), from: upstream.identity) } catch {
            // Some compatible endpoints have no list: what is configured stands for it.
            guard !offered.isEmpty, [404, 405, 501].contains(error.status) else { throw error }
            return offered.map(ModelInfo.init(id:))
        }
        guard !offered.isEmpty else { return listed }
        let byID = Dictionary(listed.map { ($0.id, $0) }) { first, _ in first }
        return offered.map { byID[$0] ?? ModelInfo(id: $0) }
    }
}

extension GenerateRequest.Input {
    var promptCount: Int {
        if case .completion(.texts(let texts), _) = self { texts.count } else { 1 }
    }
}
