import JSON
import Providers

/// Fields of a request that no other dialect has a word for. A backend of this dialect is sent them as they are; any
/// other refuses the request, unless they ask for what it does anyway.
///
/// What changes nothing about the answer (`metadata`, `user`, `safety_identifier`, `prediction`, `prompt_cache_key`)
/// is not here, nor is what nobody knows: unknown fields are accepted everywhere.
enum WireFields {
    /// OpenAI's own, which servers that are compatible do not know either.
    private static let openAI: [String: [JSONValue]] = [
        "modalities": [["text"], []],
        "audio": [],
        "web_search_options": [],
        "verbosity": ["medium"],
        "store": [false],
        "service_tier": ["auto", "default"],
        "moderation": [],
    ]

    /// Of servers that run models (vLLM, SGLang, llama.cpp, TGI, LM Studio), and of routers.
    private static let servers: [String: [JSONValue]] = [
        // What the answer may look like.
        "guided_json": [], "guided_regex": [], "guided_choice": [], "guided_grammar": [], "structured_outputs": [],
        "regex": [], "ebnf": [], "grammar": [""], "json_schema": [], "format": ["", "text"],
        "bad_words": [[]], "allowed_token_ids": [], "logit_processors": [], "logits_processors": [],
        // When it ends.
        "stop_token_ids": [[]], "min_tokens": [0], "ignore_eos": [false], "include_stop_str_in_output": [false],
        "no_stop_trim": [false], "n_predict": [],
        // How the prompt is made.
        "chat_template": [""], "chat_template_kwargs": [[:]], "documents": [[]], "continue_final_message": [false],
        "add_generation_prompt": [true], "truncate_prompt_tokens": [], "truncate": [],
        // How tokens are chosen.
        "use_beam_search": [false], "length_penalty": [1], "mirostat": [0], "mirostat_tau": [], "mirostat_eta": [],
        "dynatemp_range": [0], "xtc_probability": [0], "dry_multiplier": [0], "top_n_sigma": [-1], "samplers": [],
        "repeat_last_n": [], "tfs_z": [1], "top_a": [0], "adaptive_target": [],
        // What comes with it.
        "prompt_logprobs": [], "n_probs": [0], "skip_special_tokens": [true], "separate_reasoning": [true],
        "thinking": [], "enable_thinking": [], "thinking_budget": [], "reasoning_format": ["auto"],
        // Which model, or what else, answers.
        "lora": [[]], "lora_path": [], "plugins": [[]], "transforms": [[]], "models": [[]],
    ]

    static func of(_ fields: Fields) -> [WireField] {
        var found: [WireField] = []
        for (name, value) in fields.members where !value.isNull {
            if name == "truncate", case .bool = value { continue }
            if let harmless = openAI[name] {
                if !harmless.contains(value) { found.append(WireField(name, .openAIFields)) }
            } else if let harmless = servers[name] {
                if !harmless.contains(value) { found.append(WireField(name, .serverFields)) }
            }
        }
        return found.sorted { $0.name < $1.name }
    }
}
