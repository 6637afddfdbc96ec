/// What a piece of a model's text turned out to be.
package enum AnswerEvent: Sendable, Equatable {
    case text(String)
    case reasoning(String)
    /// A call begins; its arguments follow, as JSON text in pieces. Calls are numbered from 0.
    case call(index: Int, name: String)
    case arguments(index: Int, String)
}
