/// What is counted of the requests of one dialect to one model.
package final class RequestSeries: Sendable {
    package let total: Histogram
    package let firstToken: Histogram
    package let interToken: Histogram
    private let succeeded: Counter
    private let refused: Counter
    private let failed: Counter
    private let left: Counter
    private let tokensIn: Counter
    private let tokensOut: Counter

    init(
        succeeded: Counter,
        refused: Counter,
        failed: Counter,
        left: Counter,
        total: Histogram,
        firstToken: Histogram,
        interToken: Histogram,
        tokensIn: Counter,
        tokensOut: Counter
    ) {
        self.succeeded = succeeded
        self.refused = refused
        self.failed = failed
        self.left = left
        self.total = total
        self.firstToken = firstToken
        self.interToken = interToken
        self.tokensIn = tokensIn
        self.tokensOut = tokensOut
    }

    /// A request is over.
    package func ended(status: Int, after elapsed: Duration, promptTokens: Int?, completionTokens: Int?) {
        counter(of: status).add()
        total.observe(elapsed)
        if let promptTokens { tokensIn.add(promptTokens) }
        if let completionTokens { tokensOut.add(completionTokens) }
    }

    private func counter(of status: Int) -> Counter {
        switch status {
        case 499: left
        case 500...: failed
        case 400...: refused
        default: succeeded
        }
    }
}
