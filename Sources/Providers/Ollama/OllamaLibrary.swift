import HTTP
import JSON
import Synchronization

/// The models that an Ollama keeps on its disk.
struct OllamaLibrary: ModelLibrary {
    let upstream: Upstream

    func pull(_ model: String, insecure: Bool) async throws(ProviderError) -> PullProgress {
        var json = JSONWriter()
        json.object { json in
            json.member("model", model)
            if insecure { json.member("insecure", true) }
            json.member("stream", true)
        }
        let response = try await upstream.send(
            "POST",
            upstream.url("/api/pull"),
            body: json.finish(),
            deadlines: upstream.patient
        )
        let lines = upstream.lines(of: response.body)
        let reader = Mutex(OllamaPullReader(backend: upstream.identity))
        return PullProgress { () async throws(ProviderError) in
            while let line = try await lines() {
                if let step = try reader.withLock({ (reader) throws(ProviderError) in try reader.read(line) }) {
                    return step
                }
            }
            try reader.withLock { (reader) throws(ProviderError) in try reader.end() }
            return nil
        }
    }

    func delete(_ model: String) async throws(ProviderError) {
        _ = try await upstream.bytes("DELETE", upstream.url("/api/delete"), body: naming(model))
    }

    func show(_ model: String, verbose: Bool) async throws(ProviderError) -> RawModelCard {
        let bytes = try await upstream.bytes("POST", upstream.url("/api/show"), body: naming(model, verbose: verbose))
        guard let card = try? JSONValue(parsing: bytes), card.object != nil else {
            throw .malformed("a description that is no JSON object", from: upstream.identity)
        }
        return RawModelCard(json: RawJSON(bytes))
    }

    private func naming(_ model: String, verbose: Bool = false) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("model", model)
            if verbose { json.member("verbose", true) }
        }
        return json.finish()
    }
}

/// Reads the lines of a pull. The last says `success`; without it the model is not there.
struct OllamaPullReader {
    let backend: BackendIdentity
    private var hasSucceeded = false

    init(backend: BackendIdentity) { self.backend = backend }

    mutating func read(_ line: [UInt8]) throws(ProviderError) -> RawJSON? {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return nil }
        guard let step = try? JSONValue(parsing: line), step.object != nil else {
            throw .malformed("a line that is no JSON object", from: backend)
        }
        if step["error"] != nil, let report = UpstreamReport(json: step) {
            let error = ProviderError(midStream: report, from: backend)
            let isMissing = report.message.contains("does not exist") || report.message.contains("not found")
            throw isMissing ? error.with(.modelNotFound) : error
        }
        if step["status"]?.string == "success" { hasSucceeded = true }
        return RawJSON(line)
    }

    func end() throws(ProviderError) {
        guard hasSucceeded else {
            throw ProviderError(.cut, "the provider '\(backend.name)' ended the pull before it was done")
        }
    }
}
