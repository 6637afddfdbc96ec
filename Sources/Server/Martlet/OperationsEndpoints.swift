import Gateway
import HTTP
import JSON

/// What whoever runs Martlet asks of it. The answers are from memory, and tell strangers nothing.
struct OperationsEndpoints: Sendable {
    let gateway: any GatewayService

    /// `GET /health`: the process lives and answers. By its name the commands know whom they talk to.
    func health(_ call: Call) async throws {
        try await call.responder.send(200, Self.headers, Array(#"{"status":"ok","name":"martlet"}"#.utf8))
    }

    /// `GET /ready`: a request would find a backend; if not, what to do.
    func ready(_ call: Call) async throws {
        let problem = Self.problem(gateway.catalog)
        var json = JSONWriter()
        json.object { json in
            json.member("status", problem == nil ? "ready" : "not_ready")
            json.member("problem", ifPresent: problem)
        }
        var headers = Self.headers
        if problem != nil { headers.add("retry-after", "5") }
        try await call.responder.send(problem == nil ? 200 : 503, headers, json.finish())
    }

    /// `GET /metrics`
    func metrics(_ call: Call, text: [UInt8]) async throws {
        try await call.responder.send(200, ["content-type": "text/plain; version=0.0.4; charset=utf-8"], text)
    }

    private static let headers: HTTPHeaders = ["content-type": "application/json", "cache-control": "no-store"]

    static func problem(_ catalog: Catalog) -> String? {
        if catalog.providers.contains(where: { $0.status == .healthy }) { return nil }
        if catalog.providers.isEmpty {
            return "no provider is configured and none was found: start Ollama, set a key such as OPENAI_API_KEY, or "
                + "write martlet.yaml; `martlet doctor` says what was looked for"
        }
        if catalog.providers.contains(where: { $0.status == .unknown }) {
            return "the providers have not answered yet: ask again in a moment"
        }
        return "no provider answers (\(catalog.providers.count) configured): `martlet doctor` says why"
    }
}
