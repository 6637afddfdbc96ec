package import Gateway

/// The page's conversations.
package enum ChatEndpoints {
    package static func all(store: ChatStore) -> [EndpointHandler] {
        let dialect = MartletDialect()
        let chats = ChatsEndpoint(store: store)
        return [
            EndpointHandler("GET", "/api/chats", .martletChats, dialect) { try await chats.list($0) },
            EndpointHandler("POST", "/api/chats", .martletChats, dialect) { try await chats.create($0) },
            EndpointHandler("GET", "/api/chats/{id}", .martletChats, dialect) { try await chats.read($0) },
            EndpointHandler("PATCH", "/api/chats/{id}", .martletChats, dialect) { try await chats.rename($0) },
            EndpointHandler("DELETE", "/api/chats/{id}", .martletChats, dialect) { try await chats.delete($0) },
            EndpointHandler("PUT", "/api/chats/{id}/messages", .martletChats, dialect) { try await chats.put($0) },
            EndpointHandler("DELETE", "/api/chats/{id}/messages", .martletChats, dialect) {
                try await chats.truncate($0)
            },
        ]
    }
}
