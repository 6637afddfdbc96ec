import Foundation
import HTTP
import JSON

/// Asks servers for files and for what they know of them. Redirects are followed, to nowhere less safe; a key is shown only
/// to the server that it is for, and addresses that are not public are asked only where that is allowed.
struct Web: Sendable {
    let transport: any HTTPTransport
    var keys: Keyring?
    /// Servers that the user has named by an address, as `http://127.0.0.1:8080`: they may be anywhere.
    var trusted: [String] = []
    var allowsPrivate = false

    private static let mostRedirects = 6

    /// The answer, whatever its status.
    func get(
        _ url: String,
        headers: HTTPHeaders = [:],
        method: String = "GET"
    ) async throws(DownloadError) -> HTTPClientResponse {
        let response = try await follow(url, headers, method)
        guard response.status == 401, let keys, keys.takesTokens, keys.opens(url),
            let challenge = response.headers["www-authenticate"].flatMap({ AuthChallenge($0) })
        else { return response }
        keys.take(try await token(challenge, for: url))
        return try await follow(url, headers, method)
    }

    private func follow(
        _ url: String,
        _ headers: HTTPHeaders,
        _ method: String
    ) async throws(DownloadError) -> HTTPClientResponse {
        var url = url
        for _ in 0..<Self.mostRedirects {
            var request = HTTPClientRequest(method, url, headers: headers)
            request.deadlines.connect = .seconds(15)
            request.deadlines.firstByte = .seconds(60)
            request.deadlines.idle = .seconds(60)
            if !allowsPrivate, !trusted.contains(where: { url.hasPrefix($0 + "/") }) { request.reach = .publicOnly }
            if let token = keys?.token(for: url) { request.headers.set("authorization", "Bearer \(token)") }
            let response: HTTPClientResponse
            do { response = try await transport.send(request) } catch { throw DownloadError(error, from: url) }
            guard [301, 302, 303, 307, 308].contains(response.status), let place = response.headers["location"] else {
                return response
            }
            url = try Self.next(place, from: url)
        }
        throw DownloadError(.malformed, "\(Self.host(of: url)) redirects again and again")
    }

    /// A token for whoever asks: nothing of ours is shown for it.
    private func token(_ challenge: AuthChallenge, for url: String) async throws(DownloadError) -> String {
        let place = try Self.next(challenge.url, from: url)
        var plain = self
        plain.keys = nil
        let json = try await plain.json(place, accepting: "application/json", upTo: 1 << 20)
        guard let token = json["token"]?.string ?? json["access_token"]?.string, !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw DownloadError(.malformed, "\(Self.host(of: place)) hands out no token") }
        return token
    }

    /// The JSON at an address.
    func json(_ url: String, accepting type: String, upTo limit: Int) async throws(DownloadError) -> JSONValue {
        let bytes = try await bytes(url, accepting: type, upTo: limit)
        do throws(JSONSyntaxError) { return try JSONValue(parsing: bytes) } catch {
            throw DownloadError(.malformed, "\(Self.host(of: url)) did not answer with JSON, but was asked for \(type)")
        }
    }

    func bytes(_ url: String, accepting type: String, upTo limit: Int) async throws(DownloadError) -> [UInt8] {
        let response = try await get(url, headers: ["accept": type])
        guard response.status == 200 else { throw DownloadError(response, from: url) }
        do { return try await response.body.collect(upTo: limit) } catch { throw DownloadError(error, from: url) }
    }

    static func next(_ place: String, from url: String) throws(DownloadError) -> String {
        guard let base = URL(string: url), let next = URL(string: place, relativeTo: base)?.absoluteURL,
            let scheme = next.scheme?.lowercased(), next.host?.isEmpty == false,
            scheme == "https" || scheme == "http" && base.scheme?.lowercased() == "http"
        else { throw DownloadError(.malformed, "\(host(of: url)) redirects to where it must not") }
        return next.absoluteString
    }

    /// For errors: an address may hold a signature.
    static func host(of url: String) -> String { URL(string: url)?.host ?? "the server" }

    /// Whether a root that the user has set names this machine or an address, and no name that others could change.
    static func isWrittenOut(_ root: String) -> Bool {
        guard let host = URL(string: root)?.host?.lowercased() else { return false }
        if host == "localhost" || host.contains(":") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension DownloadError {
    init(_ error: HTTPClientError, from url: String) {
        switch error.code {
        case .cancelled: self.init(.cancelled, "called off")
        case .badURL: self.init(.badName, "the address is none: \(error.message)")
        case .tooLarge, .malformed: self.init(.malformed, "\(Web.host(of: url)): \(error.message)")
        case .notPublic:
            self.init(
                .privateAddress,
                "\(error.message), which nothing is fetched from: set models.allow_private (or --allow-private) if that "
                    + "is what you want"
            )
        default: self.init(.unreachable, "\(Web.host(of: url)) cannot be reached: \(error.message)")
        }
    }

    /// What a status means that is no success. Of what the server writes, only what Hugging Face's codes say is heeded.
    init(_ response: HTTPClientResponse, from url: String) {
        let host = Web.host(of: url)
        let status = response.status
        switch (status, response.headers["x-error-code"]) {
        case (401, "GatedRepo"), (403, "GatedRepo"):
            self.init(
                .unauthorized,
                "the model is gated (\(status)): accept its terms on its page at \(host), and set HF_TOKEN to a token of "
                    + "that account"
            )
        case (_, "RevisionNotFound"): self.init(.notFound, "\(host) has the repository, but not that revision")
        case (_, "EntryNotFound"): self.init(.notFound, "\(host) has the repository, but not that file")
        case (401, _), (403, _):
            self.init(
                .unauthorized,
                "\(host) refuses (\(status)): there is no such model, or it wants a key; set HF_TOKEN"
            )
        case (404, _), (410, _): self.init(.notFound, "\(host) does not have it (\(status))")
        case (429, _): self.init(.unreachable, "\(host) has been asked too often (429): try again later")
        default: self.init(.unreachable, "\(host) answered \(status): try again later")
        }
    }
}
