package import Logging

/// A conversation of the page, without what was said in it.
package struct StoredChat: Sendable, Equatable {
    package var id: String
    package var title: String
    package var created: Timestamp
    /// When something was last said in it, or it was last named.
    package var updated: Timestamp
    package var messageCount: Int

    package init(id: String, title: String, created: Timestamp, updated: Timestamp, messageCount: Int = 0) {
        self.id = id
        self.title = title
        self.created = created
        self.updated = updated
        self.messageCount = messageCount
    }
}

/// What somebody, or a model, said in a conversation.
package struct StoredMessage: Sendable, Equatable {
    package enum Role: String, Sendable, CaseIterable {
        case system, user, assistant
    }

    /// How an answer ended.
    package enum State: String, Sendable, CaseIterable {
        case whole
        /// It was being written when this was stored; where it stays so, the page was left in the middle of it.
        case partial
        /// The reader stopped it.
        case stopped
        case failed
    }

    /// 0, 1, 2, … in the conversation.
    package var position: Int
    package var role: Role
    package var text: String
    /// What the model thought before it answered.
    package var thinking: String
    /// Who answered: `provider/model`.
    package var model: String?
    package var state: State
    /// Why it failed.
    package var problem: String?
    package var created: Timestamp

    package init(
        position: Int,
        role: Role,
        text: String,
        thinking: String = "",
        model: String? = nil,
        state: State = .whole,
        problem: String? = nil,
        created: Timestamp
    ) {
        self.position = position
        self.role = role
        self.text = text
        self.thinking = thinking
        self.model = model
        self.state = state
        self.problem = problem
        self.created = created
    }

    /// What it takes, with its row and its place in the index of words.
    var size: Int { 256 + 2 * (text.utf8.count + thinking.utf8.count) }
}

/// A conversation that a search has found.
package struct FoundChat: Sendable, Equatable {
    package var chat: StoredChat
    /// Words around the place, what was looked for between U+0002 and U+0003; nil where only the title has it.
    package var excerpt: String?

    package init(chat: StoredChat, excerpt: String? = nil) {
        self.chat = chat
        self.excerpt = excerpt
    }
}
