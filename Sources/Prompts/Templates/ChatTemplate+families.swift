/// The formats that whole families of models were trained on, for files that carry no template.
package enum ChatFamily: String, Sendable, CaseIterable {
    case chatML, llama2, llama3, gemma, phi3, mistral

    /// By the architecture that a file names, and its model's name; nil for a model that was never taught to chat.
    package static func of(architecture: String, name: String, knows token: (String) -> Bool) -> ChatFamily? {
        // The vocabulary tells most surely: a format's marks are tokens of their own.
        if token("<|im_start|>") { return .chatML }
        if token("<|start_header_id|>") { return .llama3 }
        if token("<start_of_turn>") { return .gemma }
        if token("<|assistant|>"), token("<|end|>") { return .phi3 }
        if token("[INST]") { return .mistral }
        let name = name.lowercased()
        switch architecture {
        case "llama" where name.contains("mistral") && name.contains("instruct"): return .mistral
        case "llama" where name.contains("chat") && name.contains("llama"): return .llama2
        default: return nil
        }
    }

    package var template: String {
        switch self {
        case .chatML:
            """
            {%- for message in messages %}
            {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{% endif %}
            """
        case .llama3:
            """
            {{- bos_token }}
            {%- for message in messages %}
            {{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content|trim + '<|eot_id|>' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}
            """
        case .phi3:
            """
            {{- bos_token }}
            {%- for message in messages %}
            {{- '<|' + message.role + '|>\\n' + message.content + '<|end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|assistant|>\\n' }}{% endif %}
            """
        case .gemma:
            Self.withoutSystem(
                turn: "'<start_of_turn>' + role + '\\n' + text|trim + '<end_of_turn>\\n'",
                prompt: "<start_of_turn>model\\n",
                assistant: "model"
            )
        case .mistral, .llama2:
            """
            {{- bos_token }}
            {%- set ns = namespace(system='') %}
            {%- for message in messages %}
            {%- if message.role == 'system' %}
            {%- set ns.system = \(self == .llama2 ? "'<<SYS>>\\n' + message.content + '\\n<</SYS>>\\n\\n'" : "message.content + '\\n\\n'") %}
            {%- elif message.role == 'assistant' %}
            {{- ' ' + message.content|trim + eos_token }}
            {%- else %}
            {{- '[INST] ' + ns.system + message.content|trim + ' [/INST]' }}
            {%- set ns.system = '' %}
            {%- endif %}
            {%- endfor %}
            """
        }
    }

    /// A format that has no place for a system prompt: it goes before the first question.
    private static func withoutSystem(turn: String, prompt: String, assistant: String) -> String {
        """
        {{- bos_token }}
        {%- set ns = namespace(system='') %}
        {%- for message in messages %}
        {%- if message.role == 'system' %}
        {%- set ns.system = message.content + '\\n\\n' %}
        {%- else %}
        {%- set role = '\(assistant)' if message.role == 'assistant' else 'user' %}
        {%- set text = ns.system + message.content %}
        {%- set ns.system = '' %}
        {{- \(turn) }}
        {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}{{- '\(prompt)' }}{% endif %}
        """
    }
}
