/// What a route does when a backend fails.
package struct FailoverPolicy: Sendable, Equatable {
    /// How many targets a request may try.
    package var attempts = 5
    /// How long they may take together until one of them begins to answer; nil: as long as each is allowed.
    package var deadline: Duration?
    package var afterFirstToken = AfterFirstToken.continue
    /// After how long without a first token a stream is asked of the next target too; nil: never.
    package var hedgeAfter: Duration?

    package init() {}
}

/// What becomes of a stream whose backend fails after its first token.
package enum AfterFirstToken: String, Sendable, CaseIterable {
    /// The next target that can carries the answer on; where none can, as `error`.
    case `continue`
    /// The next target begins anew, and the client is told that what it has is void. Only where the client asks.
    case restart
    /// The stream ends with an error in the dialect's form.
    case error
}
