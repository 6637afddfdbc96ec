import Configuration
import Gateway
import HTTP
import JSON
import Storage
import Testing

@testable import Server

@Suite struct ChatsEndpointTests {
    private func server(keys: [String] = []) async throws -> ServerUnderTest {
        let store = try await ChatStore(in: SQLiteDatabase.inMemory())
        return ServerUnderTest(endpoints: ChatEndpoints.all(store: store)) { settings in
            settings.server.apiKeys = keys.map { APIKeyDigest(name: $0, key: $0) }
        }
    }

    private func create(_ server: ServerUnderTest, _ headers: HTTPHeaders = [:]) async throws -> String {
        let made = await server.ask("POST", "/api/chats", headers, #"{"title":"Tea"}"#)
        #expect(made.status == 201)
        return try #require(try made.json()["id"]?.string)
    }

    @Test func `a chat is made, written, read, named, cut and deleted`() async throws {
        let server = try await server()
        let id = try await create(server)
        let question = #"{"position":0,"role":"user","text":"Which tea?"}"#
        let answer =
            #"{"position":1,"role":"assistant","text":"Green.","thinking":"hm","model":"a/b","state":"stopped"}"#
        for body in [question, answer] {
            let put = await server.ask("PUT", "/api/chats/\(id)/messages", [:], body)
            #expect(put.status == 200)
            #expect(try put.json()["removed_chats"] == 0)
        }
        var chat = try await server.ask("GET", "/api/chats/\(id)").json()
        #expect(chat["title"] == "Tea")
        #expect(chat["messages"] == 2)
        let said = try #require(chat["contents"]?.array)
        #expect(said.map { $0["text"] } == ["Which tea?", "Green."])
        #expect(said[1]["thinking"] == "hm")
        #expect(said[1]["model"] == "a/b")
        #expect(said[1]["state"] == "stopped")
        #expect(await server.ask("PATCH", "/api/chats/\(id)", [:], #"{"title":"Teas"}"#).status == 200)
        #expect(await server.ask("DELETE", "/api/chats/\(id)/messages?from=1").status == 200)
        chat = try await server.ask("GET", "/api/chats/\(id)").json()
        #expect(chat["title"] == "Teas")
        #expect(chat["messages"] == 1)
        #expect(await server.ask("DELETE", "/api/chats/\(id)").status == 200)
        #expect(await server.ask("GET", "/api/chats/\(id)").status == 404)
    }

    @Test func `chats are listed and searched`() async throws {
        let server = try await server()
        let id = try await create(server)
        _ = await server.ask(
            "PUT",
            "/api/chats/\(id)/messages",
            [:],
            #"{"position":0,"role":"user","text":"a samovar, please"}"#
        )
        let all = try await server.ask("GET", "/api/chats").json()
        #expect(all["chats"]?.array?.map { $0["id"] } == [.string(id)])
        #expect(all["more"] == false)
        let found = try await server.ask("GET", "/api/chats?q=samo").json()
        #expect(found["chats"]?.array?.first?["excerpt"] == "a \u{2}samovar\u{3}, please")
        let none = try await server.ask("GET", "/api/chats?q=coffee").json()
        #expect(none["chats"] == .array([]))
    }

    @Test(arguments: [
        ("PUT", #"{"position":1,"role":"user","text":"x"}"#, 409),
        ("PUT", #"{"position":-1,"role":"user","text":"x"}"#, 400),
        ("PUT", #"{"position":0,"role":"robot","text":"x"}"#, 400),
        ("PUT", #"{"position":0,"role":"user"}"#, 400),
        ("PUT", #"{"position":0,"role":"user","text":"x","state":"odd"}"#, 400),
        ("PUT", #"{"position":1000000,"role":"user","text":"x"}"#, 413),
        ("PUT", "[", 400), ("DELETE", "", 400),
    ])
    func `what is wrong with a message is said`(method: String, body: String, status: Int) async throws {
        let server = try await server()
        let id = try await create(server)
        let answer = await server.ask(method, "/api/chats/\(id)/messages", [:], body)
        #expect(answer.status == status)
        #expect(try answer.json()["error"]?["message"]?.string?.isEmpty == false)
    }

    @Test func `each key has its own chats`() async throws {
        let server = try await server(keys: ["anna", "bob"])
        let (anna, bob): (HTTPHeaders, HTTPHeaders) = (
            ["authorization": "Bearer anna"], ["authorization": "Bearer bob"]
        )
        let id = try await create(server, anna)
        #expect(await server.ask("GET", "/api/chats/\(id)", anna).status == 200)
        for (method, path) in [
            ("GET", "/api/chats/\(id)"), ("DELETE", "/api/chats/\(id)"), ("DELETE", "/api/chats/\(id)/messages?from=0"),
            ("GET", "/api/chats?after=\(id)"),
        ] {
            #expect(await server.ask(method, path, bob).status == 404, "\(method) \(path)")
            #expect(await server.ask(method, path).status == 401, "\(method) \(path)")
        }
        #expect(try await server.ask("GET", "/api/chats", bob).json()["chats"] == .array([]))
    }

    @Test func `no page of another site may read or write them`() async throws {
        let server = try await server()
        let answer = await server.ask("GET", "/api/chats", ["origin": "https://evil.example"])
        #expect(answer.status == 403)
    }
}
