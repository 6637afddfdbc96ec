import Configuration
import HTTP
import JSON

/// A backend that is reached over HTTP: where it is, and what every request to it carries.
struct Upstream: Sendable {
    /// Whom errors are about; keeps the key out of what the backend says.
    let identity: BackendIdentity
    let endpoint: EndpointURL
    let transport: any HTTPTransport
    let deadlines: HTTPDeadlines
    private let getHeaders: HTTPHeaders
    private let postHeaders: HTTPHeaders

    /// Throws for a key or a header that cannot be sent as one.
    ///
    /// In the header `authorization` the key is a bearer's; in any other it stands alone.
    init(
        provider: String,
        endpoint: EndpointURL,
        transport: any HTTPTransport,
        key: Secret? = nil,
        keyHeader: String = "authorization",
        headers: [String: String] = [:],
        deadlines: HTTPDeadlines = HTTPDeadlines()
    ) throws(ProviderError) {
        var all: HTTPHeaders = ["accept": "application/json, text/event-stream", "user-agent": "martlet"]
        if let key = key?.reveal() {
            guard !key.isEmpty, Self.isFieldValue(key) else {
                throw ProviderError(.unauthorized, "the key of '\(provider)' is empty or has characters no key has")
            }
            all.set(keyHeader, keyHeader == "authorization" ? "Bearer \(key)" : key)
        }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            guard Self.isFieldName(name), Self.isFieldValue(value) else {
                throw ProviderError(
                    .internal,
                    "a header configured for '\(provider)' cannot be sent: \(name.debugDescription)"
                )
            }
            all.set(name, value)
        }
        identity = BackendIdentity(name: provider, secrets: [key].compactMap(\.self))
        self.endpoint = endpoint
        self.transport = transport
        self.deadlines = deadlines
        getHeaders = all
        all.set("content-type", "application/json")
        postHeaders = all
    }

    private static func isFieldName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// No control characters: they would end the header and begin another.
    private static func isFieldValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }

    // MARK: Asking

    /// Sends a request and returns a 2xx answer, whose body is still to come. Any other status is thrown.
    func send(
        _ method: String,
        _ url: String,
        body: [UInt8]? = nil,
        deadlines: HTTPDeadlines? = nil
    ) async throws(ProviderError) -> HTTPClientResponse {
        let request = HTTPClientRequest(
            method,
            url,
            headers: body == nil ? getHeaders : postHeaders,
            body: body,
            deadlines: deadlines ?? self.deadlines
        )
        let response: HTTPClientResponse
        do { response = try await transport.send(request) } catch { throw ProviderError(error, from: identity) }
        guard (200..<300).contains(response.status) else {
            throw await ProviderError.reading(response, from: identity)
        }
        return response
    }

    /// Gets a JSON document of at most `limit` bytes.
    func getJSON(_ url: String, upTo limit: Int = 16 << 20) async throws(ProviderError) -> JSONValue {
        let response = try await send("GET", url, deadlines: quick)
        return try await json(of: response, upTo: limit)
    }

    /// Asks for a path below the endpoint's root, of which only the status matters.
    func ping(_ path: String) async throws(ProviderError) {
        let response = try await send("GET", endpoint.root + path, deadlines: quick)
        // Read to its end, so that the connection can be used again.
        _ = try await collect(response.body, upTo: 1 << 20)
    }

    func json(of response: HTTPClientResponse, upTo limit: Int) async throws(ProviderError) -> JSONValue {
        let bytes = try await collect(response.body, upTo: limit)
        do { return try JSONValue(parsing: bytes) } catch {
            throw ProviderError.malformed("an answer that is not JSON: \(error)", from: identity)
        }
    }

    func collect(_ body: HTTPBody, upTo limit: Int) async throws(ProviderError) -> [UInt8] {
        do { return try await body.collect(upTo: limit) } catch { throw ProviderError(error, from: identity) }
    }

    /// For an answer: until it says something it may take as long as its first byte, or less where the request says so.
    /// Whole answers come when they are done, so that only their first byte tells.
    func deadlines(for request: GenerateRequest) -> HTTPDeadlines {
        var answer = deadlines
        if let limit = request.opensWithin { answer.firstByte = min(answer.firstByte, limit) }
        if request.stream { answer.opening = answer.firstByte }
        return answer
    }

    /// For questions that a healthy backend answers at once.
    var quick: HTTPDeadlines {
        var quick = deadlines
        quick.connect = min(quick.connect, .seconds(5))
        quick.firstByte = min(quick.firstByte, .seconds(10))
        quick.idle = min(quick.idle, .seconds(10))
        return quick
    }
}

extension HTTPDeadlines {
    init(_ settings: ProviderSettings) {
        self.init()
        connect = settings.connectTimeout
        firstByte = settings.timeout
        idle = settings.idleTimeout
    }
}

extension Upstream {
    init(
        _ settings: ProviderSettings,
        _ environment: ProviderEnvironment,
        keyHeader: String = "authorization"
    ) throws(ProviderError) {
        guard let endpoint = settings.endpoint else {
            throw ProviderError(.internal, "the provider '\(settings.name)' has no endpoint: set one")
        }
        try self.init(
            provider: settings.name,
            endpoint: endpoint,
            transport: environment.transport,
            key: settings.apiKey,
            keyHeader: keyHeader,
            headers: settings.headers,
            deadlines: HTTPDeadlines(settings)
        )
    }
}
