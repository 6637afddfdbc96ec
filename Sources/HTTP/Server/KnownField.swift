/// Header names that clients send often: as constants they cost no memory, and those that say how to read a request
/// are told apart quickly.
enum KnownField: String, Sendable, CaseIterable {
    case host
    case accept
    case cookie
    case origin
    case expect
    case referer
    case upgrade
    case forwarded
    case connection
    case keepAlive = "keep-alive"
    case userAgent = "user-agent"
    case contentType = "content-type"
    case authorization
    case contentLength = "content-length"
    case acceptEncoding = "accept-encoding"
    case acceptLanguage = "accept-language"
    case secFetchMode = "sec-fetch-mode"
    case secFetchSite = "sec-fetch-site"
    case secFetchDest = "sec-fetch-dest"
    case cacheControl = "cache-control"
    case xRequestID = "x-request-id"
    case xAPIKey = "x-api-key"
    case xForwardedFor = "x-forwarded-for"
    case transferEncoding = "transfer-encoding"
    case xStainlessLang = "x-stainless-lang"
    case xStainlessPackageVersion = "x-stainless-package-version"
    case xStainlessOS = "x-stainless-os"
    case xStainlessArch = "x-stainless-arch"
    case xStainlessRuntime = "x-stainless-runtime"
    case xStainlessRuntimeVersion = "x-stainless-runtime-version"
    case xStainlessAsync = "x-stainless-async"
    case xStainlessRetryCount = "x-stainless-retry-count"
    case xStainlessReadTimeout = "x-stainless-read-timeout"
    case xGoogAPIKey = "x-goog-api-key"
    case xGoogAPIClient = "x-goog-api-client"

    /// The name that these bytes are, without regard to case.
    static func of(_ name: Span<UInt8>) -> KnownField? {
        // By length first: a handful of comparisons, most of which end at the first byte.
        switch name.count {
        case 4: name.isIgnoringCase("host") ? .host : nil
        case 6:
            if name.isIgnoringCase("accept") {
                .accept
            } else if name.isIgnoringCase("cookie") {
                .cookie
            } else if name.isIgnoringCase("origin") {
                .origin
            } else {
                name.isIgnoringCase("expect") ? .expect : nil
            }
        case 7:
            if name.isIgnoringCase("referer") { .referer } else { name.isIgnoringCase("upgrade") ? .upgrade : nil }
        case 9:
            if name.isIgnoringCase("x-api-key") {
                .xAPIKey
            } else {
                name.isIgnoringCase("forwarded") ? .forwarded : nil
            }
        case 10:
            if name.isIgnoringCase("user-agent") {
                .userAgent
            } else if name.isIgnoringCase("connection") {
                .connection
            } else {
                name.isIgnoringCase("keep-alive") ? .keepAlive : nil
            }
        case 12:
            if name.isIgnoringCase("content-type") {
                .contentType
            } else {
                name.isIgnoringCase("x-request-id") ? .xRequestID : nil
            }
        case 13:
            if name.isIgnoringCase("authorization") {
                .authorization
            } else {
                name.isIgnoringCase("cache-control") ? .cacheControl : nil
            }
        case 14:
            if name.isIgnoringCase("content-length") {
                .contentLength
            } else if name.isIgnoringCase("sec-fetch-mode") {
                .secFetchMode
            } else if name.isIgnoringCase("sec-fetch-site") {
                .secFetchSite
            } else if name.isIgnoringCase("sec-fetch-dest") {
                .secFetchDest
            } else if name.isIgnoringCase("x-stainless-os") {
                .xStainlessOS
            } else {
                name.isIgnoringCase("x-goog-api-key") ? .xGoogAPIKey : nil
            }
        case 15:
            if name.isIgnoringCase("accept-encoding") {
                .acceptEncoding
            } else if name.isIgnoringCase("accept-language") {
                .acceptLanguage
            } else {
                name.isIgnoringCase("x-forwarded-for") ? .xForwardedFor : nil
            }
        case 16:
            if name.isIgnoringCase("x-stainless-lang") {
                .xStainlessLang
            } else {
                name.isIgnoringCase("x-stainless-arch") ? .xStainlessArch : nil
            }
        case 17:
            if name.isIgnoringCase("transfer-encoding") {
                .transferEncoding
            } else if name.isIgnoringCase("x-stainless-async") {
                .xStainlessAsync
            } else {
                name.isIgnoringCase("x-goog-api-client") ? .xGoogAPIClient : nil
            }
        case 19: name.isIgnoringCase("x-stainless-runtime") ? .xStainlessRuntime : nil
        case 23: name.isIgnoringCase("x-stainless-retry-count") ? .xStainlessRetryCount : nil
        case 24: name.isIgnoringCase("x-stainless-read-timeout") ? .xStainlessReadTimeout : nil
        case 27:
            if name.isIgnoringCase("x-stainless-package-version") {
                .xStainlessPackageVersion
            } else {
                name.isIgnoringCase("x-stainless-runtime-version") ? .xStainlessRuntimeVersion : nil
            }
        default: nil
        }
    }
}
