import Storage

extension Schema {
    /// The index of words (FTS5) reads the messages' own table. `MessageRow` keeps it true: a database that trusts no schema
    /// lets no trigger write there.
    static let chats = Schema(
        name: "chats",
        migrations: [
            Migration(
                1,
                """
                CREATE TABLE chat (
                    seq INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    owner TEXT NOT NULL,
                    title TEXT NOT NULL,
                    created INTEGER NOT NULL,
                    updated INTEGER NOT NULL,
                    messages INTEGER NOT NULL,
                    size INTEGER NOT NULL
                );
                CREATE INDEX chat_owner ON chat (owner, updated, seq, size);
                CREATE TABLE chat_message (
                    seq INTEGER PRIMARY KEY,
                    chat INTEGER NOT NULL REFERENCES chat (seq),
                    position INTEGER NOT NULL,
                    role TEXT NOT NULL,
                    body TEXT NOT NULL,
                    thinking TEXT NOT NULL,
                    model TEXT,
                    state TEXT NOT NULL,
                    problem TEXT,
                    created INTEGER NOT NULL,
                    size INTEGER NOT NULL,
                    UNIQUE (chat, position)
                );
                CREATE VIRTUAL TABLE chat_words USING fts5 (
                    body, content = 'chat_message', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2'
                );
                """
            )
        ]
    )
}
