import Foundation
import HTTP
import JSON

/// Asks servers for files and for what they know of them. Redirects are followed, to nowhere less safe; a key is shown only
/// to the address that it is for.
struct Web: Sendable {
    let transport: any HTTPTransport
    /// `Bearer` for addresses that begin with `origin`.
    var key: (origin: String, token: String)?

    private static let mostRedirects = 6

    /// The answer, whatever its status.
    func get(_ url: String, headers: HTTPHeaders = [:]) async throws(DownloadError) -> HTTPClientResponse {
        var url = url
        for _ in 0..<Self.mostRedirects {
            var request = HTTPClientRequest("GET", url, headers: headers)
            request.deadlines.connect = .seconds(15)
            request.deadlines.firstByte = .seconds(60)
            request.deadlines.idle = .seconds(60)
            if let key, url.hasPrefix(key.origin + "/") { request.headers.set("authorization", "Bearer \(key.token)") }
            let response: HTTPClientResponse
            do { response = try await transport.send(request) } catch { throw DownloadError(error, from: url) }
            guard [301, 302, 303, 307, 308].contains(response.status), let place = response.headers["location"] else {
                return response
            }
            url = try Self.next(place, from: url)
        }
        throw DownloadError(.malformed, "\(Self.host(of: url)) redirects again and again")
    }

    /// The JSON at an address.
    func json(_ url: String, accepting type: String, upTo limit: Int) async throws(DownloadError) -> JSONValue {
        let response = try await get(url, headers: ["accept": type])
        guard response.status == 200 else { throw DownloadError(status: response.status, from: url) }
        let bytes: [UInt8]
        do { bytes = try await response.body.collect(upTo: limit) } catch { throw DownloadError(error, from: url) }
        do throws(JSONSyntaxError) { return try JSONValue(parsing: bytes) } catch {
            throw DownloadError(.malformed, "\(Self.host(of: url)) did not answer with JSON, but was asked for \(type)")
        }
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
}

extension DownloadError {
    init(_ error: HTTPClientError, from url: String) {
        switch error.code {
        case .cancelled: self.init(.cancelled, "called off")
        case .badURL: self.init(.badName, "the address is none: \(error.message)")
        case .tooLarge, .malformed: self.init(.malformed, "\(Web.host(of: url)): \(error.message)")
        default: self.init(.unreachable, "\(Web.host(of: url)) cannot be reached: \(error.message)")
        }
    }

    init(status: Int, from url: String) {
        let host = Web.host(of: url)
        switch status {
        case 401, 403:
            self.init(
                .unauthorized,
                "\(host) refuses (\(status)): there is no such model, or it wants a key; set HF_TOKEN"
            )
        case 404: self.init(.notFound, "\(host) does not have it (404)")
        case 429: self.init(.unreachable, "\(host) has been asked too often (429): try again later")
        default: self.init(.unreachable, "\(host) answered \(status): try again later")
        }
    }
}
