package import Gateway

/// OpenAI's part of the server.
package enum OpenAIEndpoints {
    /// `store` keeps the answers of `/v1/responses`.
    package static func all(
        gateway: any GatewayService,
        responses store: ResponseStore
    ) -> [EndpointHandler] {
        let dialect = OpenAIDialect()
        let chat = ChatEndpoint(gateway: gateway)
        let completion = CompletionEndpoint(gateway: gateway)
        let embedding = EmbeddingEndpoint(gateway: gateway)
        let models = ModelEndpoints(gateway: gateway)
        let responses = ResponsesEndpoint(gateway: gateway, store: store)
        return [
            EndpointHandler("POST", "/v1/chat/completions", .openAIChat, dialect) { try await chat.handle($0) },
            EndpointHandler("POST", "/v1/completions", .openAICompletion, dialect) {
                try await completion.handle($0)
            },
            EndpointHandler("POST", "/v1/embeddings", .openAIEmbeddings, dialect) { try await embedding.handle($0) },
            EndpointHandler("GET", "/v1/models", .openAIModels, dialect) { try await models.list($0) },
            EndpointHandler("GET", "/v1/models/{id}", .openAIModels, dialect) { try await models.retrieve($0) },
            EndpointHandler("POST", "/v1/responses", .openAIResponses, dialect) { try await responses.create($0) },
            EndpointHandler("GET", "/v1/responses/{id}", .openAIResponses, dialect) {
                try await responses.retrieve($0)
            },
            EndpointHandler("GET", "/v1/responses/{id}/input_items", .openAIResponses, dialect) {
                try await responses.listInput($0)
            },
            EndpointHandler("DELETE", "/v1/responses/{id}", .openAIResponses, dialect) {
                try await responses.delete($0)
            },
        ]
    }
}
