/// What a request asks to be let in to.
struct AdmissionRequest: Sendable, Hashable {
    var provider: String
    /// Which of the models that share this machine's memory it needs in memory; nil where that is no concern of ours.
    var model: MemoryGroup?
    /// The name of the caller's key.
    var key: String?
    var priority = Priority.interactive
}

/// A model's weights in memory, by whatever names and providers they are asked for.
package typealias MemoryGroup = String

/// Whether somebody sits and waits for the answer.
package enum Priority: String, Sendable, Hashable, CaseIterable { case interactive, batch }

/// How many requests may be at work, and how many may wait for how long.
package struct AdmissionLimits: Sendable, Equatable {
    package struct Limit: Sendable, Equatable {
        /// Nil: as many as come.
        package var concurrent: Int?
        /// How many may wait.
        package var queue: Int
        /// How long one may wait; nil where somebody else says.
        package var patience: Duration?

        package init(concurrent: Int? = nil, queue: Int, patience: Duration? = nil) {
            self.concurrent = concurrent
            self.queue = queue
            self.patience = patience
        }
    }

    /// Of a provider's requests.
    package var providers: [String: Limit] = [:]
    /// Of a key's requests, whoever answers them.
    package var keys: [String: Limit] = [:]
    /// A key's requests are these where they do not say `batch` themselves.
    package var priorities: [String: Priority] = [:]
    /// How long a model may be kept at work while another, for which there is no room beside it, is waited for.
    package var turn = Duration.seconds(10)

    package init() {}

    /// Of a provider that nothing is said of.
    package static let unlimited = Limit(queue: 1024, patience: .seconds(60))
    /// Of interactive requests that are let in one after the other, before one of those that can wait is.
    static let interactiveInARow = 4
}

/// Why a request is not let in, and when to come again.
package struct AdmissionRefusal: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// The caller's key has as many requests at work, and waiting, as it may.
        case keyLimit(running: Int)
        /// As many wait for the provider as may.
        case queueFull(waiting: Int)
        /// It has waited for as long as it may, for this.
        case waitedTooLong(Duration, Obstacle)
    }

    /// What a request waits for.
    package enum Obstacle: Sendable, Equatable { case key, provider, memory }

    package var reason: Reason
    package var provider: String
    package var retryAfter: Duration

    /// Whether the caller alone is over a limit of its own.
    package var isCallersOwn: Bool {
        switch reason {
        case .keyLimit, .waitedTooLong(_, .key): true
        case .queueFull, .waitedTooLong: false
        }
    }
}
