package import Foundation
package import Providers

/// One client request, from its first byte to the last of its answer: who asked, and what became of it.
///
/// The server makes it, the gateway fills in what it decides and sees, and the server ends it. It is what the
/// metrics, the access log and the request log are told. Confined to the request's task.
package final class RequestContext: @unchecked Sendable {
    // Sendable by confinement: the request's task, and what that task awaits, are all that touches it.

    /// `x-request-id`: the client's own where it sent a sensible one, else ours.
    package let id: String
    /// Which endpoint, in its dialect: `openai.chat`.
    package let endpoint: Endpoint
    /// The name of the key that was used, never the key.
    package let keyName: String?
    package let began: ContinuousClock.Instant
    package let date: Date

    /// Nil where the request does not say.
    package var priority: Priority?

    // What the gateway decides and sees.
    /// What the client put in `model`.
    package var requestedModel = ""
    package var provider: String?
    package var model: String?
    /// How many targets were tried, and those of them that failed.
    package var attempts = 0
    package var failedAttempts: [FailedAttempt] = []
    /// When the attempt began that answers, since the first byte.
    package var answeringSince: Duration?
    package var streamed = false
    /// What the client wants done when its answer breaks off; nil: as its route has it.
    package var afterFailure: AfterFirstToken?
    package var firstToken: Duration?
    package var usage: Usage?
    package var finishReason: FinishReason?
    /// How many tokens of the request were left out, where it asked for that.
    package var truncatedTokens = 0
    /// The caller's name for its user.
    package var user: String?
    /// Which part of a trial the request is in.
    package var arm: TrialSplit.Arm?

    // What the server adds at the end.
    package var status = 0
    /// A bounded label of what went wrong.
    package var errorLabel: String?
    package var bytesIn = 0
    package var bytesOut = 0

    /// What was said, only where the request log shall keep it.
    package var content: RequestContent?

    /// The metrics of the target, once something of its answer has come.
    package var series: RequestSeries?

    package init(id: String, endpoint: Endpoint, keyName: String?) {
        self.id = id
        self.endpoint = endpoint
        self.keyName = keyName
        began = .now
        date = Date()
    }

    package var elapsed: Duration { .now - began }
}

/// The endpoints, as metrics and logs name them.
package enum Endpoint: String, Sendable, CaseIterable {
    case openAIChat = "openai.chat"
    case openAICompletion = "openai.completion"
    case openAIResponses = "openai.responses"
    case openAIEmbeddings = "openai.embeddings"
    case openAIModels = "openai.models"
    case ollamaChat = "ollama.chat"
    case ollamaGenerate = "ollama.generate"
    case ollamaEmbed = "ollama.embed"
    case ollamaOther = "ollama.other"
    case geminiGenerate = "gemini.generate"
    case geminiEmbed = "gemini.embed"
    case geminiOther = "gemini.other"
    case martletChat = "martlet.chat"
    case martletModels = "martlet.models"
    case martletChats = "martlet.chats"
    case page
    case operations
    /// A copy of a request that goes to a model on trial; its answer is thrown away.
    case shadow
    case unknown

    /// The dialect, for metrics.
    package var dialect: String { rawValue.split(separator: ".").first.map(String.init) ?? rawValue }
}
