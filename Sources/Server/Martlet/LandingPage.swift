import HTTP

/// `GET /`: the line by which Ollama's clients know that somebody is there; for a browser, a page that says who.
enum LandingPage {
    static func handle(_ call: Call) async throws {
        let wantsPage = call.request.headers["accept"]?.contains("text/html") ?? false
        if wantsPage {
            try await call.responder.send(200, pageHeaders, page)
        } else {
            let headers: HTTPHeaders = ["content-type": "text/plain; charset=utf-8", "vary": "Accept"]
            try await call.responder.send(200, headers, Array("Ollama is running".utf8))
        }
    }

    private static let pageHeaders: HTTPHeaders = [
        "content-type": "text/html; charset=utf-8", "vary": "Accept", "x-content-type-options": "nosniff",
        "x-frame-options": "DENY", "referrer-policy": "no-referrer",
        "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ]

    private static let page = Array(
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Martlet</title></head>
        <body>
        <h1>Martlet is running</h1>
        <p>This is one endpoint over every language model you have configured. Point a client at it:</p>
        <ul>
        <li>OpenAI: <code>/v1</code></li>
        <li>Ollama: this address as it is</li>
        <li>Gemini: this address as the SDK's base URL</li>
        </ul>
        <p><a href="/api/models">Models and providers</a> &middot; <a href="/ready">Readiness</a></p>
        </body>
        </html>

        """.utf8
    )
}
