package import Gateway

/// Google's part of the server, under both of its versions. `GET /v1/models` is OpenAI's, but for Google's own clients:
/// their libraries ask there, and say who they are.
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
            + [("/v1beta", false), ("/v1", true)].flatMap { version, isShared in
                [
                    EndpointHandler("GET", "\(version)/models", .geminiOther, dialect, isForGoogle: isShared) { call in
                        try await models.list(call)
                    },
                    EndpointHandler("GET", "\(version)/models/{model}", .geminiOther, dialect, isForGoogle: isShared) {
                        try await models.retrieve($0)
                    },
                ]
            }
    }
}
