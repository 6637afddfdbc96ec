import Foundation
import Gateway
import HTTP
import JSON
import Logging
import Providers

/// `/v1/responses`: answers that are kept, so that later requests can go on from them.
struct ResponsesEndpoint: Sendable {
    let gateway: any GatewayService
    let store: ResponseStore

    /// `POST /v1/responses`
    func create(_ call: Call) async throws {
        let request = try ResponsesRequest(body: call.request.body)
        let history = try await history(of: request, call)
        let generate = request.following(history)
        let (first, routed) = try await call.begin(generate, on: gateway)
        var stream = ResponseStream(
            identity: AnswerIdentity(prefix: "resp_", model: routed.target.model, date: call.context.date),
            echo: request.echo,
            keep: keep(request, call)
        )
        if generate.stream { return try await call.send(first, then: routed, through: &stream) }
        var next: GenerationPart? = first
        while let part = next {
            _ = stream.add(part)
            do { next = try await routed.next() } catch { throw APIError(error) }
        }
        await stream.settle()
        try await call.responder.send(200, AnswerHeaders.json(call.context), stream.response.bytes)
    }

    /// The turns of the answers that this one goes on from. Their instructions do not go on.
    private func history(of request: ResponsesRequest, _ call: Call) async throws(APIError) -> [Message] {
        guard let id = request.previousID else { return [] }
        let chain: [StoredResponse]
        do {
            chain = try await store.chain(endingAt: id, owner: call.owner)
        } catch ResponseStoreError.notFound(let missing) {
            throw APIError(
                400,
                "the previous response '\(missing.prefix(128))' was not found",
                code: "previous_response_not_found",
                parameter: "previous_response_id",
                label: "not_found"
            )
        } catch {
            throw APIError(stored: error)
        }
        var items = ResponseItems()
        for kept in chain {
            try items.readKept(kept.input, member: nil)
            try items.readKept(kept.response, member: "output")
        }
        return items.messages
    }

    private func keep(_ request: ResponsesRequest, _ call: Call) -> @Sendable (ResponseObject) async -> Bool {
        let (store, owner) = (store, call.owner)
        let created = Timestamp(microseconds: Int(call.context.date.timeIntervalSince1970 * 1e6))
        let (previous, input) = (request.previousID, request.items.shown)
        return { response in
            let kept = StoredResponse(
                id: response.identity.id,
                owner: owner,
                created: created,
                previousID: previous,
                response: response.bytes,
                input: Array(RawJSON(JSONValue.array(input)).bytes)
            )
            do {
                try await store.put(kept)
                return true
            } catch {
                ResponsesEndpoint.note(error)
                return false
            }
        }
    }

    /// `GET /v1/responses/{id}`
    func retrieve(_ call: Call) async throws {
        let query = Query(call.request.query)
        if query["stream"] == "true" { throw APIError.invalid("stream", "stream is not supported for a kept response") }
        let kept = try await kept(call)
        try await call.responder.send(200, AnswerHeaders.json(call.context), kept.response)
    }

    /// `DELETE /v1/responses/{id}`
    func delete(_ call: Call) async throws {
        let id = call.pathParameter ?? ""
        do { try await store.delete(id, owner: call.owner) } catch { throw APIError(stored: error) }
        var json = JSONWriter()
        json.object { json in
            json.member("id", id)
            json.member("object", "response")
            json.member("deleted", true)
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    private func kept(_ call: Call) async throws(APIError) -> StoredResponse {
        do {
            return try await store.get(call.pathParameter ?? "", owner: call.owner)
        } catch {
            throw APIError(stored: error)
        }
    }

    /// `GET /v1/responses/{id}/input_items`
    func listInput(_ call: Call) async throws {
        let page = try InputItemPage(Query(call.request.query))
        let kept = try await kept(call)
        let items = try? JSONValue(parsing: kept.input)
        let body = page.body(of: items?.array ?? [])
        try await call.responder.send(200, AnswerHeaders.json(call.context), body)
    }
}

extension Call {
    /// Whose answers the caller may see.
    fileprivate var owner: String { context.keyName ?? "" }
}

extension ResponseItems {
    /// Reads the items of a kept answer once more.
    fileprivate mutating func readKept(_ json: [UInt8], member: String?) throws(APIError) {
        do {
            let value = try JSONValue(parsing: json)
            let items = member.map { value[$0] ?? .null } ?? value
            for item in try Field(items, member: member ?? "input").objects() { try read(item) }
        } catch {
            throw APIError(500, "a kept response cannot be read", type: "server_error", label: "internal")
        }
    }
}

extension ResponsesEndpoint {
    /// Logs what is nobody's fault but the database's.
    fileprivate static func note(_ error: any Error) {
        guard !(error is ResponseStoreError) else { return }
        Log.error("responses", "the database does not work: \(error)")
    }
}

extension APIError {
    /// What a client is told of an error of the store.
    fileprivate init(stored error: any Error) {
        switch error as? ResponseStoreError {
        case .notFound(let id):
            self.init(404, "there is no response '\(id.prefix(128))'", code: "response_not_found", label: "not_found")
        case .tooLarge(let size, let limit):
            self.init(413, "the response has \(size) bytes; at most \(limit) can be kept", label: "too_large")
        case .chainTooLong(let limit):
            self.init(400, "the conversation has more than \(limit) responses: begin a new one", label: "too_large")
        case .conflict, nil:
            ResponsesEndpoint.note(error)
            self.init(
                503,
                "stored responses cannot be reached now; see the server's log",
                type: "server_error",
                label: "storage"
            )
        }
    }
}
