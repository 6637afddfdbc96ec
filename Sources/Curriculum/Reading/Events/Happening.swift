/// Something that somebody did: to what, where, when, with what, why.
struct Happening: Sendable {
    /// What may be said of it beside who and what.
    enum Role: Int, CaseIterable, Sendable {
        case place, time, tool, reason, receiver, price, company
    }

    let group: VerbBook.Group
    var agent: String
    /// Without its article.
    let object: String
    /// How many of them, where it is several.
    let count: String?
    var roles: [Role: String]
    let pronoun: String
    let seed: UInt64

    /// Whether it takes "were".
    var isPlural: Bool {
        count != nil
            || (group.object.takesArticle && object.hasSuffix("s")
                && !["ss", "us", "is"].contains(String(object.suffix(2))))
    }

    /// "the red boat", "14 crates", "Anna Berg".
    var whole: String {
        if let count { return count + " " + object }
        return group.object.takesArticle ? "the " + object : object
    }

    func adverb(_ role: Role) -> String? {
        guard let value = roles[role] else { return nil }
        return switch role {
        case .place: "in " + value
        case .time: "on " + value
        case .tool: "with \(Article.open) " + value
        case .reason: "because " + value
        case .receiver: "for " + value
        case .price: "at a price of " + value
        case .company: "together with " + value
        }
    }
}

extension ValueKind {
    /// Whether one speaks of it with "the".
    var takesArticle: Bool {
        switch self {
        case .thing, .food, .animal, .plant, .vehicle, .instrument, .drink: true
        default: false
        }
    }
}
