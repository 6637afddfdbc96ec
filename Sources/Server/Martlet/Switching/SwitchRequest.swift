import Gateway
import HTTP
import JSON
import Providers

/// What the body of a switch asks for.
struct SwitchRequest {
    private let call: Call
    private let board: Switchboard

    init(_ call: Call, _ board: Switchboard) {
        self.call = call
        self.board = board
    }

    /// `{"provider","model"}`, `{"profile"}`, `{"model"}` with any name a client may use, or `{"back": true}`; `user` or
    /// `key` for whom, `why`, and how it is tried.
    func wish() async throws -> SwitchWish {
        let fields = try Fields(body: call.request.body)
        let scope = try scope(fields)
        var wish = SwitchWish(try await target(fields, scope), for: scope, by: call.who)
        wish.why = try fields.string("why").map { String($0.prefix(500)) }
        wish.trial = try TrialPlan(fields)
        if wish.trial != nil, scope != .everyone {
            throw APIError.invalid("canary", "a choice for one user or key is not tried on a part of the requests")
        }
        return wish
    }

    private func scope(_ fields: Fields) throws(APIError) -> SwitchScope {
        switch (try fields.string("user"), try fields.string("key")) {
        case (nil, nil): return .everyone
        case (let user?, nil) where !user.isEmpty && user.utf8.count <= 256: return .user(user)
        case (nil, let key?) where !key.isEmpty && key.utf8.count <= 256: return .key(key)
        default: throw .invalid("user", "say either user or key, as a name of at most 256 bytes")
        }
    }

    private func target(_ fields: Fields, _ scope: SwitchScope) async throws -> SwitchTarget {
        if try fields.bool("back") == true {
            guard let target = try await board.previous(scope) else {
                throw APIError(409, "there is no switch to go back from", code: "no_switch", label: "no_switch")
            }
            return target
        }
        if let profile = try fields.string("profile") { return try target(named: profile) }
        let model = try fields.string("model")
        guard let provider = try fields.string("provider") else {
            return try target(named: fields.required("model").nonEmptyString())
        }
        guard board.hasProvider(provider) else {
            throw APIError(
                404,
                "there is no provider '\(provider.prefix(200))'; GET /api/models lists those there are",
                code: "unknown_provider",
                parameter: "provider",
                label: "unknown_provider"
            )
        }
        guard let model, !model.isEmpty else { return try target(named: provider) }
        return SwitchTarget(ModelID(provider: provider, model: model))
    }

    /// A profile, a route, `provider/model`, or a model's bare name.
    func target(named name: String) throws(APIError) -> SwitchTarget {
        do { return try board.target(named: name) } catch { throw APIError(error) }
    }
}
