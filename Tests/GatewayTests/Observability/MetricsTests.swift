import Gateway
import Testing

@Suite struct MetricsTests {
    @Test func `a scrape shows what was counted`() async throws {
        let metrics = Metrics(version: "1.2.3")
        let series = metrics.series(dialect: "openai", provider: "ollama", model: "mistral:7b")
        series.firstToken.observe(.milliseconds(30))
        series.interToken.observe(.milliseconds(4))
        series.ended(status: 200, after: .milliseconds(120), promptTokens: 12, completionTokens: 34)
        series.ended(status: 503, after: .milliseconds(1), promptTokens: nil, completionTokens: nil)
        series.ended(status: 499, after: .milliseconds(1), promptTokens: nil, completionTokens: nil)
        metrics.countError(provider: "ollama", label: "refused")
        metrics.countAttempt(provider: "ollama")
        metrics.countAttempt(provider: "ollama", failure: "refused")
        metrics.setProvider("ollama", isUp: false)
        metrics.read("martlet_in_flight", "Requests that are being answered.") { 3 }
        metrics.read("martlet_http_connections", "Open connections.") { 7 }

        let text = try PrometheusParser(await metrics.scrape())
        let target = ["dialect": "openai", "provider": "ollama", "model": "mistral:7b"]
        func with(_ name: String, _ value: String) -> [String: String] { target.merging([name: value]) { $1 } }
        #expect(text.value("martlet_requests_total", with("status", "2xx")) == 1)
        #expect(text.value("martlet_requests_total", with("status", "5xx")) == 1)
        #expect(text.value("martlet_requests_total", with("status", "4xx")) == 0)
        #expect(text.value("martlet_requests_total", with("status", "client_gone")) == 1)
        #expect(text.value("martlet_tokens_total", with("direction", "in")) == 12)
        #expect(text.value("martlet_tokens_total", with("direction", "out")) == 34)
        #expect(text.value("martlet_request_seconds_bucket", with("le", "0.1")) == 2)
        #expect(text.value("martlet_request_seconds_bucket", with("le", "0.25")) == 3)
        #expect(text.value("martlet_request_seconds_sum", target) == 0.122)
        #expect(text.value("martlet_first_token_seconds_count", target) == 1)
        #expect(text.value("martlet_inter_token_seconds_count", target) == 1)
        #expect(text.value("martlet_errors_total", ["provider": "ollama", "label": "refused"]) == 1)
        #expect(text.value("martlet_upstream_attempts_total", ["provider": "ollama", "outcome": "ok"]) == 1)
        #expect(text.value("martlet_upstream_attempts_total", ["provider": "ollama", "outcome": "refused"]) == 1)
        #expect(text.value("martlet_provider_up", ["provider": "ollama"]) == 0)
        #expect(text.value("martlet_in_flight") == 3)
        #expect(text.value("martlet_http_connections") == 7)
        #expect(text.value("martlet_build_info", ["version": "1.2.3"]) == 1)
        #expect(try #require(text.value("process_resident_memory_bytes")) > 1_000_000)
        #expect(try #require(text.value("process_cpu_seconds_total")) > 0)
        #expect(try #require(text.value("process_open_fds")) >= 3)
        #expect(try #require(text.value("process_start_time_seconds")) > 1_700_000_000)
        #expect(text.types["martlet_requests_total"] == "counter")
        #expect(text.types["process_cpu_seconds_total"] == "counter")
    }

    @Test(arguments: ["quo\"te", "back\\slash", "new\nline", "\\n", "{a=\"b\"} 1\nfake 2", "Grüße 世界", ""])
    func `any name of a model survives as a label`(model: String) throws {
        let metrics = Metrics(version: "1")
        metrics.series(dialect: "openai", provider: "p", model: model)
            .ended(status: 200, after: .zero, promptTokens: nil, completionTokens: nil)
        let text = try PrometheusParser(metrics.render())
        let labels = ["dialect": "openai", "provider": "p", "model": model, "status": "2xx"]
        #expect(text.value("martlet_requests_total", labels) == 1)
    }

    @Test func `models beyond the bound share a series, and the first ones keep theirs`() throws {
        let metrics = Metrics(version: "1")
        for _ in 0..<2 {
            for number in 0..<500 {
                metrics.series(dialect: "openai", provider: "open", model: "model-\(number)")
                    .ended(status: 200, after: .zero, promptTokens: nil, completionTokens: nil)
            }
        }
        let text = try PrometheusParser(metrics.render())
        let samples = text.samples.filter { $0.name == "martlet_requests_total" && $0.labels["status"] == "2xx" }
        #expect(samples.count == 201)
        #expect(samples.first { $0.labels["model"] == "model-0" }?.value == 2)
        #expect(samples.first { $0.labels["model"] == "other" }?.value == 600)
    }

    @Test func `providers and long names are bounded too`() throws {
        let metrics = Metrics(version: "1")
        for number in 0..<100 { metrics.countAttempt(provider: "provider-\(number)") }
        let long = String(repeating: "x", count: 1000)
        metrics.series(dialect: "openai", provider: "provider-1", model: long)
            .ended(status: 200, after: .zero, promptTokens: nil, completionTokens: nil)
        let text = try PrometheusParser(metrics.render())
        let attempts = text.samples.filter { $0.name == "martlet_upstream_attempts_total" }
        #expect(attempts.count == 65)
        #expect(attempts.first { $0.labels["provider"] == "other" }?.value == 36)
        #expect(!text.samples.contains { $0.labels.values.contains(long) })
    }

    @Test func `the same target gives the same series`() {
        let metrics = Metrics(version: "1")
        let first = metrics.series(dialect: "openai", provider: "p", model: "m")
        #expect(first === metrics.series(dialect: "openai", provider: "p", model: "m"))
        #expect(first !== metrics.series(dialect: "ollama", provider: "p", model: "m"))
    }

    @Test func `counting from many tasks loses nothing`() async throws {
        let metrics = Metrics(version: "1")
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        metrics.series(dialect: "openai", provider: "p", model: "m\(number % 5)")
                            .ended(status: 200, after: .zero, promptTokens: 1, completionTokens: 1)
                        metrics.countAttempt(provider: "p")
                    }
                }
            }
        }
        let text = try PrometheusParser(metrics.render())
        let counted = text.samples.filter { $0.name == "martlet_requests_total" }.reduce(0) { $0 + $1.value }
        #expect(counted == 4000)
        #expect(text.value("martlet_upstream_attempts_total", ["provider": "p", "outcome": "ok"]) == 4000)
    }

    @Test func `a provider that is gone is shown no more`() throws {
        let metrics = Metrics(version: "1")
        metrics.setProvider("a", isUp: true)
        metrics.setProvider("b", isUp: true)
        metrics.removeProvider("a")
        let text = try PrometheusParser(metrics.render())
        #expect(text.value("martlet_provider_up", ["provider": "a"]) == nil)
        #expect(text.value("martlet_provider_up", ["provider": "b"]) == 1)
    }

    @Test func `a counter never falls`() {
        let counter = Counter()
        counter.add(5)
        counter.add(-3)
        #expect(counter.value == 5)
    }
}
