import Configuration

/// Refuses requests that were meant for somebody else's name: a web page whose name has been made to point here
/// (DNS rebinding) still says its own name in `Host`.
///
/// - On a loopback address, only loopback names, the bound name, and those of `server.allowed_hosts` are served.
/// - On any other address a key is needed for everything that matters, which such a page does not have; so every
///   name is served, unless `server.allowed_hosts` says which. Addresses are always served there: whoever says one
///   was not led here by a name.
///
/// `allowed_hosts` may hold names with or without a port, `*.example.org`, and `*` for any.
struct HostGuard: Sendable {
    private let isLoopback: Bool
    private let bound: String
    private let allowed: [Authority]
    private let allowsAny: Bool
    /// Names that are served anyway, spelled as nearly every client spells them: found without taking them apart.
    private let usual: [String]

    init(bound host: String, allowedHosts: [String]) {
        isLoopback = EndpointURL.isLoopback(host: host)
        bound = host.lowercased()
        allowsAny = allowedHosts.contains("*") || (!isLoopback && allowedHosts.isEmpty)
        allowed = allowedHosts.compactMap { Authority(parsing: $0) }
        usual = ["127.0.0.1", "localhost", "[::1]"]
    }

    /// Whether it is one of the usual names, perhaps with a port.
    private func isUsual(_ header: String) -> Bool {
        for name in usual where header.hasPrefix(name) {
            let rest = header.utf8.dropFirst(name.utf8.count)
            guard let first = rest.first else { return true }
            return first == UInt8(ascii: ":") && Self.isPort(rest.dropFirst())
        }
        return false
    }

    private static func isPort(_ digits: Substring.UTF8View) -> Bool {
        guard (1...5).contains(digits.count) else { return false }
        var number = 0
        for digit in digits {
            guard digit.isDigit else { return false }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number < 65_536
    }

    /// The header is nil where the request has none; no browser sends such.
    func admits(_ header: String?) -> Bool {
        guard let header else { return true }
        if isUsual(header) { return true }
        guard let authority = Authority(parsing: header) else { return false }
        if allowsAny || EndpointURL.isLoopback(host: authority.host) || authority.host == bound { return true }
        if !isLoopback, authority.isAddress { return true }
        return allowed.contains { $0.covers(authority) }
    }
}

/// A host, and the port if it was written.
struct Authority: Sendable, Equatable {
    /// In lower case, without a dot at the end and without the brackets of IPv6.
    let host: String
    let port: Int?

    /// Nil for what is no host, or has a port that is none.
    init?(parsing text: some StringProtocol) {
        var name = Substring(text)
        var port: Substring?
        if name.hasPrefix("[") {
            guard let end = name.firstIndex(of: "]") else { return nil }
            let rest = name[name.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
            name = name[name.index(after: name.startIndex)..<end]
            guard name.utf8.contains(UInt8(ascii: ":")) else { return nil }
        } else if let colon = name.firstIndex(of: ":") {
            port = name[name.index(after: colon)...]
            name = name[..<colon]
        }
        if name.hasSuffix(".") { name = name.dropLast() }
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isHostByte) else { return nil }
        host = name.lowercased()
        guard let port, !port.isEmpty else {
            self.port = nil
            return
        }
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ $0.isDigit }), let number = Int(port), number < 65_536
        else { return nil }
        self.port = number
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "*"):
            true
        default: byte.isDigit
        }
    }

    /// Whether it is an IP address.
    var isAddress: Bool {
        if host.contains(":") { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil)
    }

    /// Whether the other is meant by this one of a configuration's: `*.example.org` means every name under it.
    func covers(_ other: Authority) -> Bool {
        guard port == nil || port == other.port else { return false }
        if host.hasPrefix("*.") { return other.host.hasSuffix(host.dropFirst()) }
        return host == other.host
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
