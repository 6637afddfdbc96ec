import Gateway
import HTTP
import JSON
import Storage

/// Changing which model answers, and what became of the changes before.
struct SwitchEndpoints: Sendable {
    let board: Switchboard

    /// `POST /api/models/switch`: answers when the new model has the route, or says why the old one keeps it.
    /// `?wait=false` answers at once; `/api/events` tells the rest.
    func make(_ call: Call) async throws {
        let wish = try await SwitchRequest(call, board).wish()
        let query = Query(call.request.query)
        // A trial takes as long as it takes: nobody waits for it unless they say so.
        let waits = query["wait"].map { $0 != "false" && $0 != "0" } ?? (wish.trial == nil)
        let (begun, end) = board.begin(wish)
        guard waits else { return try await accept(begun, call) }
        do {
            let record = try await end.wait()
            try await call.responder.send(200, AnswerHeaders.json(call.context), Self.body(of: record))
        } catch let error as SwitchError { throw APIError(error) }
    }

    /// `POST /model/switch/{profile}`
    func makeNamed(_ call: Call) async throws {
        let name = call.pathParameter ?? ""
        let wish = SwitchWish(try SwitchRequest(call, board).target(named: name), by: call.who)
        do {
            let record = try await board.make(wish)
            var json = JSONWriter()
            json.object { json in
                json.member("status", "switched")
                json.member("active_model", record.to.id.description)
                json.member("provider", record.to.id.provider)
                json.member("model", record.to.id.model)
                json.member("number", record.number)
            }
            try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
        } catch let error as SwitchError { throw APIError(error) }
    }

    /// `GET /api/models/switches?limit=50&before=NUMBER&scope=everyone`: the newest first; those under way before all.
    func history(_ call: Call) async throws {
        let query = Query(call.request.query)
        let limit = try query.int("limit", in: 1...1000) ?? 50
        let before = try query.int("before", in: 0...Int.max)
        let scope = try query["scope"].map { text throws(APIError) in
            guard let scope = SwitchScope(text) else { throw .invalid("scope", "scope must be everyone, user:NAME, …") }
            return scope
        }
        let records = try await board.history(scope, before: before, limit: limit)
        var json = JSONWriter()
        json.object { json in
            json.member("switches") { json in
                json.array { json in for record in records { json.element(JSONValue.object(record.fields)) } }
            }
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    /// `GET /api/models/switches/{number}`
    func one(_ call: Call) async throws {
        let number = try number(call)
        guard let record = try await board.record(number) else { throw Self.unknown(number) }
        var json = JSONWriter()
        json.value(JSONValue.object(record.fields))
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    /// `DELETE /api/models/switches/{number}`: withdraws a switch that has not been made yet.
    func withdraw(_ call: Call) async throws {
        let number = try number(call)
        guard board.withdraw(number) else {
            throw APIError(404, "no switch \(number) is under way", code: "unknown_switch", label: "unknown_switch")
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), Array(#"{"success":true}"#.utf8))
    }

    private func number(_ call: Call) throws(APIError) -> Int {
        guard let text = call.pathParameter, let number = Int(text), (0..<Int.max).contains(number) else {
            throw APIError(400, "a switch has a number, not '\((call.pathParameter ?? "").prefix(64))'")
        }
        return number
    }

    private static func unknown(_ number: Int) -> APIError {
        APIError(404, "there is no switch \(number)", code: "unknown_switch", label: "unknown_switch")
    }

    private func accept(_ record: SwitchRecord, _ call: Call) async throws {
        var fields: JSONObject = ["success": true, "accepted": true]
        for (key, value) in record.fields { fields[key] = value }
        var json = JSONWriter()
        json.value(JSONValue.object(fields))
        var headers = AnswerHeaders.json(call.context)
        headers.add("location", "/api/models/switches/\(record.number)")
        try await call.responder.send(202, headers, json.finish())
    }

    private static func body(of record: SwitchRecord) -> [UInt8] {
        var fields: JSONObject = ["success": true]
        for (key, value) in record.fields { fields[key] = value }
        var json = JSONWriter()
        json.value(JSONValue.object(fields))
        return json.finish()
    }
}

extension APIError {
    init(_ error: SwitchError) {
        let type = error.status < 500 ? "invalid_request_error" : "api_error"
        self.init(error.status, error.message, type: type, code: error.label, label: error.label)
        if error.status == 503 { retryAfter = .seconds(5) }
    }
}

extension Call {
    /// Who asks, as the history names them.
    var who: String { context.keyName ?? "local" }
}

extension Query {
    func int(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(name, "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
