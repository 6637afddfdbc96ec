import Providers

/// A target that was tried and failed, or that another one outran, as the request log keeps it.
package struct FailedAttempt: Sendable, Equatable {
    /// The label of one that was given up because another had begun to answer.
    package static let outrun = "outrun"

    package var provider: String
    package var model: String
    /// The bounded label of what went wrong.
    package var label: String
    /// The status that the backend answered with, where it did.
    package var status: Int?
    /// Whether some of its answer had reached the client.
    package var afterFirstToken: Bool
    /// Since the request's first byte, in microseconds.
    package var began: Int
    package var ended: Int

    package init(
        provider: String,
        model: String,
        label: String,
        status: Int? = nil,
        afterFirstToken: Bool = false,
        began: Int,
        ended: Int
    ) {
        self.provider = provider
        self.model = model
        self.label = label
        self.status = status
        self.afterFirstToken = afterFirstToken
        self.began = began
        self.ended = ended
    }
}
