import JSON
import Providers

extension GenerateRequest {
    /// What was asked, as the request log keeps it: the client's own body where there is one.
    var transcript: String {
        if let wire { return wire.body.text }
        switch input {
        case .chat(let messages):
            return messages.map { "\($0.role.rawValue): \($0.text)" }.joined(separator: "\n\n")
        case .completion(.text(let text), _): return text
        case .completion(.texts(let texts), _): return texts.joined(separator: "\n\n")
        case .completion(.tokens(let tokens), _): return "\(tokens.count) tokens"
        }
    }
}
