import Gateway
import HTTP
import JSON
import Logging

/// `/api/chats`: the page's conversations, kept for whoever holds the key that they were made with.
///
/// The page says what was asked and what was answered; nothing else that passes through Martlet is kept here.
struct ChatsEndpoint: Sendable {
    let store: ChatStore

    private static let listed = 50

    /// `GET /api/chats`, `?after=ID` for those after that one; `?q=WORDS` looks for words.
    func list(_ call: Call) async throws {
        let query = Query(call.request.query)
        var found: [FoundChat]
        if let text = query["q"], !text.isEmpty {
            guard text.utf8.count <= ChatFields.titleLength else {
                throw APIError.invalid("q", "q must have at most \(ChatFields.titleLength) bytes")
            }
            found = try await stored { try await store.search(text, owner: call.owner, limit: Self.listed + 1) }
        } else {
            let chats = try await stored {
                try await store.list(owner: call.owner, limit: Self.listed + 1, after: query["after"])
            }
            found = chats.map { FoundChat(chat: $0) }
        }
        let more = found.count > Self.listed
        if more { found.removeLast() }
        try await call.answer { json in
            json.member("chats", found.map(ListedChat.init))
            json.member("more", more)
        }
    }

    /// `POST /api/chats` `{"title"}`
    func create(_ call: Call) async throws {
        let title = try ChatFields.title(Fields(body: call.request.body))
        let chat = try await stored {
            try await store.create("chat_" + RandomName.make(), title: title, owner: call.owner)
        }
        try await call.answer(201) { $0.members(of: chat) }
    }

    /// `GET /api/chats/{id}`
    func read(_ call: Call) async throws {
        let (chat, messages) = try await stored { try await store.get(call.chatID, owner: call.owner) }
        try await call.answer { json in
            json.members(of: chat)
            json.member("contents", messages.map(ShownMessage.init))
        }
    }

    /// `PATCH /api/chats/{id}` `{"title"}`
    func rename(_ call: Call) async throws {
        let title = try ChatFields.title(Fields(body: call.request.body))
        try await stored { try await store.rename(call.chatID, to: title, owner: call.owner) }
        try await call.answer { json in
            json.member("id", call.chatID)
            json.member("title", title)
        }
    }

    /// `DELETE /api/chats/{id}`
    func delete(_ call: Call) async throws {
        try await stored { try await store.delete(call.chatID, owner: call.owner) }
        try await call.answer { json in
            json.member("id", call.chatID)
            json.member("deleted", true)
        }
    }

    /// `PUT /api/chats/{id}/messages`: a message, or a newer state of the one at its `position`.
    func put(_ call: Call) async throws {
        let message = try ChatFields.message(Fields(body: call.request.body))
        let removed = try await stored { try await store.put(message, in: call.chatID, owner: call.owner) }
        if removed > 0 {
            Log.warning("chats", "conversations left longest ago were removed to make room", ["count": .int(removed)])
        }
        try await call.answer { json in
            json.member("position", message.position)
            json.member("removed_chats", removed)
        }
    }

    /// `DELETE /api/chats/{id}/messages?from=N`: forgets what was said from there on.
    func truncate(_ call: Call) async throws {
        guard let position = Query(call.request.query)["from"].flatMap({ Int($0) }), position >= 0 else {
            throw APIError.invalid("from", "from must say the position of the first message to forget: ?from=2")
        }
        try await stored { try await store.truncate(call.chatID, from: position, owner: call.owner) }
        try await call.answer { json in
            json.member("id", call.chatID)
            json.member("from", position)
        }
    }

    private func stored<Value>(_ body: () async throws -> Value) async throws(APIError) -> Value {
        do { return try await body() } catch { throw APIError(chat: error) }
    }
}

extension Call {
    /// Whose conversations the caller may see.
    fileprivate var owner: String { context.keyName ?? "" }

    fileprivate var chatID: String { pathParameter ?? "" }

    fileprivate func answer(_ status: Int = 200, _ members: (inout JSONWriter) -> Void) async throws {
        var json = JSONWriter()
        json.object(members)
        var headers = AnswerHeaders.json(context)
        headers.add("cache-control", "no-store")
        try await responder.send(status, headers, json.finish())
    }
}

extension APIError {
    fileprivate init(chat error: any Error) {
        switch error as? ChatStoreError {
        case .notFound(let id):
            self.init(404, "there is no chat '\(id.prefix(128))'", code: "chat_not_found", label: "not_found")
        case .outOfOrder(let next):
            self.init(
                409,
                "the chat's next position is \(next): it was changed elsewhere; load it again",
                code: "chat_changed",
                parameter: "position",
                label: "conflict"
            )
        case .tooLarge(let size, let limit):
            self.init(
                413,
                "the chat would take \(size) bytes; at most \(limit) are kept: begin a new one",
                label: "too_large"
            )
        case .tooManyMessages(let limit):
            self.init(413, "a chat holds at most \(limit) messages: begin a new one", label: "too_large")
        case .conflict, nil:
            Log.error("chats", "the database does not work: \(error)")
            self.init(
                503,
                "chats cannot be stored now; see the server's log",
                type: "server_error",
                code: "chats_unavailable",
                label: "storage"
            )
        }
    }
}
