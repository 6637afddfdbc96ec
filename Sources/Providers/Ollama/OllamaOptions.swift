import Configuration
package import JSON

/// Ollama's runner options: what a request sets and, where it says nothing, what is configured.
///
/// All of a provider's requests carry the configured context length, threads and GPU layers, loading and embedding
/// too: Ollama loads a model anew when they differ from those it was loaded with.
struct OllamaOptions {
    /// In the order in which they are written.
    private(set) var members: [(name: String, value: RawJSON)] = []

    /// What is the runner's own business, whatever it runs for.
    init(runnerOf settings: ProviderSettings, contextLength: Int? = nil) {
        add("num_ctx", contextLength ?? settings.contextLength)
        add("num_thread", settings.threads)
        // Ollama counts layers; -1 leaves the number to it, which is as many as fit.
        add("num_gpu", settings.gpuLayers)
    }

    init(_ request: GenerateRequest, settings: ProviderSettings) {
        self.init(runnerOf: settings, contextLength: request.contextLength)
        let sampling = request.sampling.filled(from: request.defaults(before: settings.parameters))
        add("temperature", sampling.temperature)
        add("top_p", sampling.topP)
        add("top_k", sampling.topK)
        add("min_p", sampling.minP)
        add("typical_p", sampling.typicalP)
        add("seed", sampling.seed)
        add("num_predict", sampling.maxTokens)
        add("stop", sampling.stop.isEmpty ? nil : sampling.stop)
        add("presence_penalty", sampling.presencePenalty)
        add("frequency_penalty", sampling.frequencyPenalty)
        add("repeat_penalty", sampling.repeatPenalty)
        for (name, value) in request.runnerOptions.sorted(by: { $0.key < $1.key }) {
            members.removeAll { $0.name == name }
            add(name, value)
        }
    }

    /// The client's own options as they came, and those of these that it does not set.
    func under(_ own: [(key: String, value: RawJSON)]) -> OllamaOptions {
        var all = self
        let set = Set(own.map { $0.key.lowercased() })
        all.members = own.map { (name: $0.key, value: $0.value) } + members.filter { !set.contains($0.name) }
        return all
    }

    private mutating func add(_ name: String, _ value: (some JSONWritable)?) {
        if let value { members.append((name, RawJSON(value))) }
    }

    /// The member `options`, if there are any.
    func write(to json: inout JSONWriter) {
        guard !members.isEmpty else { return }
        json.member("options") { json in
            json.object { json in for (name, value) in members { json.member(name, value) } }
        }
    }
}

extension KeepAlive: JSONWritable {
    /// Whole seconds as a number, others as Go writes them; for ever is -1.
    package func write(to json: inout JSONWriter) {
        switch self {
        case .forever: json.value(-1)
        case .duration(let duration):
            let (seconds, attoseconds) = duration.components
            if seconds < 0 || attoseconds < 0 {
                json.value(-1)
            } else if attoseconds == 0 {
                json.value(Int(seconds))
            } else {
                let milliseconds = min(seconds, 10_000_000_000) * 1000 + attoseconds / 1_000_000_000_000_000
                json.value("\(milliseconds)ms")
            }
        }
    }
}

extension KeepAlive {
    /// As it is configured: negative means for ever.
    init(configured duration: Duration) { self = duration < .zero ? .forever : .duration(duration) }
}
