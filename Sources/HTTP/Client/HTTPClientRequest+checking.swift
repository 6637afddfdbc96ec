extension HTTPClientRequest {
    /// Nothing gets through that would end a field early or contradict what the client itself sends.
    func check() throws(HTTPClientError) {
        guard !method.isEmpty, method.utf8.count <= 32, method.utf8.allSatisfy(HTTPByte.isToken), method != "CONNECT"
        else { throw HTTPClientError(.other, "the request's method is not an HTTP method that can be sent") }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(HTTPByte.isToken) else {
                throw HTTPClientError(.other, "a header's name is not an HTTP token; it was not sent")
            }
            guard field.value.utf8.allSatisfy(HTTPByte.isFieldValue) else {
                throw HTTPClientError(
                    .other,
                    "the value of the header `\(field.name)` holds a control character; it was not sent"
                )
            }
            guard !Self.isReserved(field.name) else {
                throw HTTPClientError(.other, "the header `\(field.name)` is the HTTP client's to send")
            }
        }
    }

    /// Whether the request has a body, be it an empty one.
    var hasBody: Bool {
        switch method {
        case "HEAD": false
        case "POST", "PUT", "PATCH": true
        default: body != nil
        }
    }

    /// Fields that are derived from the URL, the body and the connection.
    private static func isReserved(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name.equalsIgnoringCase("te")
        case 4: name.equalsIgnoringCase("host")
        case 6: name.equalsIgnoringCase("expect")
        case 7: name.equalsIgnoringCase("upgrade") || name.equalsIgnoringCase("trailer")
        case 10: name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
        case 14: name.equalsIgnoringCase("content-length")
        case 16: name.equalsIgnoringCase("proxy-connection")
        case 17: name.equalsIgnoringCase("transfer-encoding")
        default: false
        }
    }
}
