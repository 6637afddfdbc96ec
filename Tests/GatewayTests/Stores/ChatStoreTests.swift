import Gateway
import Logging
import Storage
import Synchronization
import Testing

/// A store whose clock goes a second further with each look at it.
private func store(_ change: (inout ChatStoreSettings) -> Void = { _ in }) async throws -> ChatStore {
    var settings = ChatStoreSettings()
    change(&settings)
    let ticks = Atomic<Int>(2_000_000_000)
    return try await ChatStore(in: SQLiteDatabase.inMemory(), settings: settings) {
        Timestamp(seconds: ticks.wrappingAdd(1, ordering: .relaxed).newValue)
    }
}

private func said(_ text: String, at position: Int = 0, _ role: StoredMessage.Role = .user) -> StoredMessage {
    StoredMessage(position: position, role: role, text: text, created: Timestamp(seconds: 2_000_000_000))
}

@Suite struct ChatStoreTests {
    @Test func `a conversation comes back whole, in its order`() async throws {
        let store = try await store()
        _ = try await store.create("c1", title: "Tea", owner: "")
        var answer = said("Green.", at: 1, .assistant)
        answer.thinking = "hm"
        answer.model = "native/stories"
        answer.state = .failed
        answer.problem = "it stopped"
        try await store.put(said("Which tea?"), in: "c1", owner: "")
        try await store.put(answer, in: "c1", owner: "")
        let (chat, messages) = try await store.get("c1", owner: "")
        #expect(messages == [said("Which tea?"), answer])
        #expect(chat.title == "Tea")
        #expect(chat.messageCount == 2)
        #expect(chat.updated > chat.created)
    }

    @Test func `a message is replaced at its place, and nothing stands after a hole`() async throws {
        let store = try await store()
        _ = try await store.create("c1", title: "", owner: "")
        try await store.put(said("one"), in: "c1", owner: "")
        try await store.put(said("two"), in: "c1", owner: "")
        #expect(try await store.get("c1", owner: "").messages == [said("two")])
        await #expect(throws: ChatStoreError.outOfOrder(next: 1)) {
            try await store.put(said("x", at: 2), in: "c1", owner: "")
        }
        await #expect(throws: ChatStoreError.outOfOrder(next: 1)) {
            try await store.put(said("x", at: -1), in: "c1", owner: "")
        }
    }

    @Test func `what was said from a place on is forgotten, for search too`() async throws {
        let store = try await store()
        _ = try await store.create("c1", title: "", owner: "")
        for (position, text) in ["apple", "pear", "plum"].enumerated() {
            try await store.put(said(text, at: position), in: "c1", owner: "")
        }
        try await store.truncate("c1", from: 1, owner: "")
        let (chat, messages) = try await store.get("c1", owner: "")
        #expect(messages.map(\.text) == ["apple"])
        #expect(chat.messageCount == 1)
        #expect(try await store.search("plum", owner: "", limit: 5).isEmpty)
        #expect(try await store.search("apple", owner: "", limit: 5).count == 1)
    }

    @Test(arguments: ["", "other", "ANNA", "anna "])
    func `someone else's conversation is not there for anything`(thief: String) async throws {
        let store = try await store()
        _ = try await store.create("c1", title: "secret plans", owner: "anna")
        try await store.put(said("the treasure is here"), in: "c1", owner: "anna")
        let gone = ChatStoreError.notFound(id: "c1")
        await #expect(throws: gone) { _ = try await store.get("c1", owner: thief) }
        await #expect(throws: gone) { try await store.rename("c1", to: "x", owner: thief) }
        await #expect(throws: gone) { try await store.delete("c1", owner: thief) }
        await #expect(throws: gone) { try await store.truncate("c1", from: 0, owner: thief) }
        await #expect(throws: gone) { try await store.put(said("mine now"), in: "c1", owner: thief) }
        await #expect(throws: gone) { _ = try await store.list(owner: thief, limit: 9, after: "c1") }
        await #expect(throws: ChatStoreError.conflict(id: "c1")) {
            _ = try await store.create("c1", title: "", owner: thief)
        }
        #expect(try await store.list(owner: thief, limit: 9).isEmpty)
        #expect(try await store.search("treasure", owner: thief, limit: 9).isEmpty)
        #expect(try await store.search("secret", owner: thief, limit: 9).isEmpty)
        #expect(try await store.get("c1", owner: "anna").messages == [said("the treasure is here")])
    }

    @Test func `a list goes on after its last one`() async throws {
        let store = try await store()
        for number in 0..<7 { _ = try await store.create("c\(number)", title: "", owner: "") }
        try await store.put(said("hi"), in: "c2", owner: "")
        let first = try await store.list(owner: "", limit: 4).map(\.id)
        #expect(first == ["c2", "c6", "c5", "c4"])
        #expect(try await store.list(owner: "", limit: 4, after: "c4").map(\.id) == ["c3", "c1", "c0"])
    }

    @Test func `words are found anywhere, and the last may be unfinished`() async throws {
        let store = try await store()
        _ = try await store.create("c1", title: "Cooking", owner: "")
        try await store.put(said("How long do I cook risotto with crème fraîche?"), in: "c1", owner: "")
        _ = try await store.create("c2", title: "100% wool_socks", owner: "")
        let found = try await store.search("RISOTTO creme frai", owner: "", limit: 5)
        #expect(found.map(\.chat.id) == ["c1"])
        #expect(found.first?.excerpt?.contains("\u{2}risotto\u{3}") == true)
        #expect(try await store.search("risotto socks", owner: "", limit: 5).isEmpty)
        #expect(try await store.search("0% wool_", owner: "", limit: 5).map(\.chat.id) == ["c2"])
        #expect(try await store.search("%", owner: "", limit: 5).map(\.chat.id) == ["c2"])
        try await store.delete("c1", owner: "")
        #expect(try await store.search("risotto", owner: "", limit: 5).isEmpty)
    }

    @Test(arguments: [
        "\"", "a\"b", "NEAR(a b)", "body:x", "a OR", "AND", "*", "^a", "a-b", "-a", "(", "{a}", "a + b",
        "'; DROP TABLE chat; --",
        "\u{0}", "\u{2}x\u{3}", "日本", "💥", "e\u{301}", String(repeating: "w ", count: 5000),
    ])
    func `nothing in a search is more than words`(text: String) async throws {
        let store = try await store()
        _ = try await store.create("c1", title: "t", owner: "")
        try await store.put(said("a plain sentence"), in: "c1", owner: "")
        _ = try await store.search(text, owner: "", limit: 5)
        #expect(try await store.search("plain", owner: "", limit: 5).count == 1)
    }

    @Test func `where there is no room the conversations left longest ago go, and only the owner's`() async throws {
        let store = try await store {
            $0.maximumBytes = 10_000
            $0.maximumChatBytes = 6000
        }
        _ = try await store.create("other", title: "", owner: "bob")
        try await store.put(said(String(repeating: "x", count: 2000)), in: "other", owner: "bob")
        var removed = 0
        for number in 0..<5 {
            _ = try await store.create("c\(number)", title: "", owner: "anna")
            let text = "word\(number) " + String(repeating: "x", count: 1500)
            removed += try await store.put(said(text), in: "c\(number)", owner: "anna")
        }
        #expect(removed == 3)
        #expect(try await store.list(owner: "anna", limit: 9).map(\.id) == ["c4", "c3"])
        #expect(try await store.search("word0", owner: "anna", limit: 9).isEmpty)
        #expect(try await store.list(owner: "bob", limit: 9).map(\.id) == ["other"])
        await #expect(throws: ChatStoreError.tooLarge(size: 8770, limit: 6000)) {
            try await store.put(said(String(repeating: "y", count: 4001)), in: "c4", owner: "anna")
        }
        #expect(try await store.get("c4", owner: "anna").messages.first?.text.hasPrefix("word4") == true)
    }

    @Test func `the number of conversations and of messages has its bound`() async throws {
        let store = try await store {
            $0.maximumChats = 3
            $0.maximumMessages = 2
        }
        for number in 0..<5 { _ = try await store.create("c\(number)", title: "", owner: "") }
        #expect(try await store.list(owner: "", limit: 9).map(\.id) == ["c4", "c3", "c2"])
        try await store.put(said("a"), in: "c4", owner: "")
        try await store.put(said("b", at: 1), in: "c4", owner: "")
        await #expect(throws: ChatStoreError.tooManyMessages(limit: 2)) {
            try await store.put(said("c", at: 2), in: "c4", owner: "")
        }
    }
}
