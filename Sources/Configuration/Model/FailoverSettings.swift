/// What is done when a backend fails. What is nil is as it is for all routes, or built in.
package struct FailoverSettings: Sendable, Equatable {
    /// How many targets a request may try.
    package var attempts: Int?
    /// How long they may take together until one begins to answer.
    package var deadline: Duration?
    package var afterFirstToken: AfterFirstTokenSetting?
    /// After how long without a first token a stream is asked of the next target too. Zero: never, whatever holds for all.
    package var hedgeAfter: Duration?

    package init() {}
}

/// What becomes of a stream whose backend fails after its first token, unless its client asks for something else.
package enum AfterFirstTokenSetting: String, Sendable, CaseIterable { case `continue`, error }

/// How a provider is asked to carry on an answer that another one has begun.
package enum ContinuationSetting: String, Sendable, CaseIterable {
    /// As its type is known to take it.
    case auto
    /// It cannot.
    case none
    /// The chat ends with the assistant's turn.
    case lastTurn = "last_turn"
    /// So, with `continue_final_message`.
    case continueFinalMessage = "continue_final_message"
    /// So, with `prefix` in the turn.
    case prefix
}
