import Gateway
import HTTP

/// The page that a browser gets. Its files tell nothing, so that everybody gets them; what it then asks for needs the key.
package enum PageEndpoints {
    package static func all() -> [EndpointHandler] {
        let endpoint = PageEndpoint(page: Page())
        return [
            EndpointHandler("GET", "/", .page, MartletDialect(), access: .open) { try await endpoint.front($0) },
            EndpointHandler("GET", "/page/{name}", .page, MartletDialect(), access: .open) {
                try await endpoint.file($0)
            },
        ]
    }
}

struct PageEndpoint: Sendable {
    let page: Page

    /// `GET /`: the page for a browser, which asks for `text/html`; for everybody else the line by which Ollama's clients
    /// know that somebody is there.
    func front(_ call: Call) async throws {
        if call.request.headers["accept"]?.contains("text/html") ?? false {
            try await send(page.front, cache: "no-cache", vary: "Accept, Accept-Encoding", call)
        } else {
            let headers: HTTPHeaders = ["content-type": "text/plain; charset=utf-8", "vary": "Accept"]
            try await call.responder.send(200, headers, Array("Ollama is running".utf8))
        }
    }

    /// `GET /page/VERSION/NAME`
    func file(_ call: Call) async throws {
        guard let (file, isCurrent) = page.file(at: call.pathParameter ?? "") else {
            throw APIError(
                404,
                "the page has no such file: load it again",
                code: "unknown_path",
                label: "unknown_path"
            )
        }
        let cache = isCurrent ? "public, max-age=31536000, immutable" : "no-cache"
        try await send(file, cache: cache, vary: "Accept-Encoding", call)
    }

    private func send(_ file: PageFile, cache: String, vary: String, _ call: Call) async throws {
        var headers: HTTPHeaders = ["etag": file.tag, "cache-control": cache, "vary": vary]
        if file.isKnown(to: call.request.headers["if-none-match"]) {
            return try await call.responder.send(304, headers, [])
        }
        headers.add("content-type", file.contentType)
        for (name, value) in Self.guards { headers.add(name, value) }
        if let packed = file.packed, Self.takesGzip(call.request.headers["accept-encoding"]) {
            headers.add("content-encoding", "gzip")
            try await call.responder.send(200, headers, packed)
        } else {
            try await call.responder.send(200, headers, file.bytes)
        }
    }

    static func takesGzip(_ header: String?) -> Bool {
        guard let header else { return false }
        return header.lowercased().split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let name = parts.first, name == "gzip" || name == "*" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=0") && !$0.contains { ("1"..."9").contains($0) } }
        }
    }

    /// Nothing runs, and nothing is asked, but this page's own files and this server; no text becomes markup (trusted
    /// types, of which there are none); no other page may show it in a frame or hold on to its window.
    private static let guards = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
    ]
}
