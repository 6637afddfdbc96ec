import JSON

/// Which of Ollama's runner options mean something to the built-in engine.
///
/// What changes no answer (where layers run, how memory is mapped) is heard and has no effect; what would change one and
/// is not there is refused by its name.
enum RunnerOptionRules {
    /// Those that only say how a machine is used.
    private static let harmless: Set<String> = [
        "num_batch", "main_gpu", "use_mmap", "use_mlock", "low_vram", "numa", "f16_kv", "vocab_only",
        "logits_all", "num_gpu", "num_keep", "mirostat_tau", "mirostat_eta", "penalize_newline",
    ]

    /// Those that are known, and the value at which they ask for nothing.
    private static let idle: [String: [JSONValue]] = ["mirostat": [0, false], "tfs_z": [1, 1.0]]

    static let repeatWindow = "repeat_last_n"

    static func check(_ options: JSONObject, provider: String) throws(ProviderError) {
        for (name, value) in options
        where name != repeatWindow && name != ThreadCount.option && !harmless.contains(name) {
            if let values = idle[name], values.contains(value) { continue }
            throw .unsupported(.runnerOptions, [WireField(name, .runnerOptions)], by: provider)
        }
    }
}
