import Foundation
package import Logging
import Providers

/// What is remembered of one request: who asked for what, and what became of it.
package struct RequestRecord: Sendable, Equatable {
    package var id: String
    /// When its first byte came.
    package var time: Timestamp
    package var endpoint: Endpoint
    /// What the client put in `model`.
    package var route: String
    package var provider: String?
    package var model: String?
    /// The name of the key, never the key.
    package var keyName: String?
    package var userHash: String?
    package var status = 0
    /// A bounded label of what went wrong.
    package var errorLabel: String?
    package var attempts = 0
    /// Those that failed. What the last one came to is the request's own.
    package var failedAttempts: [FailedAttempt] = []
    /// When the attempt began that answered, in microseconds since the first byte.
    package var answeringSince: Int?
    package var streamed = false

    // In microseconds since the first byte.
    package var queueTime: Int?
    package var firstTokenTime: Int?
    package var totalTime = 0

    package var promptTokens: Int?
    package var completionTokens: Int?
    package var cachedTokens: Int?
    /// Whether the backend did not count and we did.
    package var tokensAreEstimated = false
    package var finishReason: String?
    package var bytesIn = 0
    package var bytesOut = 0

    /// What was said. Only where the settings ask for it.
    package var content: RequestContent?

    package init(id: String, time: Timestamp, endpoint: Endpoint, route: String) {
        self.id = id
        self.time = time
        self.endpoint = endpoint
        self.route = route
    }
}

/// What was said in a request.
package struct RequestContent: Sendable, Equatable {
    package var request: String
    package var response: String

    package init(request: String, response: String) {
        self.request = request
        self.response = response
    }

    /// What becomes of the part of a text that is longer than the log keeps.
    static func bounded(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + " [… cut at \(limit) bytes]"
    }
}

extension RequestRecord {
    /// What a request's context holds when the request is over.
    package init(_ context: RequestContext) {
        let time = Timestamp(microseconds: Int(context.date.timeIntervalSince1970 * 1e6))
        self.init(id: context.id, time: time, endpoint: context.endpoint, route: context.requestedModel)
        provider = context.provider
        model = context.model
        keyName = context.keyName
        status = context.status
        errorLabel = context.errorLabel
        attempts = context.attempts
        failedAttempts = context.failedAttempts
        answeringSince = context.answeringSince?.microseconds
        streamed = context.streamed
        firstTokenTime = context.firstToken?.microseconds
        totalTime = context.elapsed.microseconds
        promptTokens = context.usage?.promptTokens
        completionTokens = context.usage?.completionTokens
        cachedTokens = context.usage?.cachedTokens
        finishReason = context.finishReason?.rawValue
        bytesIn = context.bytesIn
        bytesOut = context.bytesOut
        content = context.content
    }
}
