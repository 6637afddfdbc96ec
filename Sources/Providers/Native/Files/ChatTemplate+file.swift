import Foundation
import JSON
import ModelFiles
import Prompts
import Tokenization

extension ChatTemplate {
    /// The template that comes with a model, or its family's; nil where there is neither.
    init?(of file: ModelFile, _ tokenizer: Tokenizer) throws {
        func text(_ token: Int32?) -> String {
            token.map { String(decoding: tokenizer.bytes(of: $0), as: UTF8.self) } ?? ""
        }
        let family = ChatFamily.of(
            architecture: file.description.architecture.rawValue,
            name: file.description.name ?? "",
            knows: { tokenizer.token(named: $0) != nil }
        )
        let own = try Self.source(file)
        if own == nil, file.description.architecture == .gptOSS {
            self = .harmony
            return
        }
        guard let source = own ?? family?.template else { return nil }
        try self.init(source, beginText: text(tokenizer.beginToken), endText: text(tokenizer.endTokens.first))
    }

    /// The template that a model carries; nil where it has none.
    static func source(_ file: ModelFile) throws -> String? {
        guard let directory = file.directory else { return try file.metadata.string("tokenizer.chat_template") }
        if let text = try? String(contentsOfFile: directory + "/chat_template.jinja", encoding: .utf8) { return text }
        guard let bytes = FileManager.default.contents(atPath: directory + "/tokenizer_config.json"),
            let json = try? JSONValue(parsing: Array(bytes))
        else { return nil }
        return json["chat_template"]?.string
    }
}

extension ChatTemplate.Turn {
    init(_ message: Message) {
        // Models know no developer: what it says is the system's word.
        self.init(role: message.role == .developer ? "system" : message.role.rawValue, content: message.text)
        reasoning = message.reasoning
        calls = message.toolCalls.map { call in
            let arguments = try? JSONValue(parsing: Array(call.arguments.utf8))
            return Call(id: call.id, name: call.name, arguments: arguments ?? .string(call.arguments))
        }
        callID = message.toolCallID
        name = message.name
    }
}
