import Foundation
import Providers
import Testing

@testable import Gateway

@Suite struct BackendHealthTests {
    private let now = Date(timeIntervalSince1970: 0)

    @Test(arguments: [ProviderError.Code.refused, .unresolved, .tls, .connectTimeout, .unauthorized])
    func `what cannot be used at all is ill at once`(code: ProviderError.Code) {
        var health = BackendHealth()
        _ = health.observe(nil, at: now)
        let news = health.observe(ProviderError(code, "no"), at: now)
        #expect(news)
        #expect(health.status == .unhealthy)
        #expect(health.problem == "no")
    }

    @Test(arguments: [ProviderError.Code.badRequest, .contextTooLong, .modelNotFound, .cancelled, .overloaded])
    func `a request's own fault says nothing of the backend`(code: ProviderError.Code) {
        var health = BackendHealth()
        _ = health.observe(nil, at: now)
        let news = health.observe(ProviderError(code, "no"), at: now)
        #expect(!news)
        #expect(health.status == .healthy)
    }

    @Test func `a well backend falls ill with its third bad answer, and is well with the next good one`() {
        var health = BackendHealth()
        _ = health.observe(nil, at: now)
        for expected in [ProviderState.Status.healthy, .healthy, .unhealthy] {
            _ = health.observe(ProviderError(.unavailable, "500"), at: now)
            #expect(health.status == expected)
        }
        let news = health.observe(nil, at: now)
        #expect(news)
        #expect(health.status == .healthy)
        #expect(health.problem == nil)
    }

    @Test func `an ill backend is asked soon and then ever less often`() {
        var health = BackendHealth()
        var pauses: [Duration] = []
        for _ in 0..<6 {
            _ = health.observe(ProviderError(.refused, "no"), at: now)
            pauses.append(health.pauseBeforeNextCheck(usually: .seconds(15)))
        }
        #expect(pauses == [1, 2, 4, 8, 15, 15].map { .seconds($0) })
    }

    @Test(arguments: [
        ("the provider 'p': nobody listens", "nobody listens"),
        ("the provider 'p' answered 500: oops", "it answered 500: oops"),
        ("nobody listens", "nobody listens"), ("the provider 'p", "the provider 'p"),
    ])
    func `a problem does not name its provider, which stands before it`(message: String, problem: String) {
        var health = BackendHealth()
        _ = health.observe(ProviderError(.refused, message), at: Date())
        #expect(health.problem == problem)
    }
}
