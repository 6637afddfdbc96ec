import HTTP
import JSON

/// LoRA adapters, which a vLLM that was started with `--enable-lora` and `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True` loads
/// and unloads while it runs. Each is a model of its own in its list.
struct VLLMAdapters: ModelAdapters {
    let upstream: Upstream

    func load(adapter name: String, from path: String) async throws(ProviderError) {
        do throws(ProviderError) {
            try await post("/load_lora_adapter", ["lora_name": .string(name), "lora_path": .string(path)])
        } catch  where error.status == 400 && error.message.contains("already") {
            // It has it: from an earlier switch, or since it was started.
            return
        } catch { throw explained(error) }
    }

    func unload(adapter name: String) async throws(ProviderError) {
        do throws(ProviderError) { try await post("/unload_lora_adapter", ["lora_name": .string(name)]) } catch {
            throw explained(error)
        }
    }

    private func post(_ path: String, _ fields: JSONObject) async throws(ProviderError) {
        var json = JSONWriter()
        json.value(JSONValue.object(fields))
        let response = try await upstream.send("POST", upstream.url("/v1" + path), body: json.finish())
        // Read to its end, so that the connection can be used again.
        _ = try await upstream.collect(response.body, upTo: 1 << 20)
    }

    /// What a vLLM answers that was not started for this says nothing of how to start it.
    private func explained(_ error: ProviderError) -> ProviderError {
        guard error.status == 404 || error.status == 405 else { return error }
        var error = error
        error.code = .unsupported
        error.message =
            "the provider '\(upstream.identity.name)' takes no adapters while it runs: start vLLM with --enable-lora and "
            + "VLLM_ALLOW_RUNTIME_LORA_UPDATING=True, or name the adapter with --lora-modules"
        return error
    }
}
