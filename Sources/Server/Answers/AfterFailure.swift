import Gateway
import JSON

/// What a client says about answers that break off: the header `x-martlet-after-failure`.
enum AfterFailure {
    static let header = "x-martlet-after-failure"

    /// Nil where the client leaves it to its route. Throws for what the endpoint cannot do.
    static func read(_ value: String?, _ endpoint: Endpoint) throws(APIError) -> AfterFirstToken? {
        guard let value else { return nil }
        guard let way = AfterFirstToken(rawValue: value.lowercased()) else {
            throw refusal("\(header) is continue, restart or error")
        }
        if way == .restart, endpoint == .openAIResponses {
            throw refusal(
                "\(header): restart is not for responses, whose items cannot be taken back; use continue or error"
            )
        }
        return way
    }

    private static func refusal(_ message: String) -> APIError {
        APIError(400, message, type: "invalid_request_error", parameter: header, label: "bad_request")
    }
}

extension JSONWriter {
    /// The member that says that all before it is void.
    mutating func restarted() {
        member("martlet") { json in json.object { json in json.member("restarted", true) } }
    }
}
