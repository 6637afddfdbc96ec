import Configuration
import HTTP

/// Lets in whoever has one of the configured keys: in `Authorization: Bearer`, `x-api-key` or `x-goog-api-key`, and
/// for Google's clients in the query's `key`.
struct KeyGuard: Sendable {
    enum Verdict: Sendable, Equatable {
        /// No key is asked for.
        case open
        /// The name of the key.
        case known(String)
        case missing
        case wrong
        /// None is configured where there must be one: nobody is let in.
        case unconfigured
    }

    private let keys: [APIKeyDigest]
    private let isRequired: Bool

    /// Where a key is required, nobody is let in without one, even when none is configured any more.
    init(_ keys: [APIKeyDigest], isRequired: Bool) {
        self.keys = keys
        self.isRequired = isRequired
    }

    func judge(_ headers: GuardedHeaders, queryKey: @autoclosure () -> String?) -> Verdict {
        guard !keys.isEmpty else { return isRequired ? .unconfigured : .open }
        var offered = headers.keys
        if let authorization = headers.authorization, let token = Self.bearer(authorization) { offered.append(token) }
        if let key = queryKey() { offered.append(key) }
        guard !offered.isEmpty else { return .missing }
        // A client has one key, or two by accident.
        for key in offered.suffix(4) {
            if let known = keys.first(matching: key.utf8) { return .known(known.name) }
        }
        return .wrong
    }

    private static func bearer(_ authorization: String) -> String? {
        guard let space = authorization.firstIndex(of: " "),
            String(authorization[..<space]).equalsIgnoringCase("bearer")
        else { return nil }
        return String(authorization[space...].drop { $0 == " " })
    }
}
