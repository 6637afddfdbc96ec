extension Happening {
    /// One sentence, or a few that belong together.
    func told() -> [String] {
        var dice = Dice(seed)
        let verb = dice.pick(group.verbs)
        var adverbs = Role.allCases.filter { $0 != .reason }.compactMap { adverb($0) }
        dice.shuffle(&adverbs)
        if let reason = adverb(.reason) { adverbs.append(reason) }
        // Some of it in a sentence of its own.
        var later: [String] = []
        if dice.chance(28), adverbs.count > 1 {
            let last = adverbs.removeLast()
            later.append(
                Article.settled(
                    Words.capitalized(dice.pick(["that was", "this happened", "it took place"]) + " " + last + ".")
                )
            )
        }
        var front = ""
        if let time = adverb(.time), let index = adverbs.firstIndex(of: time), dice.chance(35) {
            adverbs.remove(at: index)
            front = Words.capitalized(time) + dice.pick([", ", " "])
        }
        let tail = adverbs.isEmpty ? "" : " " + adverbs.joined(separator: " ")
        let passive = "\(whole) \(isPlural ? "were" : "was") \(verb.participle) by \(agent)"
        let text: String =
            switch dice.below(10) {
            case 0..<6: "\(agent) \(verb.past) \(whole)"
            case 6..<8: passive
            case 8: "it was \(agent) who \(verb.past) \(whole)"
            default: "what \(agent) \(verb.past) \(isPlural ? "were" : "was") \(whole)"
            }
        let isOwnWord = text.hasPrefix("the ") || text.hasPrefix("it ") || text.hasPrefix("what ")
        let start = front.isEmpty && isOwnWord ? Words.capitalized(text) : text
        return [Article.settled(front + start + tail + ".")] + later
    }

    /// As a row of a diary or a log: "2024-05-03 Anna Berg: repair, red boat (Oslo)".
    func noted(_ form: Int) -> String {
        let verb = group.verbs[Int(seed % UInt64(group.verbs.count))]
        let time = roles[.time].map { form == 0 ? $0 + " - " : "[\($0)] " } ?? ""
        var rest = ""
        for (name, role) in [
            ("place", Role.place), ("tool", .tool), ("for", .receiver), ("price", .price), ("reason", .reason),
            ("with", .company),
        ] {
            if let value = roles[role] { rest += form == 0 ? "; \(name): \(value)" : ", \(name)=\(value)" }
        }
        return time + "\(agent) \(verb.past) \(whole)" + rest
    }
}

/// Asks about happenings.
struct HappeningQuestions {
    enum Aim: Sendable, Equatable {
        case agent, object, count
        case role(Happening.Role)
        case claim
    }

    let happening: Happening

    func aims() -> [Aim] {
        var aims: [Aim] = [.agent, happening.count == nil ? .object : .count, .claim]
        aims += Happening.Role.allCases.filter { happening.roles[$0] != nil }.map { .role($0) }
        return aims
    }

    func answer(_ aim: Aim) -> String {
        switch aim {
        case .agent: happening.agent
        case .object: happening.object
        case .count: happening.count ?? ""
        case .role(let role): happening.roles[role] ?? ""
        case .claim: "Yes"
        }
    }

    func text(_ aim: Aim, agent: String? = nil, _ dice: inout Dice) -> String {
        let verb = dice.pick(happening.group.verbs)
        let filling = Filling(
            subject: agent ?? happening.agent,
            noun: happening.count == nil ? "" : happening.object,
            other: happening.isPlural ? "were" : "was",
            kind: happening.isPlural ? "Were" : "Was",
            first: verb.base,
            second: verb.past,
            third: happening.count == nil ? happening.whole : "the " + happening.object,
            fourth: verb.participle
        )
        let text = dice.pick(HappeningForms.questions(aim)).text(filling, &dice)
        return Questions.ended(text, "?")
    }
}
