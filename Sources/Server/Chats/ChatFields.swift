import Gateway
import Logging

/// What a request says of a conversation.
enum ChatFields {
    static let titleLength = 400

    static func title(_ fields: Fields) throws(APIError) -> String {
        let field = try fields.required("title")
        let title = try field.string()
        guard title.utf8.count <= titleLength else { throw field.invalid("must have at most \(titleLength) bytes") }
        return title
    }

    static func message(_ fields: Fields) throws(APIError) -> StoredMessage {
        let role = try fields.required("role").word(of: StoredMessage.Role.allCases.map(\.rawValue))
        let state = try fields["state"]?.word(of: StoredMessage.State.allCases.map(\.rawValue))
        return StoredMessage(
            position: try fields.required("position").int(in: 0...1_000_000),
            role: StoredMessage.Role(rawValue: role) ?? .user,
            text: try fields.required("text").string(),
            thinking: try fields.string("thinking") ?? "",
            model: try fields.string("model"),
            state: state.flatMap(StoredMessage.State.init) ?? .whole,
            problem: try fields.string("problem"),
            created: .now
        )
    }
}
