import Testing

@testable import Gateway

@Suite struct EmbeddingRouteTests {
    private func table(_ models: [String], embedders: Set<String>, first: String = "gpt-4o-mini") -> RouteTable {
        var native = RouteTable.Entry(name: "native", defaultModel: nil, models: models)
        native.embedders = embedders
        return RouteTable(
            [RouteTable.Entry(name: "openai", defaultModel: first, models: [first]), native],
            plan: RoutePlan()
        )
    }

    @Test func `a model for vectors stands in for a default that is none`() throws {
        let table = table(["all-MiniLM-L6-v2", "other", "a-bert"], embedders: ["a-bert", "all-MiniLM-L6-v2"])
        #expect(try table.resolve("default").first?.id.description == "openai/gpt-4o-mini")
        #expect(try table.resolve(embedding: "default").map(\.id.description) == ["native/all-MiniLM-L6-v2"])
        #expect(try table.resolve(embedding: "other").map(\.id.description) == ["native/other"])
    }

    @Test func `a default that is one stays`() throws {
        let table = table(["all-MiniLM-L6-v2"], embedders: ["all-MiniLM-L6-v2"], first: "text-embedding-3-small")
        #expect(try table.resolve(embedding: "default").first?.id.description == "openai/text-embedding-3-small")
    }

    @Test func `without one, default is what it is, and the usual one's name says how it is fetched`() throws {
        let table = table(["llama"], embedders: [])
        #expect(try table.resolve(embedding: "default").first?.id.description == "openai/gpt-4o-mini")
        do {
            _ = try table.resolve("all-MiniLM-L6-v2")
            Issue.record("it is known")
        } catch { #expect(error.message.contains("martlet pull all-MiniLM-L6-v2")) }
    }

    @Test func `chats are not led to what only makes vectors`() throws {
        var native = RouteTable.Entry(name: "native", defaultModel: nil, models: ["a-bert", "story"])
        native.embedders = ["a-bert"]
        #expect(try RouteTable([native], plan: RoutePlan()).resolve("default").first?.id.model == "story")
    }
}
