import HTTP

/// The headers that decide whether a request is let in, found in one pass.
struct GuardedHeaders {
    private(set) var host: String?
    private(set) var origin: String?
    private(set) var authorization: String?
    /// `x-api-key`, `x-goog-api-key`
    private(set) var keys: [String] = []
    private(set) var requestID: String?
    /// `x-martlet-priority`
    private(set) var priority: String?
    /// Whether it comes from one of Google's libraries.
    private(set) var isGoogle = false
    private(set) var fetchSite: String?
    private(set) var fetchMode: String?
    private(set) var preflightMethod: String?
    private(set) var preflightHeaders: String?
    private(set) var asksForPrivateNetwork = false
    /// A header that must stand alone, and does not: two readers could take different ones.
    private(set) var repeated: String?

    init(_ headers: HTTPHeaders) {
        for field in headers.fields {
            let name = field.name
            switch name.utf8.count {
            case 4 where name.equalsIgnoringCase("host"): host = take(field, after: host)
            case 6 where name.equalsIgnoringCase("origin"): origin = take(field, after: origin)
            case 9 where name.equalsIgnoringCase("x-api-key"): keys.append(field.value)
            case 12 where name.equalsIgnoringCase("x-request-id"): requestID = requestID ?? field.value
            case 13 where name.equalsIgnoringCase("authorization"):
                authorization = take(field, after: authorization)
            case 14 where name.equalsIgnoringCase("x-goog-api-key"):
                keys.append(field.value)
                isGoogle = true
            case 17 where name.equalsIgnoringCase("x-goog-api-client"): isGoogle = true
            case 14 where name.equalsIgnoringCase("sec-fetch-site"): fetchSite = field.value
            case 14 where name.equalsIgnoringCase("sec-fetch-mode"): fetchMode = field.value
            case 18 where name.equalsIgnoringCase("x-martlet-priority"): priority = field.value
            case 29 where name.equalsIgnoringCase("access-control-request-method"): preflightMethod = field.value
            case 30 where name.equalsIgnoringCase("access-control-request-headers"): preflightHeaders = field.value
            case 38 where name.equalsIgnoringCase("access-control-request-private-network"):
                asksForPrivateNetwork = field.value == "true"
            default: break
            }
        }
    }

    private mutating func take(_ field: HTTPHeaders.Field, after earlier: String?) -> String {
        if earlier != nil { repeated = field.name }
        return field.value
    }

    /// Whether a browser asks what it may do, before it does it.
    func isPreflight(_ method: String) -> Bool { method == "OPTIONS" && origin != nil && preflightMethod != nil }
}
