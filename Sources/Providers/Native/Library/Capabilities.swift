import Foundation
import ModelFiles
import Prompts

/// What a model can do, in Ollama's words: read from its architecture and its chat template, and no more of it than the
/// engine does.
enum Capabilities {
    static let embedding = "embedding"

    static func of(_ file: ModelFile, features: Features) -> [String] {
        let model = file.description
        if model.architecture.isEncoder || model.pooling != .none { return [embedding] }
        var words = ["completion"]
        let template = (try? ChatTemplate.source(file)) ?? ""
        if features.contains(.tools), template.contains("tools") { words.append("tools") }
        if features.contains(.reasoningControl), thinks(template) { words.append("thinking") }
        return words
    }

    /// The marks of templates whose models think before they answer.
    private static func thinks(_ template: String) -> Bool {
        ["<think>", "enable_thinking", "reasoning_effort", "reasoning_content", "<|channel|>"].contains {
            template.contains($0)
        }
    }
}
