import Gateway
import Providers
import Storage
import Testing

@Suite struct ObservationTests {
    private func context(_ endpoint: Endpoint = .openAIChat) -> RequestContext {
        let context = RequestContext(id: "req-1", endpoint: endpoint, keyName: "dev")
        context.requestedModel = "default"
        context.provider = "ollama"
        context.model = "mistral:7b"
        context.status = 200
        return context
    }

    private let labels = ["dialect": "openai", "provider": "ollama", "model": "mistral:7b"]

    @Test func `a request's life ends up in metrics and log`() async throws {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        let observation = Observation(metrics: Metrics(version: "1"), requestLog: log)
        let context = context()
        observation.attemptEnded(ModelID(provider: "vllm", model: "m"), error: ProviderError(.refused, "no"))
        observation.attemptEnded(ModelID(provider: "ollama", model: "mistral:7b"), error: nil)
        observation.contentArrived(context, after: .milliseconds(20), isFirst: true)
        for _ in 0..<3 { observation.contentArrived(context, after: .milliseconds(2), isFirst: false) }
        context.firstToken = .milliseconds(20)
        context.usage = Usage(promptTokens: 5, completionTokens: 4)
        context.finishReason = .stop
        observation.requestEnded(context)

        let text = try PrometheusParser(observation.metrics.render())
        #expect(text.value("martlet_requests_total", labels.merging(["status": "2xx"]) { $1 }) == 1)
        #expect(text.value("martlet_first_token_seconds_count", labels) == 1)
        #expect(text.value("martlet_first_token_seconds_sum", labels) == 0.02)
        #expect(text.value("martlet_inter_token_seconds_count", labels) == 3)
        #expect(text.value("martlet_tokens_total", labels.merging(["direction": "out"]) { $1 }) == 4)
        #expect(text.value("martlet_upstream_attempts_total", ["provider": "vllm", "outcome": "refused"]) == 1)
        #expect(text.value("martlet_upstream_attempts_total", ["provider": "ollama", "outcome": "ok"]) == 1)
        #expect(text.value("martlet_request_log_dropped_total") == 0)
        let record = try #require(try await log.recent().first).record
        #expect(record.firstTokenTime == 20_000)
        #expect(record.completionTokens == 4)
        #expect(record.finishReason == "stop")
        #expect(record.keyName == "dev")
    }

    @Test func `a request for an unknown model is counted without its name`() async throws {
        let observation = Observation(metrics: Metrics(version: "1"))
        let context = RequestContext(id: "req-1", endpoint: .ollamaChat, keyName: nil)
        context.requestedModel = "what-a-client-made-up"
        context.status = 404
        context.errorLabel = "unknown_model"
        observation.requestEnded(context)
        let bytes = observation.metrics.render()
        let text = try PrometheusParser(bytes)
        let none = ["dialect": "ollama", "provider": "none", "model": "none", "status": "4xx"]
        #expect(text.value("martlet_requests_total", none) == 1)
        #expect(text.value("martlet_errors_total", ["provider": "none", "label": "unknown_model"]) == 1)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("made-up"))
    }

    @Test func `scrapes and health checks fill no log`() async throws {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        let observation = Observation(metrics: Metrics(version: "1"), requestLog: log)
        observation.requestEnded(context(.operations))
        #expect(try await log.recent().isEmpty)
    }

    @Test func `a provider's health is shown once it is known`() throws {
        let metrics = Metrics(version: "1")
        let observation = Observation(metrics: metrics)
        for status in [ProviderState.Status.unknown, .healthy, .unhealthy] {
            let state = ProviderState(name: status.rawValue, type: "ollama", status: status, features: [])
            observation.providerHealth(state)
        }
        let text = try PrometheusParser(metrics.render())
        let shown = text.samples.filter { $0.name == "martlet_provider_up" }
        #expect(shown.map { $0.labels["provider"] } == ["healthy", "unhealthy"])
        #expect(shown.map(\.value) == [1, 0])
    }
}
