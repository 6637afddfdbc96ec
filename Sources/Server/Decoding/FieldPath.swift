/// Where a value stands in a request's body: `messages[0].content[1].image_url.url`.
///
/// It costs an allocation for each container that is gone into, and text only when an error needs it.
indirect enum FieldPath: Sendable {
    case root
    case member(String, of: FieldPath)
    case element(Int, of: FieldPath)

    var text: String {
        switch self {
        case .root: ""
        case .member(let name, .root): name
        case .member(let name, let parent): "\(parent.text).\(name)"
        case .element(let index, let parent): "\(parent.text)[\(index)]"
        }
    }
}
