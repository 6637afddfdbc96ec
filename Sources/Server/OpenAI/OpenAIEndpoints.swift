package import Gateway

/// OpenAI's part of the server.
package enum OpenAIEndpoints {
    package static func all(gateway: any GatewayService) -> [EndpointHandler] {
        let dialect = OpenAIDialect()
        let chat = ChatEndpoint(gateway: gateway)
        return [
            EndpointHandler("POST", "/v1/chat/completions", .openAIChat, dialect) { call in
                try await chat.handle(call)
            }
        ]
    }
}
