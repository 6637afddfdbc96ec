import Foundation
import Gateway
import JSON
import Providers
import Testing

@testable import Server

struct ResponsesTests {
    private let path = "/v1/responses"

    private func ask(
        _ body: String,
        _ gateway: FakeGateway,
        store: ResponseStore? = nil,
        key: String? = nil
    ) async throws -> OpenAIClient.Answer {
        var client = OpenAIClient(gateway: gateway)
        client.store = store
        client.keyName = key
        return try await client.post(path, body)
    }

    private func events(_ answer: OpenAIClient.Answer) throws -> [JSONValue] {
        try answer.events.map { try JSONValue(parsing: Array($0.utf8)) }
    }

    @Test func `a whole answer holds what was thought, said and called`() async throws {
        let gateway = FakeGateway([
            .started(model: "big"), .reasoning("hm"), .text("hi"),
            .toolCall(ToolCallFragment(index: 0, id: "c", name: "f")), .finished(.toolCalls),
            .usage(Usage(promptTokens: 3, completionTokens: 2, cachedTokens: 1, reasoningTokens: 1)),
        ])
        let json = try await ask(#"{"model":"m","input":"x","metadata":{"k":"v"}}"#, gateway).responder.json()
        #expect(json["object"] == "response")
        #expect(json["id"]?.string?.hasPrefix("resp_") == true)
        #expect(json["status"] == "completed")
        #expect(json["model"] == "big")
        #expect(json["metadata"] == ["k": "v"])
        #expect(json["store"] == true)
        #expect(json["output"]?.array?.map { $0["type"]?.string } == ["reasoning", "message", "function_call"])
        #expect(json["output"]?[0]?["content"] == [["type": "reasoning_text", "text": "hm"]])
        #expect(json["output"]?[1]?["content"]?[0]?["text"] == "hi")
        #expect(json["output"]?[2]?["call_id"] == "c")
        #expect(json["output"]?[2]?["arguments"] == "{}")
        #expect(json["usage"]?["total_tokens"] == 5)
        #expect(json["usage"]?["input_tokens_details"]?["cached_tokens"] == 1)
    }

    @Test func `a streamed text has every event in its order`() async throws {
        let gateway = FakeGateway([.text("Hel")], [.text("lo")], [.finished(.stop)])
        let answer = try await ask(#"{"model":"m","input":"x","stream":true}"#, gateway)
        let events = try events(answer)
        #expect(
            events.compactMap { $0["type"]?.string } == [
                "response.created", "response.in_progress", "response.output_item.added",
                "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.completed",
            ]
        )
        #expect(events.compactMap { $0["sequence_number"]?.int } == Array(0..<10))
        #expect(events.compactMap { $0["delta"]?.string } == ["Hel", "lo"])
        #expect(events[6]["text"] == "Hello")
        #expect(Set(events.compactMap { $0["item_id"]?.string }).count == 1)
        #expect(events[8]["item"]?["status"] == "completed")
        #expect(events[9]["response"]?["output"]?[0]?["content"]?[0]?["text"] == "Hello")
        #expect(events[0]["response"]?["id"] == events[9]["response"]?["id"])
        #expect(answer.text.hasPrefix("event: response.created\ndata: {"))
        #expect(!answer.text.contains("[DONE]"))
    }

    @Test func `reasoning, text and alternating calls each have their own item`() async throws {
        let gateway = FakeGateway(
            [.reasoning("hm")],
            [.text("so")],
            [.toolCall(ToolCallFragment(index: 0, id: "a", name: "f", arguments: "{\"x\""))],
            [.toolCall(ToolCallFragment(index: 1, id: "b", name: "g"))],
            [.toolCall(ToolCallFragment(index: 0, arguments: ":1}"))],
            [.finished(.toolCalls)]
        )
        let events = try events(try await ask(#"{"model":"m","input":"x","stream":true}"#, gateway))
        #expect(
            events.compactMap { $0["type"]?.string }.map { $0.dropFirst("response.".count) } == [
                "created", "in_progress", "output_item.added", "content_part.added", "reasoning_text.delta",
                "reasoning_text.done", "content_part.done", "output_item.done", "output_item.added",
                "content_part.added", "output_text.delta", "output_text.done", "content_part.done",
                "output_item.done", "output_item.added", "function_call_arguments.delta", "output_item.added",
                "function_call_arguments.delta", "function_call_arguments.done", "output_item.done",
                "function_call_arguments.done", "output_item.done", "completed",
            ]
        )
        let output = try #require(events.last?["response"]?["output"]?.array)
        #expect(output.map { $0["type"]?.string } == ["reasoning", "message", "function_call", "function_call"])
        #expect(output[2]["arguments"] == #"{"x":1}"#)
        #expect(output[3]["arguments"] == "{}")
        #expect(Set(output.compactMap { $0["id"]?.string }).count == 4)
    }

    @Test func `a refusal after text is a part of its own`() async throws {
        let gateway = FakeGateway([.text("Well. ")], [.refusal("No.")], [.finished(.stop)])
        let events = try events(try await ask(#"{"model":"m","input":"x","stream":true}"#, gateway))
        #expect(events.filter { $0["type"] == "response.refusal.done" }.first?["refusal"] == "No.")
        #expect(
            events.filter { $0["type"] == "response.content_part.added" }.map { $0["content_index"]?.int } == [0, 1]
        )
    }

    @Test(arguments: [(FinishReason.length, "max_output_tokens"), (.contentFilter, "content_filter")])
    func `an answer that was cut short is incomplete, and says why`(
        finish: FinishReason,
        reason: String
    ) async throws {
        let gateway = FakeGateway([.text("a")], [.finished(finish)])
        let events = try events(try await ask(#"{"model":"m","input":"x","stream":true}"#, gateway))
        #expect(events.last?["type"] == "response.incomplete")
        #expect(events.last?["response"]?["status"] == "incomplete")
        #expect(events.last?["response"]?["incomplete_details"] == ["reason": .string(reason)])
    }

    @Test func `a stream that breaks off ends with response failed`() async throws {
        var script = FakeGateway.Script()
        script.parts = [GenerationPart([.text("a")])]
        script.breaksOff = ProviderError(.cut, "'fake' broke off its answer")
        let answer = try await ask(#"{"model":"m","input":"x","stream":true}"#, FakeGateway(script))
        let last = try #require(try events(answer).last)
        #expect(last["type"] == "response.failed")
        #expect(last["response"]?["error"] == ["code": "server_error", "message": "'fake' broke off its answer"])
        #expect(answer.responder.answer.isFinished)
        #expect(answer.context.errorLabel == "cut")
    }

    @Test func `an answer goes on from the one before, and from all before that`() async throws {
        let store = try await ResponseStore.inMemory()
        let first = try await ask(
            #"{"model":"m","input":"one","instructions":"be brief"}"#,
            FakeGateway([.text("eins"), .finished(.stop)]),
            store: store
        )
        let firstID = try #require(try first.responder.json()["id"]?.string)
        let second = try await ask(
            #"{"model":"m","input":"two","stream":true,"previous_response_id":"\#(firstID)"}"#,
            FakeGateway([.reasoning("hm"), .text("zwei")], [.finished(.stop)]),
            store: store
        )
        let secondID = try #require(try events(second).last?["response"]?["id"]?.string)
        let gateway = FakeGateway([.text("drei"), .finished(.stop)])
        _ = try await ask(
            #"{"model":"m","input":"three","previous_response_id":"\#(secondID)"}"#,
            gateway,
            store: store
        )
        guard case .chat(let messages) = gateway.lastGeneration?.input else { return #expect(Bool(false)) }
        #expect(messages.map(\.text) == ["one", "eins", "two", "zwei", "three"])
        #expect(messages.map(\.role) == [.user, .assistant, .user, .assistant, .user])
        #expect(messages[3].reasoning == "hm")
    }

    @Test(arguments: [#""store":false"#, #""stream":true,"store":false"#])
    func `an answer that is not to be stored is not`(members: String) async throws {
        let store = try await ResponseStore.inMemory()
        let gateway = FakeGateway([.text("a"), .finished(.stop)])
        let answer = try await ask(#"{"model":"m","input":"x",\#(members)}"#, gateway, store: store)
        let id = try #require(
            answer.context.streamed
                ? try events(answer).last?["response"]?["id"]?.string : try answer.responder.json()["id"]?.string
        )
        await #expect(throws: ResponseStoreError.notFound(id: id)) { try await store.get(id, owner: "") }
    }

    @Test func `an answer too large to keep says that it was not kept`() async throws {
        let gateway = FakeGateway([.text("a"), .finished(.stop)])
        var settings = ResponseStoreSettings()
        settings.maximumResponseBytes = 100
        let store = try await ResponseStore.inMemory(settings)
        let answer = try await ask(#"{"model":"m","input":"x"}"#, gateway, store: store)
        #expect(try answer.responder.json()["store"] == false)
    }

    @Test func `nobody goes on from, reads or deletes an answer of someone else`() async throws {
        let store = try await ResponseStore.inMemory()
        let gateway = FakeGateway([.text("a"), .finished(.stop)])
        let made = try await ask(#"{"model":"m","input":"x"}"#, gateway, store: store, key: "ann")
        let id = try #require(try made.responder.json()["id"]?.string)
        let body = #"{"model":"m","input":"y","previous_response_id":"\#(id)"}"#
        let taken = try await ask(body, gateway, store: store, key: "bob")
        #expect(taken.status == 400)
        #expect(try taken.responder.json()["error"]?["code"] == "previous_response_not_found")
        var bob = OpenAIClient(gateway: gateway)
        bob.store = store
        bob.keyName = "bob"
        #expect(try await bob.get(path + "/{id}", parameter: id).status == 404)
        #expect(try await bob.fresh.get(path + "/{id}/input_items", parameter: id).status == 404)
        #expect(try await bob.fresh.send("DELETE", path + "/{id}", path, id, []).status == 404)
        var ann = bob.fresh
        ann.keyName = "ann"
        #expect(try await ann.get(path + "/{id}", parameter: id).text == made.text)
        #expect(
            try await ann.fresh.send("DELETE", path + "/{id}", path, id, []).text
                == #"{"id":"\#(id)","object":"response","deleted":true}"#
        )
        #expect(try await ann.fresh.get(path + "/{id}", parameter: id).status == 404)
    }

    @Test func `input items are listed in pages, the newest first unless asked otherwise`() async throws {
        let store = try await ResponseStore.inMemory()
        let input = #"[{"role":"user","content":"a","id":"i1"},{"role":"user","content":"b","id":"i2"}]"#
        let gateway = FakeGateway([.text("a"), .finished(.stop)])
        let made = try await ask(#"{"model":"m","input":\#(input)}"#, gateway, store: store)
        let id = try #require(try made.responder.json()["id"]?.string)
        var client = OpenAIClient(gateway: gateway)
        client.store = store
        let all = try await client.get(path + "/{id}/input_items", parameter: id).responder.json()
        #expect(all["data"]?.array?.map { $0["id"]?.string } == ["i2", "i1"])
        #expect(all["data"]?[1]?["content"] == [["type": "input_text", "text": "a"]])
        #expect(all["has_more"] == false)
        let page = try await client.fresh
            .get(path + "/{id}/input_items", parameter: id, query: "order=asc&limit=1").responder.json()
        #expect(page["data"]?.array?.map { $0["id"]?.string } == ["i1"])
        #expect(page["has_more"] == true)
        let rest = try await client.fresh
            .get(path + "/{id}/input_items", parameter: id, query: "order=asc&after=i1").responder.json()
        #expect(rest["first_id"] == "i2")
    }
}
