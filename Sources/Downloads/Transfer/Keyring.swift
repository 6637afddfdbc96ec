import Synchronization

/// The key for one server, shown to nobody else: given by the user, or a token that the server has others hand out.
final class Keyring: Sendable {
    /// `https://HOST[:PORT]`
    let origin: String
    /// Whether the server says itself where tokens are.
    let takesTokens: Bool
    private let token: Mutex<String?>

    init(_ origin: String, token: String?, takesTokens: Bool = false) {
        self.origin = origin
        self.takesTokens = takesTokens
        self.token = Mutex(token)
    }

    /// What the address is to be shown; nil for another server.
    func token(for url: String) -> String? { opens(url) ? token.withLock { $0 } : nil }

    func opens(_ url: String) -> Bool { url.hasPrefix(origin + "/") }

    func take(_ new: String) { token.withLock { $0 = new } }
}
