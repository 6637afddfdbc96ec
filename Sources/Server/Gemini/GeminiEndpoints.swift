package import Gateway

/// Google's part of the server, under both of its versions; `GET /v1/models` is OpenAI's.
package enum GeminiEndpoints {
    package static func all(gateway: any GatewayService) -> [EndpointHandler] {
        let dialect = GeminiDialect()
        let generation = GeminiGeneration(gateway: gateway)
        let embedding = GeminiEmbedding(gateway: gateway)
        let models = GeminiModels(gateway: gateway)
        func verb(
            _ verb: String,
            _ endpoint: Endpoint,
            _ handle: @escaping @Sendable (Call) async throws -> Void
        ) -> [EndpointHandler] {
            ["/v1beta", "/v1"].map { version in
                EndpointHandler("POST", "\(version)/models/{model}:\(verb)", endpoint, dialect, handle: handle)
            }
        }
        return verb("generateContent", .geminiGenerate) { try await generation.generate($0) }
            + verb("streamGenerateContent", .geminiGenerate) { try await generation.stream($0) }
            + verb("countTokens", .geminiOther) { try await generation.countTokens($0) }
            + verb("embedContent", .geminiEmbed) { try await embedding.one($0) }
            + verb("batchEmbedContents", .geminiEmbed) { try await embedding.batch($0) }
            + [
                EndpointHandler("GET", "/v1beta/models", .geminiOther, dialect) { try await models.list($0) },
                EndpointHandler("GET", "/v1beta/models/{model}", .geminiOther, dialect) { call in
                    try await models.retrieve(call)
                },
            ]
    }
}
