import CCurl

/// A URL, read and checked once; what was checked is what is called.
@safe final class HTTPTarget {
    let parsed: OpaquePointer
    var origin: HTTPOrigin
    /// What was last sent to it in front of a body, where no libcurl is needed.
    var head: RequestHead

    init(_ url: String, userAgent: String) throws(HTTPClientError) {
        // Messages never repeat the URL: its query may hold a key.
        guard !url.isEmpty, url.utf8.count <= 65_536, url.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c })
        else {
            throw HTTPClientError(
                .badURL,
                "the URL is empty, too long, or holds a space, a control character or an unencoded letter"
            )
        }
        // libcurl would take the first word of the path for the host.
        guard !url.lowercased().hasPrefix("http:///"), !url.lowercased().hasPrefix("https:///") else {
            throw HTTPClientError(.badURL, "the URL names no host")
        }
        guard let parsed = unsafe curl_url() else { throw HTTPClientError(.other, "libcurl is out of memory") }
        unsafe self.parsed = unsafe parsed
        origin = .none
        head = RequestHead(path: "/", authority: "", userAgent: userAgent)
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)
        let code = unsafe url.withCString { unsafe curl_url_set(parsed, CURLUPART_URL, $0, flags) }
        guard code == CURLUE_OK else { throw HTTPClientError(.badURL, Self.reason(code)) }
        origin = try readOrigin()
        let path = part(CURLUPART_PATH) ?? "/"
        try check(path)
        let query = part(CURLUPART_QUERY).map { "?" + $0 } ?? ""
        head = RequestHead(path: path + query, authority: origin.authority, userAgent: userAgent)
    }

    deinit { unsafe curl_url_cleanup(parsed) }

    private func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(parsed, part, &text, UInt32(flags)) == CURLUE_OK, let text = unsafe text else {
            return nil
        }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }

    private func readOrigin() throws(HTTPClientError) -> HTTPOrigin {
        let scheme = part(CURLUPART_SCHEME)
        guard scheme == "http" || scheme == "https" else {
            throw HTTPClientError(.badURL, "the URL must begin with http:// or https://")
        }
        guard let host = part(CURLUPART_HOST), !host.isEmpty,
            let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ UInt16($0) })
        else { throw HTTPClientError(.badURL, "the URL names no host") }
        return HTTPOrigin(host: host, zone: part(CURLUPART_ZONEID), port: port, isSecure: scheme == "https")
    }

    /// Segments that lead upwards would call something else than what the caller put together.
    private func check(_ path: String) throws(HTTPClientError) {
        for segment in path.split(separator: "/") where segment.utf8.count <= 6 {
            let plain = segment.lowercased().replacing("%2e", with: ".")
            guard plain != ".", plain != ".." else {
                throw HTTPClientError(.badURL, "the URL's path holds a `.` or `..` segment")
            }
        }
    }

    private static func reason(_ code: CURLUcode) -> String {
        switch code {
        case CURLUE_USER_NOT_ALLOWED: "the URL holds a user name or password: put the key into a header"
        case CURLUE_UNSUPPORTED_SCHEME: "the URL must begin with http:// or https://"
        case CURLUE_BAD_PORT_NUMBER: "the URL's port is not a number from 1 to 65535"
        case CURLUE_NO_HOST, CURLUE_BAD_HOSTNAME, CURLUE_BAD_IPV6: "the URL's host cannot be read"
        default: "the URL cannot be read"
        }
    }
}
