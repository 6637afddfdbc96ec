import Configuration
import EventLoop
import HTTP
import JSON

/// The Martlet that runs here, for commands that change something of it.
struct SwitchServer: Sendable {
    struct Answer: Sendable {
        var status: Int
        var json: JSONValue

        /// What it says is wrong.
        var complaint: String { json["error"]?["message"]?.string ?? "it answered \(status)" }
    }

    private let loops: EventLoopGroup
    private let client: HTTPClient
    private let url: EndpointURL
    private let key: Secret?

    static func find(_ arguments: Arguments) async throws -> SwitchServer {
        let loaded = try Settings.load(arguments)
        let loops = try EventLoopGroup(count: 1)
        let client = HTTPClient(group: loops)
        guard let url = try await Session.runningServer(arguments, loaded.settings, client) else {
            throw CommandError(
                "no Martlet runs at the configured address: start one with 'martlet serve', or say --url"
            )
        }
        return SwitchServer(loops: loops, client: client, url: url, key: loaded.callersKey)
    }

    func ask(_ method: String, _ path: String, _ body: JSONObject? = nil) async throws -> Answer {
        var bytes: [UInt8]?
        if let body {
            var json = JSONWriter()
            json.value(JSONValue.object(body))
            bytes = json.finish()
        }
        var request = HTTPClientRequest(method, url.root + path, body: bytes)
        if bytes != nil { request.headers.add("content-type", "application/json") }
        if let key { request.headers.add("authorization", "Bearer \(key.reveal())") }
        request.deadlines.connect = .seconds(2)
        request.deadlines.firstByte = .seconds(30)
        do {
            let response = try await client.send(request)
            let answer = try await response.body.collect(upTo: 16 << 20)
            guard let json = try? JSONValue(parsing: answer) else {
                throw CommandError(
                    "the server at \(url.root) answered \(response.status), and no JSON: is it a Martlet?"
                )
            }
            return Answer(status: response.status, json: json)
        } catch let error as HTTPClientError {
            throw CommandError("the server at \(url.root) is not to be reached: \(error)")
        }
    }
}
