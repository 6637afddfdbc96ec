import Gateway
import HTTP
import Storage

@testable import Server

/// Asks the OpenAI endpoints as a client would through the router, with no socket between.
struct OpenAIClient {
    let gateway: FakeGateway
    var responder = RecordingResponder()
    var keyName: String?
    /// What an earlier request stored is there for a later one where both are given the same store.
    var store: ResponseStore?

    /// The same client, for its next request.
    var fresh: OpenAIClient {
        var client = self
        client.responder = RecordingResponder()
        return client
    }

    struct Answer {
        let responder: RecordingResponder
        let context: RequestContext
    }

    func post(_ path: String, _ body: String) async throws -> Answer {
        try await send("POST", path, path, nil, Array(body.utf8))
    }

    func get(_ path: String, parameter: String? = nil, query: String? = nil) async throws -> Answer {
        try await send("GET", path, path, parameter, [], query: query)
    }

    func send(
        _ method: String,
        _ template: String,
        _ path: String,
        _ parameter: String?,
        _ body: [UInt8],
        query: String? = nil
    ) async throws -> Answer {
        let store = if let store { store } else { try await ResponseStore.inMemory() }
        let endpoints = OpenAIEndpoints.all(gateway: gateway, responses: store)
        guard let endpoint = endpoints.first(where: { $0.method == method && $0.path == template }) else {
            throw APIError(404, "there is no \(method) \(template)")
        }
        let context = RequestContext(id: "req-1", endpoint: endpoint.endpoint, keyName: keyName)
        let request = HTTPRequest(method: method, path: path, query: query, body: body)
        let call = Call(request: request, responder: responder, context: context, pathParameter: parameter)
        do {
            try await endpoint.handle(call)
        } catch let error as APIError {
            let headers = AnswerHeaders.json(context)
            try await responder.send(error.status, headers, endpoint.dialect.body(of: error))
        }
        return Answer(responder: responder, context: context)
    }
}

extension OpenAIClient.Answer {
    var status: Int? { responder.status }
    var text: String { responder.text }
    var events: [String] { responder.events }
}

extension ResponseStore {
    static func inMemory(_ settings: ResponseStoreSettings = ResponseStoreSettings()) async throws -> ResponseStore {
        try await ResponseStore(in: SQLiteDatabase.inMemory(), settings: settings)
    }
}
