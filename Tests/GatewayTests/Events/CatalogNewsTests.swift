import JSON
import Providers
import Testing

@testable import Gateway

@Suite struct CatalogNewsTests {
    private func provider(_ status: ProviderState.Status, _ models: [String] = []) -> ProviderState {
        ProviderState(
            name: "p",
            type: "fake",
            status: status,
            features: [],
            models: models.map { ModelInfo(id: $0) }
        )
    }

    @Test func `only what changed is news`() {
        var news = CatalogNews()
        #expect(news.take([provider(.unknown)]).isEmpty)
        #expect(news.take([provider(.healthy)]).map(\.topic) == [.health])
        #expect(news.take([provider(.healthy)]).isEmpty)
        var ill = provider(.unhealthy, ["m"])
        ill.problem = "it does not answer"
        let both = news.take([ill])
        #expect(both.map(\.topic) == [.health, .models])
        #expect(both[0].fields == ["provider": "p", "status": "unhealthy", "problem": "it does not answer"])
        #expect(both[1].fields == ["provider": "p", "models": ["m"]])
        #expect(news.take([]).isEmpty)
    }
}
