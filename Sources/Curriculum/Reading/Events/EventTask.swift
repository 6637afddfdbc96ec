/// Notes on what people did, and questions on who, what, where, when, with what, and why.
struct EventTask {
    let side: ReadingSource.Side?
    let size: Int

    func example(_ dice: inout Dice) -> Example? {
        let count = [dice.within(1...3), dice.within(2...5), dice.within(3...9), dice.within(6...16)][size]
        var happenings = HappeningMaker().happenings(count, &dice)
        let target = dice.below(happenings.count)
        let asked = HappeningQuestions(happening: happenings[target])
        let aim = dice.pick(asked.aims())
        let extraCount = dice.chance(40) ? 0 : dice.within(1...4)
        var asking = Dice(dice.next())
        var laying = Dice(dice.next())
        var wrapping = Dice(dice.next())
        let original = happenings[target]
        if side == .absent { take(aim, from: target, in: &happenings, &dice) }
        let layout = EventLayout(happenings: happenings)
        let notes = layout.notes(&laying)
        let text = notes.text
        var questions: [Asked] = []
        if side == .absent {
            questions.append(.absent(HappeningQuestions(happening: original).text(aim, &asking)))
        } else if let first = question(original, aim, happenings, text, &asking) {
            questions.append(first)
        }
        guard !questions.isEmpty else { return nil }
        for _ in 0..<extraCount {
            if let more = extra(happenings, besides: original, aim, notes, text, &asking) { questions.append(more) }
        }
        if side != nil, questions.count > 1, wrapping.chance(50) { questions.swapAt(0, questions.count - 1) }
        return Prompting.example(notes, questions, &wrapping)
    }

    /// Makes the notes ignorant of what is asked: without the role, or with another verb done to the thing.
    private func take(
        _ aim: HappeningQuestions.Aim,
        from target: Int,
        in happenings: inout [Happening],
        _ dice: inout Dice
    ) {
        switch aim {
        case .role(let role): happenings[target].roles[role] = nil
        default:
            let old = happenings[target]
            let groups = VerbBook.groups.filter { group in
                group.object == old.group.object
                    && !happenings.contains {
                        $0.group.verbs.contains { verb in group.verbs.contains { $0.base == verb.base } }
                    }
            }
            guard happenings.count == 1 || dice.chance(60), let group = groups.isEmpty ? nil : dice.pick(groups) else {
                if happenings.count > 1 {
                    happenings.remove(at: target)
                } else {
                    happenings[0] = HappeningMaker().happenings(1, &dice)[0]
                }
                return
            }
            happenings[target] = Happening(
                group: group,
                agent: old.agent,
                object: old.object,
                count: old.count,
                roles: old.roles,
                pronoun: old.pronoun,
                seed: old.seed
            )
        }
    }

    private func question(
        _ happening: Happening,
        _ aim: HappeningQuestions.Aim,
        _ all: [Happening],
        _ text: String,
        _ dice: inout Dice
    ) -> Asked? {
        let questions = HappeningQuestions(happening: happening)
        if aim == .claim {
            if dice.chance(50) { return Asked(question: questions.text(aim, &dice), answer: "Yes", kind: .yesNo) }
            let others = all.map(\.agent).filter { $0 != happening.agent }
            let other = others.isEmpty || dice.chance(40) ? dice.person() : dice.pick(others)
            guard other != happening.agent else { return nil }
            return Asked(question: questions.text(aim, agent: other, &dice), answer: "No", kind: .yesNo)
        }
        let answer = questions.answer(aim)
        guard !answer.isEmpty, text.holds(answer) else { return nil }
        return Asked(question: questions.text(aim, &dice), answer: answer, kind: aim == .count ? .number : .span)
    }

    private func extra(
        _ all: [Happening],
        besides original: Happening,
        _ aim: HappeningQuestions.Aim,
        _ notes: Notes,
        _ text: String,
        _ dice: inout Dice
    ) -> Asked? {
        let index = dice.below(all.count)
        let one = all[index]
        guard one.object != original.object || all.count == 1 else { return nil }
        let questions = HappeningQuestions(happening: one)
        if dice.chance(22) {
            let gone = Happening.Role.allCases.filter { one.roles[$0] == nil && ($0 != .price || one.group.isTrade) }
            guard !gone.isEmpty, dice.chance(70) else { return nil }
            let role = HappeningQuestions.Aim.role(dice.pick(gone))
            guard role != aim || one.object != original.object else { return nil }
            return .absent(questions.text(role, &dice))
        }
        if dice.chance(18), let line = notes.lines[index], text.holds(line) {
            let asked = questions.text(.agent, &dice)
            return Asked(question: "\(asked) Quote the sentence that says so.", answer: line, kind: .quote)
        }
        let next = dice.pick(questions.aims())
        guard next != aim || one.object != original.object else { return nil }
        return question(one, next, all, text, &dice)
    }
}
