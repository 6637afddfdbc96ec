package struct ServerSettings: Sendable, Equatable {
    package var host = "127.0.0.1"
    package var port = 8000
    /// Empty means that nobody is asked for a key.
    package var apiKeys: [APIKeyDigest] = []
    /// By the key's name.
    package var keyLimits: [String: KeyLimitSettings] = [:]
    /// Origins of web pages that may call, e.g. `https://chat.example.org`; `*` means any.
    package var corsOrigins: [String] = []
    /// What a request may have in `Host`, besides loopback names and the address bound.
    package var allowedHosts: [String] = []
    package var maxBodyBytes = 32 << 20
    package var maxHeaderBytes = 32 << 10
    package var maxConnections = 10_000
    /// How long a connection may stay open with nothing asked.
    package var idleTimeout = Duration.seconds(75)
    /// How long the head of a request may take to arrive.
    package var headerTimeout = Duration.seconds(10)
    /// How long the body of a request may take to arrive.
    package var bodyTimeout = Duration.seconds(60)
    /// How long answers under way may go on after SIGTERM.
    package var drain = Duration.seconds(30)
    /// How many event loops; nil means one a core.
    package var loops: Int?

    package init() {}

    /// Whether only programs on this machine can connect.
    package var isLoopback: Bool { EndpointURL.isLoopback(host: host) }

    /// Why the server must not start with these settings: others could reach it, and no key is asked for.
    package var bindProblem: Problem? {
        guard !isLoopback, apiKeys.isEmpty else { return nil }
        return Problem(
            "\(host) can be reached from other machines, and no API key is set: anybody could use your models",
            at: .derived("server.host"),
            remedy: "make a key with `export MARTLET_API_KEY=$(openssl rand -hex 24)`, or bind 127.0.0.1"
        )
    }
}
