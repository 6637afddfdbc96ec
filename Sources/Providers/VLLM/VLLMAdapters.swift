import HTTP
import JSON

/// LoRA adapters, which a vLLM that was started with `--enable-lora` and `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True` loads
/// and unloads while it runs. Each is a model of its own in its list.
struct VLLMAdapters: ModelAdapters {
    let upstream: Upstream

    func load(adapter name: String, from path: String) async throws(ProviderError) {
        do throws(ProviderError) { return try await post("load", name, path) } catch {
            switch error.status {
            case 400 where error.message.contains("already been loaded"):
                // From an earlier switch, or since it was started. Another one of its name makes room.
                guard let other = try await place(of: name), other != path else { return }
                try await unload(adapter: name)
            case 404, 405:
                // It was started with this one, which may be all that it takes.
                guard try await place(of: name) == nil else { return }
                throw explained(error, name, path)
            default: throw explained(error, name, path)
            }
        }
        do throws(ProviderError) { try await post("load", name, path) } catch { throw explained(error, name, path) }
    }

    /// One that is not there is no error.
    func unload(adapter name: String) async throws(ProviderError) {
        do throws(ProviderError) { try await post("unload", name) } catch {
            guard error.status == 404 || error.status == 405, try await place(of: name) == nil else {
                throw explained(error, name, nil)
            }
        }
    }

    private func post(_ verb: String, _ name: String, _ path: String? = nil) async throws(ProviderError) {
        var fields: JSONObject = ["lora_name": .string(name)]
        fields["lora_path"] = path.map(JSONValue.string)
        var json = JSONWriter()
        json.value(JSONValue.object(fields))
        let url = upstream.url("/v1/\(verb)_lora_adapter")
        let response = try await upstream.send("POST", url, body: json.finish())
        // Read to its end, so that the connection can be used again.
        _ = try await upstream.collect(response.body, upTo: 1 << 20)
    }

    /// Where an adapter of this name was loaded from; nil where none is.
    private func place(of name: String) async throws(ProviderError) -> String? {
        let list = try await upstream.getJSON(upstream.url("/v1/models"))
        let card = list["data"]?.array?.first { $0["id"]?.string == name && $0["parent"]?.string != nil }
        return card.map { $0["root"]?.string ?? "" }
    }

    /// What vLLM answers says little of what to do.
    private func explained(_ error: ProviderError, _ name: String, _ path: String?) -> ProviderError {
        var error = error
        let provider = "the provider '\(upstream.identity.name)'"
        switch error.status {
        // It says what it did not find, and nothing where it has no such endpoint.
        case 404 where path.map { error.message.contains("No adapter found") || error.message.contains($0) } == true:
            error.code = .modelNotFound
            error.message =
                "\(provider) finds no adapter for '\(name)' at '\(path ?? "")': it must be a folder on vLLM's own machine, "
                + "or a repository of the hub"
        case 404, 405:
            error.code = .unsupported
            // Another target of the request may do better.
            error.status = nil
            error.message =
                "\(provider) takes no adapters while it runs: start vLLM with --enable-lora and "
                + "VLLM_ALLOW_RUNTIME_LORA_UPDATING=True, or with --lora-modules \(name)=\(path ?? "PATH")"
        case let status? where status >= 500 && error.message.contains("LoRA is not enabled"):
            error.code = .unsupported
            error.status = nil
            error.message = "\(provider) runs no adapters: start vLLM with --enable-lora"
        default:
            error.message = "the adapter '\(name)' was not \(path == nil ? "unloaded" : "loaded"): \(error.message)"
        }
        return error
    }
}
