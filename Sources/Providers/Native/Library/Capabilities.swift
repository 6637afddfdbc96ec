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
        guard let template = template(of: file) else { return words }
        if features.contains(.tools), template.abilities.tools { words.append("tools") }
        if features.contains(.reasoningControl), template.abilities.thinking != .none { words.append("thinking") }
        return words
    }

    private static func template(of file: ModelFile) -> ChatTemplate? {
        guard let source = try? ChatTemplate.source(file) else {
            return file.description.architecture == .gptOSS ? .harmony : nil
        }
        return try? ChatTemplate(source, beginText: "", endText: "")
    }
}
