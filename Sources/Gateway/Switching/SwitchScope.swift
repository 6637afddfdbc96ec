/// For whom a choice of model holds.
package enum SwitchScope: Sendable, Hashable {
    /// What `default` stands for.
    case everyone
    /// What `default` stands for in requests that name this user.
    case user(String)
    /// What `default` stands for in requests with the API key of this name.
    case key(String)
    /// What a name of the user's own stands for.
    case route(String)
}

extension SwitchScope {
    /// Whether it is not one user's or key's alone.
    var isShared: Bool {
        switch self {
        case .everyone, .route: true
        case .user, .key: false
        }
    }
}

extension SwitchScope: CustomStringConvertible {
    /// `everyone`, `user:alice`, `key:laptop`, `route:fast`: its name on the wire and in the database.
    package var description: String {
        switch self {
        case .everyone: "everyone"
        case .user(let name): "user:\(name)"
        case .key(let name): "key:\(name)"
        case .route(let name): "route:\(name)"
        }
    }

    package init?(_ text: String) {
        if text == "everyone" {
            self = .everyone
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        guard !name.isEmpty else { return nil }
        switch text[..<colon] {
        case "user": self = .user(name)
        case "key": self = .key(name)
        case "route": self = .route(name)
        default: return nil
        }
    }
}
