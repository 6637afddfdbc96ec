import Configuration
import Providers
import Testing

/// How long the rest of an answer may be that another backend began.
@Suite struct BegunAnswerTests {
    private func request(saying tokens: Int?) -> GenerateRequest {
        var request = GenerateRequest(model: "m", input: .chat([]))
        request.begun = tokens.map { BegunAnswer(text: "so far", tokens: $0) }
        return request
    }

    private func parameters(_ maxTokens: Int?) -> GenerationParameters {
        var parameters = GenerationParameters()
        parameters.maxTokens = maxTokens
        return parameters
    }

    @Test(arguments: [(nil, 100), (0, 100), (30, 70), (99, 1), (100, 1), (500, 1)])
    func `what has been said counts towards the provider's own limit`(said: Int?, left: Int) {
        #expect(request(saying: said).defaults(before: parameters(100)).maxTokens == left)
    }

    @Test func `no limit stays none, and a route's limit is not the provider's`() {
        #expect(request(saying: 30).defaults(before: parameters(nil)).maxTokens == nil)
        var routed = request(saying: 30)
        routed.defaults = parameters(50)
        #expect(routed.defaults(before: parameters(100)).maxTokens == 50)
    }
}
