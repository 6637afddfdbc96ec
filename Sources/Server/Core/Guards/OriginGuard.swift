import HTTP

/// Refuses what web pages of other origins send: a page can post to any address, and the browser asks nobody as long
/// as it looks like a form's.
///
/// No `Origin`: a program, or a page's own harmless requests. The server's own origin: its own page. An origin of
/// `server.cors_origins` (`*` means any): let in, with the headers by which the browser shows the page the answer.
/// Everything else is refused for every method, `Origin: null` too; and so is what a browser calls `cross-site`,
/// but for following a link to an open page.
struct OriginGuard: Sendable {
    enum Verdict: Sendable, Equatable {
        /// Not from another origin: nothing is to be added to the answer.
        case own
        /// From an origin that is let in: as which the answer shall name it.
        case foreign(String)
        case refused(String)
    }

    private let origins: Set<String>
    private let allowsAny: Bool

    init(corsOrigins: [String]) {
        allowsAny = corsOrigins.contains("*")
        origins = Set(corsOrigins.map(Self.normalized))
    }

    func judge(_ headers: GuardedHeaders, opensPage: Bool) -> Verdict {
        guard let origin = headers.origin else { return judgeWithout(headers, opensPage: opensPage) }
        if allowsAny { return .foreign("*") }
        if origins.contains(Self.normalized(origin)) { return .foreign(origin) }
        if Self.isSame(origin, host: headers.host) { return .own }
        let shown = origin.utf8.count > 200 ? String(origin.prefix(200)) : origin
        return .refused(
            "the web page of origin '\(shown)' may not call this server: add the origin to server.cors_origins"
        )
    }

    private func judgeWithout(_ headers: GuardedHeaders, opensPage: Bool) -> Verdict {
        guard headers.fetchSite == "cross-site", !allowsAny else { return .own }
        if opensPage, headers.fetchMode == "navigate" { return .own }
        return .refused("a web page of another site may not call this server: add its origin to server.cors_origins")
    }

    /// Whether the page came from this very server. Its name has been checked by `HostGuard`.
    static func isSame(_ origin: String, host: String?) -> Bool {
        guard let host, let theirs = parse(origin), let ours = Authority(parsing: host) else { return false }
        return theirs.authority.host == ours.host
            && (theirs.authority.port ?? theirs.usualPort) == (ours.port ?? theirs.usualPort)
    }

    private static func parse(_ origin: String) -> (authority: Authority, usualPort: Int)? {
        let origin = origin.lowercased()
        for (scheme, port) in [("http://", 80), ("https://", 443)] where origin.hasPrefix(scheme) {
            return Authority(parsing: origin.dropFirst(scheme.utf8.count)).map { ($0, port) }
        }
        return nil
    }

    private static func normalized(_ origin: String) -> String {
        let origin = origin.lowercased()
        return origin.hasSuffix("/") ? String(origin.dropLast()) : origin
    }
}

/// The headers by which a browser lets a page of another origin see an answer.
enum CORSHeaders {
    static func ofAnswer(to origin: String) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "access-control-allow-origin": origin,
            "access-control-expose-headers": "x-request-id, x-martlet-model, x-martlet-attempts, retry-after",
        ]
        if origin != "*" { headers.add("vary", "Origin") }
        return headers
    }

    /// Of the answer to a preflight, besides those of every answer.
    static func ofPreflight(_ asked: GuardedHeaders, methods: [String]) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "access-control-allow-methods": methods.joined(separator: ", "),
            "access-control-max-age": "600",
        ]
        let names = (asked.preflightHeaders ?? "").split(separator: ",")
            .map { $0.drop { $0 == " " }.lowercased() }.filter(isAllowed)
        if !names.isEmpty { headers.add("access-control-allow-headers", names.joined(separator: ", ")) }
        if asked.asksForPrivateNetwork { headers.add("access-control-allow-private-network", "true") }
        return headers
    }

    /// What the SDKs send, and nothing by which a page could pass for another.
    private static func isAllowed(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-") || $0.isDigit }) else {
            return false
        }
        return [
            "authorization", "content-type", "accept", "cache-control", "last-event-id", "idempotency-key",
            "user-agent",
        ].contains(name) || name.hasPrefix("x-") || name.hasPrefix("openai-")
    }
}
