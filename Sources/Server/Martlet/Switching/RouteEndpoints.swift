import Gateway
import HTTP
import JSON

/// Names that clients may put in `model`, and what they lead to.
struct RouteEndpoints: Sendable {
    let board: Switchboard

    /// `GET /api/routes`
    func list(_ call: Call) async throws {
        var json = JSONWriter()
        json.object { json in
            json.member("routes") { json in
                json.array { json in
                    for (name, targets) in board.routes.sorted(by: { $0.key < $1.key }) {
                        json.element { json in
                            json.object { json in
                                json.member("name", name)
                                json.member("targets", targets)
                            }
                        }
                    }
                }
            }
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    /// `PUT /api/routes/{name}` `{"targets": ["provider/model", …]}`: the first must answer before the name leads there.
    func put(_ call: Call) async throws {
        let name = call.pathParameter ?? ""
        guard Self.isName(name) else {
            throw APIError(
                400,
                "a route's name is 1 to 128 letters, digits, '.', '-', '_' or ':', and not 'default'",
                parameter: "name"
            )
        }
        let fields = try Fields(body: call.request.body)
        let names = try fields.required("targets").strings()
        guard (1...32).contains(names.count) else {
            throw APIError.invalid("targets", "targets must be 1 to 32 names")
        }
        let request = SwitchRequest(call, board)
        let targets = try names.map { target throws(APIError) in try request.target(named: target) }
        var wish = SwitchWish(targets[0], for: .route(name), by: call.who)
        wish.targets = targets
        wish.isForced = true
        wish.why = try fields.string("why").map { String($0.prefix(500)) }
        do {
            let record = try await board.make(wish)
            var json = JSONWriter()
            json.object { json in
                json.member("name", name)
                json.member("targets", targets.map(\.id.description))
                json.member("number", record.number)
            }
            try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
        } catch let error as SwitchError { throw APIError(error) }
    }

    /// `DELETE /api/routes/{name}`: one of the configuration shows again, where it was put over one.
    func remove(_ call: Call) async throws {
        let name = call.pathParameter ?? ""
        guard board.forget(.route(name)) else {
            throw APIError(
                404,
                "no route '\(name.prefix(200))' was put; one of the configuration is removed there",
                code: "unknown_route",
                label: "unknown_route"
            )
        }
        try await call.responder.send(200, AnswerHeaders.json(call.context), Array(#"{"success":true}"#.utf8))
    }

    private static func isName(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count) && name != "default"
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: ".-_:".utf8.contains(byte)
                }
            }
    }
}
