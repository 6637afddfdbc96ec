/// The address of a backend: `http` or `https`, host, port and perhaps a path. Nothing else: no user, no query.
///
/// It may be given with or without the `/v1` of OpenAI's dialect; `root` and `openAI` are the same either way.
package struct EndpointURL: Sendable, Hashable {
    package enum Scheme: String, Sendable { case http, https }

    package let scheme: Scheme
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    /// The scheme's own where none is given.
    package let port: Int
    /// Without a slash at the end, and without a last `/v1`: empty, or `/openai`.
    package let path: String
    /// Whether it was written with a last `/v1`.
    package let givenWithV1: Bool

    /// What paths of the backend itself are appended to: `http://localhost:11434`.
    package let root: String
    /// What paths of OpenAI's dialect are appended to: `http://localhost:11434/v1`. A path that names a version of
    /// its own, such as `/v1beta/openai`, gets no `/v1`.
    package let openAI: String

    package init(parsing text: String) throws(EndpointURLError) {
        var parser = EndpointURLParser(text)
        try parser.parse()
        var path = parser.path
        while path.hasSuffix("/") { path.removeLast() }
        givenWithV1 = path.hasSuffix("/v1")
        if givenWithV1 { path.removeLast(3) }
        while path.hasSuffix("/") { path.removeLast() }
        scheme = parser.scheme
        host = parser.host
        port = parser.port ?? (parser.scheme == .https ? 443 : 80)
        self.path = path
        let shownHost = host.contains(":") ? "[\(host)]" : host
        root = "\(scheme.rawValue)://\(shownHost)" + (parser.port.map { ":\($0)" } ?? "") + path
        openAI = !givenWithV1 && Self.namesVersion(path) ? root : root + "/v1"
    }

    /// Reads `OLLAMA_HOST` as Ollama does: the scheme and the port (11434) may be left out, and an address to listen
    /// on stands for this machine.
    package init(ollamaHost text: String) throws(EndpointURLError) {
        let hasScheme = text.contains("://")
        var authority = hasScheme ? text : String(text.prefix { $0 != "/" })
        if !hasScheme {
            let colons = authority.count { $0 == ":" }
            if colons > 1, !authority.hasPrefix("[") { authority = "[\(authority)]" }
            if authority.hasPrefix(":") { authority = "127.0.0.1" + authority }
            if authority.isEmpty { authority = "127.0.0.1" }
            let namesPort = authority.hasPrefix("[") ? authority.contains("]:") : authority.contains(":")
            if !namesPort { authority += ":11434" }
            authority = "http://" + authority + text.drop { $0 != "/" }
        }
        let url = try EndpointURL(parsing: authority)
        guard let local = ["0.0.0.0": "127.0.0.1", "::": "[::1]"][url.host] else {
            self = url
            return
        }
        try self.init(parsing: "\(url.scheme.rawValue)://\(local):\(url.port)\(url.path)")
    }

    /// Whether only this machine answers there.
    package var isLoopback: Bool { Self.isLoopback(host: host) }

    package static func isLoopback(host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }

    /// Whether a part of the path is `v1beta`, `v2` or the like.
    private static func namesVersion(_ path: String) -> Bool {
        path.split(separator: "/").contains { part in
            part.first == "v" && part.dropFirst().first?.isNumber == true
        }
    }
}

extension EndpointURL: CustomStringConvertible {
    package var description: String { root }
}

/// Why a text is no endpoint.
package struct EndpointURLError: Error, Sendable, Equatable {
    package var message: String
    package var remedy: String
}

private struct EndpointURLParser {
    private var rest: Substring
    private let text: String
    private(set) var scheme = EndpointURL.Scheme.http
    private(set) var host = ""
    private(set) var port: Int?
    private(set) var path = ""

    init(_ text: String) {
        self.text = text
        rest = text[...]
    }

    mutating func parse() throws(EndpointURLError) {
        guard text.utf8.count <= 2048 else { throw error("is longer than 2048 bytes", "shorten it") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw error("has a space or a character that is not plain ASCII", "write it as \(Self.example)")
        }
        try parseScheme()
        let authority = rest.prefix { !"/?#\\".contains($0) }
        rest = rest.dropFirst(authority.count)
        try parse(authority: authority)
        try parsePath()
    }

    private static let example = "http://localhost:11434"

    private func error(_ message: String, _ remedy: String) -> EndpointURLError {
        EndpointURLError(message: message, remedy: remedy)
    }

    private mutating func parseScheme() throws(EndpointURLError) {
        guard let colon = text.firstRange(of: "://") else {
            throw error("has no scheme", "write http:// or https:// before it, as in \(Self.example)")
        }
        guard let scheme = EndpointURL.Scheme(rawValue: text[..<colon.lowerBound].lowercased()) else {
            throw error("has a scheme that is neither http nor https", "write it as \(Self.example)")
        }
        self.scheme = scheme
        rest = text[colon.upperBound...]
    }

    private mutating func parse(authority: Substring) throws(EndpointURLError) {
        guard !authority.contains("@") else {
            throw error("has a user or password in it", "leave it out, and name the key's variable in api_key_env")
        }
        var name = authority
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                throw error("has an IPv6 address without its \"]\"", "write it as http://[::1]:11434")
            }
            name = authority[authority.index(after: authority.startIndex)..<end]
            guard name.contains(":"), name.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw error("has something that is no IPv6 address in brackets", "write it as http://[::1]:11434")
            }
            try parse(port: authority[authority.index(after: end)...])
        } else {
            name = authority.prefix { $0 != ":" }
            guard !name.isEmpty else { throw error("has no host", "write it as \(Self.example)") }
            guard name.utf8.count <= 253, name.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else {
                throw error("has a host that is no name or address", "write it as \(Self.example)")
            }
            try parse(port: authority.dropFirst(name.count))
        }
        host = name.lowercased()
    }

    private mutating func parse(port text: Substring) throws(EndpointURLError) {
        guard !text.isEmpty else { return }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), !digits.isEmpty, digits.utf8.count <= 5, digits.allSatisfy(\.isNumber),
            let port = Int(digits), (1...65535).contains(port)
        else {
            throw error("has a port that is not a number from 1 to 65535", "write it as \(Self.example)")
        }
        self.port = port
    }

    private mutating func parsePath() throws(EndpointURLError) {
        if rest.contains("?") || rest.contains("#") {
            throw error("has a query or a fragment", "end it before the \"?\" or \"#\"")
        }
        guard rest.utf8.allSatisfy({ Self.pathBytes.contains($0) }) else {
            throw error("has a character in its path that does not belong there", "write it as \(Self.example)/path")
        }
        let parts = rest.split(separator: "/")
        guard !parts.contains("."), !parts.contains("..") else {
            throw error("has \".\" or \"..\" in its path", "write the path without it")
        }
        path = String(rest)
    }

    private static let pathBytes = Set(
        "/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@!$&'()*+,;=".utf8
    )
}
