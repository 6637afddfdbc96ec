package import Gateway

/// Ollama's part of the server; its `/` is Martlet's too.
package enum OllamaEndpoints {
    package static func all(gateway: any GatewayService) -> [EndpointHandler] {
        let dialect = OllamaDialect()
        let generation = OllamaGeneration(gateway: gateway)
        let embedding = OllamaEmbedding(gateway: gateway)
        let models = OllamaModels(gateway: gateway)
        let library = OllamaLibraryEndpoints(gateway: gateway)
        return [
            EndpointHandler("POST", "/api/chat", .ollamaChat, dialect) { try await generation.chat($0) },
            EndpointHandler("POST", "/api/generate", .ollamaGenerate, dialect) { try await generation.generate($0) },
            EndpointHandler("POST", "/api/embed", .ollamaEmbed, dialect) { try await embedding.embed($0) },
            EndpointHandler("POST", "/api/embeddings", .ollamaEmbed, dialect) { try await embedding.legacy($0) },
            EndpointHandler("GET", "/api/version", .ollamaOther, dialect) { try await models.version($0) },
            EndpointHandler("GET", "/api/tags", .ollamaOther, dialect) { try await models.tags($0) },
            EndpointHandler("GET", "/api/ps", .ollamaOther, dialect) { try await models.loaded($0) },
            EndpointHandler("POST", "/api/show", .ollamaOther, dialect) { try await models.show($0) },
            EndpointHandler("POST", "/api/pull", .ollamaOther, dialect) { try await library.pull($0) },
            EndpointHandler("DELETE", "/api/delete", .ollamaOther, dialect) { try await library.delete($0) },
        ]
    }
}
