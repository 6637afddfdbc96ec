import JSON

/// One exchange of at most a hundred texts, which is all that Gemini takes at once.
struct GeminiEmbedding {
    static let longestBatch = 100

    private let model: GeminiModelName
    private let texts: ArraySlice<String>
    private let dimensions: Int?

    init(model: GeminiModelName, texts: ArraySlice<String>, dimensions: Int?) {
        self.model = model
        self.texts = texts
        self.dimensions = dimensions
    }

    private var isSingle: Bool { texts.count == 1 }

    var path: String { model.path + (isSingle ? ":embedContent" : ":batchEmbedContents") }

    var body: [UInt8] {
        var json = JSONWriter(reservingCapacity: 1024)
        if isSingle, let text = texts.first {
            write(text, to: &json)
        } else {
            json.object { json in
                json.member("requests") { json in
                    json.array { json in
                        for text in texts { json.element { json in write(text, to: &json) } }
                    }
                }
            }
        }
        return json.finish()
    }

    private func write(_ text: String, to json: inout JSONWriter) {
        json.object { json in
            json.member("model", model.full)
            json.member("content") { json in
                json.object { json in
                    json.member("parts") { json in
                        json.array { json in json.element { json in json.object { $0.member("text", text) } } }
                    }
                }
            }
            json.member("outputDimensionality", ifPresent: dimensions)
        }
    }

    /// The vectors, and the tokens they cost where Gemini tells.
    func read(
        _ json: JSONValue,
        from backend: BackendIdentity
    ) throws(ProviderError) -> (vectors: [[Float]], tokens: Int) {
        let rows = isSingle ? json["embedding"].map { [$0] } : json["embeddings"]?.array
        guard let rows, rows.count == texts.count else {
            throw .malformed("another number of embeddings than it was sent texts", from: backend)
        }
        var vectors: [[Float]] = []
        for row in rows {
            guard let vector = row["values"]?.vector else {
                throw .malformed("an embedding that is no list of numbers", from: backend)
            }
            if let dimensions, vector.count != dimensions {
                throw ProviderError(
                    .unsupported,
                    "the provider '\(backend.name)' sent embeddings of \(vector.count) dimensions where \(dimensions) "
                        + "were asked for: this model cannot shorten them"
                )
            }
            vectors.append(vector)
        }
        return (vectors, json["usageMetadata"]?["promptTokenCount"]?.boundedCount ?? 0)
    }
}
