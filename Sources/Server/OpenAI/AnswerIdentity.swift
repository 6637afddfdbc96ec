import Foundation

/// What every piece of an answer says of it: the same from the first to the last.
struct AnswerIdentity: Sendable {
    var id: String
    /// Seconds since 1970.
    var created: Int
    var model: String

    init(id: String, created: Int, model: String) {
        self.id = id
        self.created = created
        self.model = model
    }

    /// A new one.
    init(prefix: String, model: String, date: Date) {
        self.init(id: prefix + RandomName.make(), created: Int(date.timeIntervalSince1970), model: model)
    }
}
