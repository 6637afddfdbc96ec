extension ValueKind where Value == [String: String] {
    static var headers: ValueKind {
        let show: @Sendable ([String: String]) -> String = { headers in
            "{" + headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        }
        return ValueKind("a mapping of header names to values", show: show) { node, problems in
            guard case .mapping(let members) = node.content else {
                problems.append(
                    Problem("this is \(node.kind), not a mapping", at: node.origin, remedy: "write {X-Title: Martlet}")
                )
                return nil
            }
            let before = problems.count
            var headers: [String: String] = [:]
            for member in members {
                if let problem = HeaderRules.problem(with: member) { problems.append(problem) }
                headers[member.key] = member.value.scalar
            }
            return problems.count == before ? headers : nil
        }
    }
}

/// Which headers a provider may be given. Values are never shown in problems: they may be secrets.
private enum HeaderRules {
    static func problem(with member: YAMLNode.Member) -> Problem? {
        let name = member.key.lowercased()
        let isToken = name.utf8.allSatisfy { $0.isASCIIAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains($0) }
        guard !name.isEmpty, name.utf8.count <= 256, isToken else {
            return Problem("this is no name of a header", at: member.keyOrigin, remedy: "write a name like X-Title")
        }
        guard !secretWords.contains(where: { name.contains($0) }) else {
            return Problem(
                "the header \(member.key) holds a secret, which does not belong in this file",
                at: member.keyOrigin,
                remedy: "write api_key_env: NAME, and put the key in the environment or .env"
            )
        }
        guard !ofTransport.contains(name) else {
            return Problem(
                "the header \(member.key) is set by HTTP itself",
                at: member.keyOrigin,
                remedy: "leave it out"
            )
        }
        guard let value = member.value.scalar, value.utf8.count <= 4096,
            value.unicodeScalars.allSatisfy({ (0x20..<0x7f).contains($0.value) })
        else {
            return Problem(
                "the value of the header \(member.key) is not plain text on one line",
                at: member.value.origin,
                remedy: "use printable ASCII"
            )
        }
        return nil
    }

    private static let secretWords = ["auth", "key", "token", "secret", "password", "cookie", "credential"]
    private static let ofTransport: Set<String> = [
        "host", "connection", "content-length", "content-type", "transfer-encoding", "te", "trailer", "upgrade",
        "keep-alive", "expect", "proxy-connection", "accept-encoding",
    ]
}
