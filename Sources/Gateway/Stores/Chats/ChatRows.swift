import Logging
import Storage

/// A conversation's row.
struct ChatRow: Sendable {
    let seq: Int
    let chat: StoredChat

    /// What a conversation takes before anything is said in it.
    static let bareSize = 512
    static let columns = "id, title, created, updated, messages"

    static func read(_ row: borrowing SQLRow) throws(StorageError) -> StoredChat {
        StoredChat(
            id: try row[0],
            title: try row[1],
            created: Timestamp(microseconds: try row[2]),
            updated: Timestamp(microseconds: try row[3]),
            messageCount: try row[4]
        )
    }

    static func find(_ id: String, _ owner: String, _ reader: any SQLReader) throws -> ChatRow {
        let found = try reader.first(
            "SELECT \(columns), seq FROM chat WHERE id = $1 AND owner = $2",
            [.text(id), .text(owner)]
        ) { row in ChatRow(seq: try row[5], chat: try read(row)) }
        guard let found else { throw ChatStoreError.notFound(id: id) }
        return found
    }

    /// Counts what is in a conversation anew, after a change. Returns its size.
    static func settle(_ seq: Int, updated: Int, _ session: any SQLSession) throws -> Int {
        let (count, size) =
            try session.first(
                "SELECT count(*), coalesce(sum(size), 0) FROM chat_message WHERE chat = $1",
                [.int(seq)]
            ) { row in (try row[0] as Int, try row[1] as Int) } ?? (0, 0)
        try session.execute(
            "UPDATE chat SET messages = $1, size = $2, updated = $3 WHERE seq = $4",
            [.int(count), .int(size + bareSize), .int(updated), .int(seq)]
        )
        return size + bareSize
    }
}

/// A message's row.
enum MessageRow {
    static func read(_ row: borrowing SQLRow) throws(StorageError) -> StoredMessage {
        let (role, state): (String, String) = (try row[1], try row[5])
        return StoredMessage(
            position: try row[0],
            role: StoredMessage.Role(rawValue: role) ?? .user,
            text: try row[2],
            thinking: try row[3],
            model: try row[4],
            state: StoredMessage.State(rawValue: state) ?? .partial,
            problem: try row[6],
            created: Timestamp(microseconds: try row[7])
        )
    }

    /// Stores the message at its place, and its words in the index.
    static func write(_ message: StoredMessage, chat: Int, _ session: any SQLSession) throws {
        try forgetWords("position = $2", [.int(chat), .int(message.position)], session)
        try session.execute(
            """
            INSERT INTO chat_message (chat, position, role, body, thinking, model, state, problem, created, size) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
            ON CONFLICT (chat, position) DO UPDATE SET role = excluded.role, body = excluded.body, \
            thinking = excluded.thinking, model = excluded.model, state = excluded.state, \
            problem = excluded.problem, created = excluded.created, size = excluded.size
            """,
            [
                .int(chat), .int(message.position), .text(message.role.rawValue), .text(message.text),
                .text(message.thinking), SQLValue(message.model), .text(message.state.rawValue),
                SQLValue(message.problem), .int(message.created.microseconds), .int(message.size),
            ]
        )
        try session.execute(
            """
            INSERT INTO chat_words (rowid, body) \
            SELECT seq, body FROM chat_message WHERE chat = $1 AND position = $2
            """,
            [.int(chat), .int(message.position)]
        )
    }

    /// Removes what was said in a conversation from a place on.
    static func remove(from position: Int, chat: Int, _ session: any SQLSession) throws {
        let place: [SQLValue] = [.int(chat), .int(position)]
        try forgetWords("position >= $2", place, session)
        try session.execute("DELETE FROM chat_message WHERE chat = $1 AND position >= $2", place)
    }

    /// The index wants to be told what it forgets.
    private static func forgetWords(_ which: String, _ values: [SQLValue], _ session: any SQLSession) throws {
        try session.execute(
            """
            INSERT INTO chat_words (chat_words, rowid, body) \
            SELECT 'delete', seq, body FROM chat_message WHERE chat = $1 AND \(which)
            """,
            values
        )
    }
}

/// Room for what is said.
enum ChatRoom {
    /// Removes the owner's conversations that were left longest ago, as far as the bounds ask for it, and never the one
    /// that is being written. Returns how many went.
    @discardableResult
    static func make(
        for owner: String,
        keeping kept: Int,
        _ settings: ChatStoreSettings,
        _ session: any SQLSession
    ) throws -> Int {
        let (count, size) =
            try session.first("SELECT count(*), coalesce(sum(size), 0) FROM chat WHERE owner = $1", [.text(owner)]) {
                row in (try row[0] as Int, try row[1] as Int)
            } ?? (0, 0)
        guard count > settings.maximumChats || size > settings.maximumBytes else { return 0 }
        var (chats, bytes) = (count, size)
        var going: [Int] = []
        try session.each(
            "SELECT seq, size FROM chat WHERE owner = $1 AND seq <> $2 ORDER BY updated, seq",
            [.text(owner), .int(kept)]
        ) { row in
            guard chats > settings.maximumChats || bytes > settings.maximumBytes else { return }
            going.append(try row[0])
            chats -= 1
            bytes -= try row[1]
        }
        try remove(going, session)
        return going.count
    }

    static func remove(_ chats: [Int], _ session: any SQLSession) throws {
        for chat in chats {
            try MessageRow.remove(from: 0, chat: chat, session)
            try session.execute("DELETE FROM chat WHERE seq = $1", [.int(chat)])
        }
    }
}
