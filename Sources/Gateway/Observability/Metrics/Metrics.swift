import EventLoop
import Synchronization

/// What `/metrics` shows.
///
/// Labels hold configured names, the dialects, and labels that the code knows: never a prompt, a key or another text
/// that a client chose freely. Where a provider takes any model name, the first 200 models have series of their own
/// and the rest are `other`.
package final class Metrics: Sendable {
    static let other = "other"
    private static let modelLimit = 200
    private static let providerLimit = 64
    private static let labels = ["dialect", "provider", "model"]

    private let requests = MetricFamily<Counter>(
        "martlet_requests_total",
        "Requests answered, by status class; client_gone is a client that left (499).",
        labels: labels + ["status"]
    )
    private let total = MetricFamily<Histogram>(
        "martlet_request_seconds",
        "From a request's first byte to the last of its answer.",
        labels: labels
    )
    private let firstToken = MetricFamily<Histogram>(
        "martlet_first_token_seconds",
        "From a request's first byte to the first content of its answer.",
        labels: labels
    )
    private let interToken = MetricFamily<Histogram>(
        "martlet_inter_token_seconds",
        "Between one piece of an answer's content and the next.",
        labels: labels
    )
    private let tokens = MetricFamily<Counter>(
        "martlet_tokens_total",
        "Tokens read (in) and written (out).",
        labels: labels + ["direction"]
    )
    private let errors = MetricFamily<Counter>(
        "martlet_errors_total",
        "Requests that failed, by what went wrong.",
        labels: ["provider", "label"]
    )
    private let attempts = MetricFamily<Counter>(
        "martlet_upstream_attempts_total",
        "Targets tried: ok, or what went wrong.",
        labels: ["provider", "outcome"]
    )
    private let moved = MetricFamily<Counter>(
        "martlet_answers_moved_total",
        "Answers that broke off and went on at this provider: continued or restarted.",
        labels: ["provider", "way"]
    )
    private let breaker = MetricFamily<Gauge>(
        "martlet_breaker_open",
        "Whether a provider is left alone for a while because it failed: one request at a time may probe it.",
        labels: ["provider"]
    )
    private let up = MetricFamily<Gauge>(
        "martlet_provider_up",
        "Whether a provider answered when it was last asked.",
        labels: ["provider"]
    )
    private let build = MetricFamily<Gauge>("martlet_build_info", "The program's version.", labels: ["version"])

    private let table = Mutex(Table())
    private let sources: Mutex<[any MetricSource]>

    private struct Table {
        var series: [SeriesKey: RequestSeries] = [:]
        var models: Set<ModelID> = []
        /// Each with its attempts that succeeded, which are counted for every request.
        var providers: [String: Counter] = [:]
    }

    private struct SeriesKey: Hashable {
        let dialect: String
        let provider: String
        let model: String
    }

    package init(version: String) {
        sources = Mutex([requests, total, firstToken, interToken, tokens, errors, attempts, moved, breaker, up, build])
        build[version].set(1)
        read("process_resident_memory_bytes", "Memory in use.") { ProcessFigures.residentBytes }
        read("process_cpu_seconds_total", "Time on processors.", isCounter: true) { ProcessFigures.cpuSeconds }
        read("process_open_fds", "Open file descriptors.") { ProcessFigures.openDescriptors }
        read("process_max_fds", "File descriptors that may be open.") { ProcessFigures.descriptorLimit }
        let started = ProcessFigures.started
        read("process_start_time_seconds", "When the process began, since 1970.") { started }
    }

    /// Adds a metric that is asked for its value at each scrape, on any thread. One of the same name is replaced.
    package func read(
        _ name: String,
        _ help: String,
        isCounter: Bool = false,
        _ value: @escaping @Sendable () -> Double?
    ) {
        add(ReadMetric(name: name, help: help, type: isCounter ? "counter" : "gauge", read: value))
    }

    package func add(_ source: any MetricSource) {
        sources.withLock { sources in
            sources.removeAll { $0.name == source.name }
            sources.append(source)
        }
    }

    /// The series of a target as one dialect sees it: one lookup, then no more.
    package func series(dialect: String, provider: String, model: String) -> RequestSeries {
        let key = SeriesKey(dialect: dialect, provider: provider, model: model)
        return table.withLock { table in
            if let series = table.series[key] { return series }
            let bounded = bound(key, &table)
            if let series = table.series[bounded] { return series }
            let series = makeSeries(bounded)
            table.series[bounded] = series
            return series
        }
    }

    private func bound(_ key: SeriesKey, _ table: inout Table) -> SeriesKey {
        let provider = bound(key.provider, &table).name
        let model = ModelID(provider: provider, model: key.model)
        guard !table.models.contains(model) else {
            return SeriesKey(dialect: key.dialect, provider: provider, model: key.model)
        }
        guard table.models.count < Self.modelLimit, key.model.utf8.count <= 200, provider != Self.other else {
            return SeriesKey(dialect: key.dialect, provider: provider, model: Self.other)
        }
        table.models.insert(model)
        return SeriesKey(dialect: key.dialect, provider: provider, model: key.model)
    }

    private func bound(_ provider: String, _ table: inout Table) -> (name: String, succeeded: Counter) {
        if let succeeded = table.providers[provider] { return (provider, succeeded) }
        let fits = table.providers.count < Self.providerLimit && provider.utf8.count <= 200
        let name = fits ? provider : Self.other
        let succeeded = attempts[name, "ok"]
        if fits { table.providers[name] = succeeded }
        return (name, succeeded)
    }

    private func makeSeries(_ key: SeriesKey) -> RequestSeries {
        let labels = [key.dialect, key.provider, key.model]
        return RequestSeries(
            succeeded: requests.series(labels + ["2xx"]),
            refused: requests.series(labels + ["4xx"]),
            failed: requests.series(labels + ["5xx"]),
            left: requests.series(labels + ["client_gone"]),
            total: total.series(labels),
            firstToken: firstToken.series(labels),
            interToken: interToken.series(labels),
            tokensIn: tokens.series(labels + ["in"]),
            tokensOut: tokens.series(labels + ["out"])
        )
    }

    // MARK: Apart from requests

    /// `label` is one that the code knows.
    package func countError(provider: String, label: String) {
        errors[bounded(provider), label].add()
    }

    /// `failure` is a label that the code knows; nil for an attempt that succeeded.
    package func countAttempt(provider: String, failure: String? = nil) {
        let (name, succeeded) = table.withLock { bound(provider, &$0) }
        if let failure { attempts[name, failure].add() } else { succeeded.add() }
    }

    /// An answer that broke off goes on there.
    package func countMove(to provider: String, _ way: AfterFirstToken) {
        moved[bounded(provider), way == .restart ? "restarted" : "continued"].add()
    }

    package func setBreaker(_ name: String, _ phase: Breaker.Phase) {
        breaker[bounded(name)].set(phase == .closed ? 0 : 1)
    }

    package func setProvider(_ name: String, isUp: Bool) { up[bounded(name)].set(isUp ? 1 : 0) }

    /// A provider that is configured no more.
    package func removeProvider(_ name: String) {
        up.remove([name])
        breaker.remove([name])
    }

    private func bounded(_ provider: String) -> String {
        table.withLock { bound(provider, &$0).name }
    }

    // MARK: Showing

    /// The answer to a scrape, made on a thread of its own: with hundreds of models it takes milliseconds, for which
    /// a loop must not stand still.
    package func scrape() async -> [UInt8] {
        let thread = BlockingThread(name: "martlet-scrape")
        return (try? await thread.run { self.render() }) ?? []
    }

    /// As `scrape`, here and now. Not for loops.
    package func render() -> [UInt8] {
        var text = PrometheusText()
        for source in sources.withLock({ $0 }) { source.write(to: &text) }
        return text.bytes
    }
}
