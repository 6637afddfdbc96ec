package import Logging
package import Storage

/// The conversations of the page, for going on with them and for finding them again. Whose they are is part of every
/// statement: there is no way to ask for someone else's.
package final class ChatStore: Sendable {
    let database: any Database
    private let settings: ChatStoreSettings
    private let now: @Sendable () -> Timestamp

    package init(
        in database: any Database,
        settings: ChatStoreSettings = ChatStoreSettings(),
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) async throws {
        try await database.migrate(.chats)
        self.database = database
        self.settings = settings
        self.now = now
    }

    /// Begins a conversation.
    package func create(_ id: String, title: String, owner: String) async throws -> StoredChat {
        let now = now()
        let (settings, chat) = (settings, StoredChat(id: id, title: title, created: now, updated: now))
        try await database.write { session in
            let changed = try session.execute(
                """
                INSERT INTO chat (id, owner, title, created, updated, messages, size) \
                VALUES ($1, $2, $3, $4, $4, 0, $5) ON CONFLICT (id) DO NOTHING
                """,
                [.text(id), .text(owner), .text(title), .int(now.microseconds), .int(ChatRow.bareSize)]
            )
            guard changed == 1 else { throw ChatStoreError.conflict(id: id) }
            try ChatRoom.make(for: owner, keeping: ChatRow.find(id, owner, session).seq, settings, session)
        }
        return chat
    }

    /// The conversations of an owner, the last used first; those after the one of that id.
    package func list(owner: String, limit: Int, after id: String? = nil) async throws -> [StoredChat] {
        try await database.read { reader in
            guard let id else {
                return try reader.rows(
                    "SELECT \(ChatRow.columns) FROM chat WHERE owner = $1 ORDER BY updated DESC, seq DESC LIMIT $2",
                    [.text(owner), .int(limit)],
                    ChatRow.read
                )
            }
            let last = try ChatRow.find(id, owner, reader)
            return try reader.rows(
                """
                SELECT \(ChatRow.columns) FROM chat WHERE owner = $1 AND (updated, seq) < ($2, $3) \
                ORDER BY updated DESC, seq DESC LIMIT $4
                """,
                [.text(owner), .int(last.chat.updated.microseconds), .int(last.seq), .int(limit)],
                ChatRow.read
            )
        }
    }

    /// A conversation with all that was said in it.
    package func get(_ id: String, owner: String) async throws -> (chat: StoredChat, messages: [StoredMessage]) {
        try await database.read { reader in
            let found = try ChatRow.find(id, owner, reader)
            let messages = try reader.rows(
                """
                SELECT position, role, body, thinking, model, state, problem, created FROM chat_message \
                WHERE chat = $1 ORDER BY position
                """,
                [.int(found.seq)],
                MessageRow.read
            )
            return (found.chat, messages)
        }
    }

    package func rename(_ id: String, to title: String, owner: String) async throws {
        let changed = try await database.write { session in
            try session.execute(
                "UPDATE chat SET title = $1 WHERE id = $2 AND owner = $3",
                [.text(title), .text(id), .text(owner)]
            )
        }
        guard changed == 1 else { throw ChatStoreError.notFound(id: id) }
    }

    package func delete(_ id: String, owner: String) async throws {
        try await database.write { session in
            try ChatRoom.remove([ChatRow.find(id, owner, session).seq], session)
        }
        // Without waiting for the next write: who deletes a conversation wants it gone.
        try await database.reclaim(upTo: 1 << 20)
    }

    /// Stores a message, or a newer state of the one at its place. Returns how many conversations had to go, the ones
    /// left longest ago, to make room for it.
    @discardableResult
    package func put(_ message: StoredMessage, in id: String, owner: String) async throws -> Int {
        let (now, settings) = (now().microseconds, settings)
        guard message.position < settings.maximumMessages else {
            throw ChatStoreError.tooManyMessages(limit: settings.maximumMessages)
        }
        return try await database.write { session in
            let found = try ChatRow.find(id, owner, session)
            guard (0...found.chat.messageCount).contains(message.position) else {
                throw ChatStoreError.outOfOrder(next: found.chat.messageCount)
            }
            try MessageRow.write(message, chat: found.seq, session)
            let size = try ChatRow.settle(found.seq, updated: now, session)
            let limit = min(settings.maximumChatBytes, settings.maximumBytes)
            guard size <= limit else { throw ChatStoreError.tooLarge(size: size, limit: limit) }
            return try ChatRoom.make(for: owner, keeping: found.seq, settings, session)
        }
    }

    /// Forgets what was said from this place on.
    package func truncate(_ id: String, from position: Int, owner: String) async throws {
        let now = now().microseconds
        try await database.write { session in
            let found = try ChatRow.find(id, owner, session)
            try MessageRow.remove(from: position, chat: found.seq, session)
            _ = try ChatRow.settle(found.seq, updated: now, session)
        }
    }
}
