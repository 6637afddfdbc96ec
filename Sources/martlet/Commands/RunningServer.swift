import Configuration
import Foundation
import HTTP
import JSON

/// A Martlet that runs at the configured address: what is done to its models is its to do, since it knows which of them are
/// at work.
struct RunningServer: Sendable {
    private let root: String
    private let key: Secret?
    private let client: HTTPClient

    /// Nil where none runs.
    static func find(_ arguments: Arguments, _ client: HTTPClient) async -> RunningServer? {
        guard let loaded = try? Settings.load(arguments),
            let url = try? await Session.runningServer(arguments, loaded.settings, client)
        else { return nil }
        return RunningServer(root: url.root, key: loaded.callersKey, client: client)
    }

    /// Has it look at its models now, instead of in a quarter of a minute.
    func refresh() async { _ = try? await send("POST", "/api/models/refresh", [:]) }

    /// The answer. What the server refuses is the command's error, in its words.
    func send(_ method: String, _ path: String, _ body: JSONObject) async throws -> JSONValue {
        var request = HTTPClientRequest(method, root + path, headers: ["content-type": "application/json"])
        request.body = Array(RawJSON(JSONValue.object(body)).bytes)
        if let key { request.headers.add("authorization", "Bearer \(key.reveal())") }
        request.deadlines.connect = .milliseconds(500)
        request.deadlines.firstByte = .seconds(60)
        let response: HTTPClientResponse
        let bytes: [UInt8]
        do {
            response = try await client.send(request)
            bytes = try await response.body.collect(upTo: 1 << 20)
        } catch { throw CommandError("the server at \(root) did not answer: \(error)") }
        let json = try? JSONValue(parsing: bytes)
        guard response.status == 200 else {
            if response.status == 401 {
                throw CommandError("the server at \(root) wants a key: set MARTLET_API_KEY to one it knows")
            }
            let said = json?["error"]?.string ?? json?["error"]?["message"]?.string ?? "status \(response.status)"
            throw CommandError(Terminal.harmless(said))
        }
        return json ?? .null
    }
}
