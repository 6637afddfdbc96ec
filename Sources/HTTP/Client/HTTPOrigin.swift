import CSystem

/// A server: what its connections have in common.
final class HTTPOrigin {
    /// `host:port`, for messages.
    let name: String
    /// What `Host` says: the port only where it is not the usual one.
    let authority: String
    /// An address without brackets, or a name to look up.
    let host: String
    let port: UInt16
    let isSecure: Bool
    let isLoopback: Bool
    /// After how many seconds the server says that it closes unused connections.
    var keepAlive: Int?
    /// Connections that wait for another request, the one that was used last at the end.
    var resting: [PlainConnection] = []

    /// `host` as it stands in a URL.
    init(host: String, zone: String?, port: UInt16, isSecure: Bool) {
        name = "\(host):\(port)"
        authority = port == (isSecure ? 443 : 80) ? host : name
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        self.host = zone.map { "\(bare)%\($0)" } ?? bare
        self.port = port
        self.isSecure = isSecure
        isLoopback = Self.isLoopback(host: host)
    }

    /// A stand-in until a URL has been read.
    static var none: HTTPOrigin { HTTPOrigin(host: "", zone: nil, port: 0, isSecure: false) }

    /// How long a connection may rest and still be taken again: a second less than the server says, so that it is not
    /// closed on its way.
    func restLimit(_ limit: Duration) -> Duration {
        guard let keepAlive else { return limit }
        return min(limit, keepAlive > 1 ? .seconds(min(keepAlive - 1, 1 << 30)) : .milliseconds(500 * keepAlive))
    }

    /// Whether the host is an address as such, and none of the internet at large.
    var isWrittenPrivate: Bool {
        var address = martlet_address()
        return unsafe martlet_read_address(host, &address, 1) == 1 && !PublicAddress.contains(address)
    }

    /// Whether the host, as it stands in a URL, can only be this machine.
    private static func isLoopback(host: String) -> Bool {
        if host.equalsIgnoringCase("localhost") || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
