package import Curriculum
package import Tokenization

/// How the built-in model's conversations are written: `<|user|>TEXT<|end|><|assistant|>TEXT<|end|>`, with nothing between.
package enum ChatForm {
    /// Ends every turn, and is the end of text.
    package static let end: Int32 = 0
    package static let system: Int32 = 1
    package static let user: Int32 = 2
    package static let assistant: Int32 = 3

    /// As text, in the order of their ids.
    package static let markers = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]

    /// The same for a chat client: `tokenizer.chat_template` of the model's file. What a developer says counts as the system's.
    package static let template =
        "{%- for message in messages -%}"
        + "{{- '<|' + ('system' if message.role == 'developer' else message.role) + '|>' + message.content + '<|end|>' -}}"
        + "{%- endfor -%}{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}"

    /// The marker that a role's turns begin with.
    package static func marker(of role: Example.Role) -> Int32 {
        switch role {
        case .system: system
        case .user: user
        case .assistant: assistant
        }
    }

    /// A conversation in tokens, and which of them are to be learnt: what the assistant says, and that it ends there.
    ///
    /// Text that is spelled like a marker is text: only turns make markers.
    package static func tokens(of example: Example, _ tokenizer: Tokenizer) -> ChatTokens {
        var tokens = ChatTokens()
        for turn in example.turns {
            let isLearnt = turn.role == .assistant
            tokens.append([marker(of: turn.role)], isLearnt: false)
            tokens.append(tokenizer.encode(turn.text, addSpecial: false), isLearnt: isLearnt)
            tokens.append([end], isLearnt: isLearnt)
        }
        return tokens
    }
}

/// A conversation in tokens.
package struct ChatTokens: Sendable, Equatable {
    /// The tokens.
    package private(set) var ids: [Int32] = []
    /// Of each token, whether the model is to learn to say it.
    package private(set) var learnt: [Bool] = []

    mutating func append(_ ids: [Int32], isLearnt: Bool) {
        self.ids += ids
        learnt += repeatElement(isLearnt, count: ids.count)
    }
}
