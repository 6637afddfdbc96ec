import Configuration
import HTTP
import JSON

/// A backend behind an address: sends it requests, and turns whatever is no success into an error.
struct HTTPBackend: Sendable {
    let identity: BackendIdentity
    private let root: String
    private let headers: HTTPHeaders
    private let deadlines: HTTPDeadlines
    private let transport: any HTTPTransport

    /// How long an answer may be that is read whole.
    private static let longestAnswer = 256 << 20

    /// - Parameters:
    ///   - root: what paths are appended to, without a slash at its end.
    ///   - headers: what goes with every request, such as the key.
    init(settings: ProviderSettings, root: String, headers: HTTPHeaders, transport: any HTTPTransport) {
        identity = BackendIdentity(settings)
        self.root = root
        var all: HTTPHeaders = ["accept": "application/json", "user-agent": "martlet"]
        for (name, value) in settings.headers.sorted(by: { $0.key < $1.key }) { all.set(name, value) }
        for field in headers.fields { all.set(field.name, field.value) }
        self.headers = all
        var deadlines = HTTPDeadlines()
        deadlines.connect = settings.connectTimeout
        deadlines.firstByte = settings.timeout
        deadlines.idle = settings.idleTimeout
        self.deadlines = deadlines
        self.transport = transport
    }

    /// How patient a request is.
    enum Patience {
        /// As configured, for answers.
        case usual
        /// For questions that a healthy backend answers at once.
        case brief
        /// For loading and fetching models, which may be silent for long.
        case long
    }

    /// Sends a request and returns an answer of 2xx, its body still to come. Throws for any other.
    func send(
        _ method: String,
        _ path: String,
        body: [UInt8]? = nil,
        accept: String? = nil,
        patience: Patience = .usual
    ) async throws(ProviderError) -> HTTPClientResponse {
        var headers = headers
        if let accept { headers.set("accept", accept) }
        if body != nil { headers.set("content-type", "application/json") }
        let request = HTTPClientRequest(
            method,
            root + path,
            headers: headers,
            body: body,
            deadlines: deadlines(patience)
        )
        let response: HTTPClientResponse
        do { response = try await transport.send(request) } catch { throw ProviderError(error, from: identity) }
        guard (200..<300).contains(response.status) else {
            throw await ProviderError.reading(response, from: identity)
        }
        return response
    }

    /// Sends a request whose answer is read whole.
    func bytes(
        _ method: String,
        _ path: String,
        body: [UInt8]? = nil,
        patience: Patience = .usual
    ) async throws(ProviderError) -> [UInt8] {
        let response = try await send(method, path, body: body, patience: patience)
        return try await collect(response.body)
    }

    func collect(_ body: HTTPBody) async throws(ProviderError) -> [UInt8] {
        do { return try await body.collect(upTo: Self.longestAnswer) } catch {
            throw ProviderError(error, from: identity)
        }
    }

    /// Sends a request whose answer is one JSON object.
    func json(
        _ method: String,
        _ path: String,
        body: [UInt8]? = nil,
        patience: Patience = .usual
    ) async throws(ProviderError) -> JSONValue {
        try read(await bytes(method, path, body: body, patience: patience))
    }

    /// Reads what was collected as a JSON object.
    func read(_ bytes: [UInt8]) throws(ProviderError) -> JSONValue {
        do {
            let json = try JSONValue(parsing: bytes)
            if json.object != nil || json.array != nil { return json }
        } catch {}
        throw .malformed("an answer that is no JSON object", from: identity)
    }

    private func deadlines(_ patience: Patience) -> HTTPDeadlines {
        var deadlines = deadlines
        switch patience {
        case .usual: break
        case .brief:
            deadlines.firstByte = min(deadlines.firstByte, .seconds(10))
            deadlines.idle = min(deadlines.idle, .seconds(10))
        case .long:
            deadlines.firstByte = max(deadlines.firstByte, .seconds(1800))
            deadlines.idle = max(deadlines.idle, .seconds(1800))
        }
        return deadlines
    }
}
