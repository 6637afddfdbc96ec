import Storage

extension ChatStore {
    /// The conversations in which all these words were said in one message, or whose title has the text; the last used
    /// first.
    package func search(_ text: String, owner: String, limit: Int) async throws -> [FoundChat] {
        let words = SearchWords(text)
        return try await database.read { reader in
            var found: [FoundChat] = []
            if let words { found = try Self.said(words, owner, limit, reader) }
            let known = Set(found.map(\.chat.id))
            found += try Self.titled(text, owner, limit, reader).filter { !known.contains($0.chat.id) }
            return Array(found.sorted { $0.chat.updated > $1.chat.updated }.prefix(limit))
        }
    }

    /// First the conversations and the place in each, then the words around it: FTS5 makes no excerpts of rows that are
    /// grouped.
    private static func said(
        _ words: SearchWords,
        _ owner: String,
        _ limit: Int,
        _ reader: any SQLReader
    ) throws -> [FoundChat] {
        let places = try reader.rows(
            """
            SELECT chat.id, chat.title, chat.created, chat.updated, chat.messages, min(said.seq) \
            FROM chat_words JOIN chat_message said ON said.seq = chat_words.rowid \
            JOIN chat ON chat.seq = said.chat WHERE chat_words MATCH $1 AND chat.owner = $2 \
            GROUP BY chat.seq ORDER BY chat.updated DESC, chat.seq DESC LIMIT $3
            """,
            [.text(words.expression), .text(owner), .int(limit)]
        ) { row in (try ChatRow.read(row), try row[5] as Int) }
        return try places.map { chat, message in
            let excerpt: String? = try reader.value(
                """
                SELECT snippet(chat_words, 0, char(2), char(3), '…', 16) FROM chat_words \
                WHERE chat_words MATCH $1 AND rowid = $2
                """,
                [.text(words.expression), .int(message)]
            )
            return FoundChat(chat: chat, excerpt: excerpt)
        }
    }

    private static func titled(
        _ text: String,
        _ owner: String,
        _ limit: Int,
        _ reader: any SQLReader
    ) throws -> [FoundChat] {
        let escaped = ["\\", "%", "_"].reduce(text) { $0.replacing($1, with: "\\" + $1) }
        return try reader.rows(
            """
            SELECT \(ChatRow.columns) FROM chat WHERE owner = $1 AND title LIKE $2 ESCAPE '\\' \
            ORDER BY updated DESC, seq DESC LIMIT $3
            """,
            [.text(owner), .text("%\(escaped)%"), .int(limit)]
        ) { row in FoundChat(chat: try ChatRow.read(row)) }
    }
}
