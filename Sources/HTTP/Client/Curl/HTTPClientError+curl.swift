import CCurl
import EventLoop
import Foundation

extension HTTPClientError {
    static let cancelled = HTTPClientError(.cancelled, "the request was cancelled")

    static func notPublic(_ origin: String) -> HTTPClientError {
        HTTPClientError(.notPublic, "\(origin) is an address of this machine or of a private network")
    }

    static func cut(_ origin: String, _ when: String) -> HTTPClientError {
        HTTPClientError(.cut, "\(origin) closed the connection \(when): it stopped or crashed; see its log")
    }

    /// What libcurl's result means for the caller. `details` is libcurl's own account, of which only what is said of
    /// a certificate is passed on.
    init(curl code: CURLcode, origin: String, systemError: Int32, details: String, hasHead: Bool) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            self.init(.resolve, "the name in \(origin) cannot be resolved: check the endpoint's spelling and the DNS")
        case CURLE_COULDNT_RESOLVE_PROXY:
            self.init(.resolve, "the proxy for \(origin) cannot be resolved: check http_proxy and https_proxy")
        case CURLE_COULDNT_CONNECT:
            let reason = systemError == 0 ? "" : " (\(String(systemError: systemError)))"
            self.init(.refused, "\(origin) cannot be reached\(reason): is the backend running, and is the port right?")
        case CURLE_OPERATION_TIMEDOUT:
            self.init(.connectTimeout, "\(origin) did not accept a connection in time: is the address right?")
        case CURLE_GOT_NOTHING:
            self = .cut(origin, "without an answer")
        case CURLE_RECV_ERROR where details.contains("chunk"):
            self.init(.malformed, "\(origin) sent a chunk that is not HTTP")
        case CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            self = .cut(origin, hasHead ? "in the middle of its answer" : "before its answer")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR, CURLE_BAD_CONTENT_ENCODING:
            self.init(.malformed, "\(origin) sent something that is not HTTP: is another service on this port?")
        case CURLE_URL_MALFORMAT:
            self.init(.badURL, "the URL for \(origin) cannot be read")
        case CURLE_PROXY:
            self.init(.refused, "the proxy did not connect to \(origin): check http_proxy and https_proxy")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            let reason = details.isEmpty ? "" : " (\(details))"
            self.init(.tls, "the certificate of \(origin) is not trusted\(reason)")
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE:
            self.init(.tls, "the file of trusted certificates cannot be read")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT:
            self.init(.tls, "no TLS connection to \(origin) could be made: does it speak https on this port?")
        default:
            let name = unsafe curl_easy_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code.rawValue)"
            self.init(.other, "the exchange with \(origin) failed: \(name)")
        }
    }
}
