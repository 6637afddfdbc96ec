package import Gateway
package import HTTP

/// A request in the hands of the handler of its endpoint.
package struct Call: Sendable {
    package let request: HTTPRequest
    package let responder: any HTTPResponder
    package let context: RequestContext
    /// What stood in the place of `{name}` in the endpoint's path, percent-decoded.
    package let pathParameter: String?

    package init(
        request: HTTPRequest,
        responder: any HTTPResponder,
        context: RequestContext,
        pathParameter: String? = nil
    ) {
        self.request = request
        self.responder = responder
        self.context = context
        self.pathParameter = pathParameter
    }
}

/// Whom an endpoint answers where API keys are configured.
package enum Access: Sendable {
    /// Those with a key.
    case key
    /// Everybody: it tells no more than that something is here.
    case open
    /// Those with a key, unless the configuration opens `/metrics`.
    case metrics
}

/// One method and path, and what answers it.
///
/// A handler that throws before it has started its answer gets the error shaped by its dialect; one that has
/// started deals with what comes after by itself (an error frame), and returns.
package struct EndpointHandler: Sendable {
    package let method: String
    /// A fixed path; or one that ends in `{name}`, which takes the rest of the path, slashes and all; or in
    /// `{name}:verb`, which takes the rest up to the verb.
    package let path: String
    package let endpoint: Endpoint
    package let dialect: any Dialect
    package let access: Access
    /// Whether it is there for Google's clients alone, where they share a path with others.
    package let isForGoogle: Bool
    package let handle: @Sendable (Call) async throws -> Void

    package init(
        _ method: String,
        _ path: String,
        _ endpoint: Endpoint,
        _ dialect: any Dialect,
        access: Access = .key,
        isForGoogle: Bool = false,
        handle: @escaping @Sendable (Call) async throws -> Void
    ) {
        self.method = method
        self.path = path
        self.endpoint = endpoint
        self.dialect = dialect
        self.access = access
        self.isForGoogle = isForGoogle
        self.handle = handle
    }
}

/// What a family of clients expects to see.
package protocol Dialect: Sendable {
    /// The body of an answer that says no.
    func body(of error: APIError) -> [UInt8]

    /// Whether its clients may put their key in the query as `key`. Google's do; a key in an address ends up in other
    /// people's logs, so nobody else's may.
    var takesKeyFromQuery: Bool { get }
}

extension Dialect {
    package var takesKeyFromQuery: Bool { false }
}
