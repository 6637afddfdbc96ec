import Configuration
import JSON

/// One exchange with `/api/embed`.
struct OllamaEmbedding {
    private let request: EmbedRequest
    private let settings: ProviderSettings

    init(_ request: EmbedRequest, settings: ProviderSettings) {
        self.request = request
        self.settings = settings
    }

    func body() throws(ProviderError) -> [UInt8] {
        guard case .texts(let texts) = request.input else {
            throw .unsupported(.embedTokens, by: settings.name)
        }
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            json.member("model", request.model)
            json.member("input", texts)
            json.member("truncate", ifPresent: request.truncate)
            json.member("dimensions", ifPresent: request.dimensions)
            let own = request.runnerOptions.sorted { $0.key < $1.key }.map { (key: $0.key, value: RawJSON($0.value)) }
            OllamaOptions(runnerOf: settings, contextLength: request.contextLength).under(own).write(to: &json)
            json.member(
                "keep_alive",
                ifPresent: request.keepAlive ?? settings.keepAlive.map(KeepAlive.init(configured:))
            )
        }
        return json.finish()
    }

    func read(_ json: JSONValue, from backend: BackendIdentity) throws(ProviderError) -> EmbedAnswer {
        guard let rows = json["embeddings"]?.array, rows.count == request.input.count else {
            throw .malformed("another number of embeddings than it was sent texts", from: backend)
        }
        var vectors: [[Float]] = []
        vectors.reserveCapacity(rows.count)
        for row in rows {
            guard let vector = row.vector else {
                throw .malformed("an embedding that is no list of numbers", from: backend)
            }
            vectors.append(vector)
        }
        if let wanted = request.dimensions, let got = vectors.first?.count, got != wanted {
            throw ProviderError(
                .unsupported,
                "the provider '\(backend.name)' sent embeddings of \(got) dimensions where \(wanted) were asked for: "
                    + "its Ollama is too old to shorten them, or the model cannot be"
            )
        }
        return EmbedAnswer(
            model: json["model"]?.string ?? request.model,
            vectors: vectors,
            promptTokens: json["prompt_eval_count"]?.boundedCount ?? 0,
            timings: Timings(ollama: json)
        )
    }
}
