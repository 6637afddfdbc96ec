import Configuration
import Foundation
import HTTP
import JSON

/// A Martlet that runs at the configured address, for commands that change something of it: what is done to its models is
/// its to do, since it knows which of them are at work.
struct RunningServer: Sendable {
    struct Answer: Sendable {
        var status: Int
        var json: JSONValue

        /// What it says is wrong.
        var complaint: CommandError {
            let said = json["error"]?.string ?? json["error"]?["message"]?.string ?? "it answered \(status)"
            return CommandError(Terminal.harmless(said))
        }
    }

    private let root: String
    private let key: Secret?
    private let client: HTTPClient

    /// Nil where none runs.
    static func find(_ arguments: Arguments, _ client: HTTPClient) async throws -> RunningServer? {
        let loaded = try Settings.load(arguments)
        guard let url = try await Session.runningServer(arguments, loaded.settings, client) else { return nil }
        return RunningServer(root: url.root, key: loaded.callersKey, client: client)
    }

    /// Has it look at its models now, instead of in a quarter of a minute.
    func refresh() async { _ = try? await send("POST", "/api/models/refresh", [:]) }

    /// What it says. What it refuses is the command's error, in its words.
    func send(_ method: String, _ path: String, _ body: JSONObject) async throws -> JSONValue {
        let answer = try await ask(method, path, body)
        guard answer.status == 200 else { throw answer.complaint }
        return answer.json
    }

    /// What it says, whatever that is.
    func ask(_ method: String, _ path: String, _ body: JSONObject? = nil) async throws -> Answer {
        var request = HTTPClientRequest(
            method,
            root + path,
            body: body.map { Array(RawJSON(JSONValue.object($0)).bytes) }
        )
        if body != nil { request.headers.add("content-type", "application/json") }
        if let key { request.headers.add("authorization", "Bearer \(key.reveal())") }
        request.deadlines.connect = .seconds(2)
        request.deadlines.firstByte = .seconds(60)
        let response: HTTPClientResponse
        let bytes: [UInt8]
        do {
            response = try await client.send(request)
            bytes = try await response.body.collect(upTo: 16 << 20)
        } catch { throw CommandError("the server at \(root) did not answer: \(error)") }
        if response.status == 401 {
            throw CommandError("the server at \(root) wants a key: set MARTLET_API_KEY to one it knows")
        }
        // A deletion has nothing to say.
        guard let json = bytes.isEmpty ? JSONValue.null : try? JSONValue(parsing: bytes) else {
            throw CommandError("the server at \(root) answered \(response.status), and no JSON: is it a Martlet?")
        }
        return Answer(status: response.status, json: json)
    }
}
