import Gateway
import JSON
import Logging

extension JSONWriter {
    mutating func members(of chat: StoredChat) {
        member("id", chat.id)
        member("title", chat.title)
        member("created", chat.created.rfc3339)
        member("updated", chat.updated.rfc3339)
        member("messages", chat.messageCount)
    }
}

/// A conversation in a list.
struct ListedChat: JSONWritable {
    let found: FoundChat

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.members(of: found.chat)
            json.member("excerpt", ifPresent: found.excerpt)
        }
    }
}

/// A message as the page gets it back.
struct ShownMessage: JSONWritable {
    let message: StoredMessage

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("position", message.position)
            json.member("role", message.role.rawValue)
            json.member("text", message.text)
            if !message.thinking.isEmpty { json.member("thinking", message.thinking) }
            json.member("model", ifPresent: message.model)
            json.member("state", message.state.rawValue)
            json.member("problem", ifPresent: message.problem)
            json.member("created", message.created.rfc3339)
        }
    }
}
