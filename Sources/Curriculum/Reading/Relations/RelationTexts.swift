/// What is known of the sorts of things, in the notation of `RelationBook`.
enum RelationTexts {
    static let all: [String] = [
        people, organisations, software, works, places, things, occasions, papers, nature, technical, operations, life,
    ]
}
