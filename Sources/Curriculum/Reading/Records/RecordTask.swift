/// A paper with a line a thing, and questions on its lines.
struct RecordTask {
    let side: ReadingSource.Side?
    let size: Int

    private struct Row {
        let key: String
        let values: [String]
        let seed: UInt64
    }

    func example(_ dice: inout Dice) -> Example? {
        let papers = (0..<(dice.chance(75) ? 1 : 2)).map { _ in dice.pick(RecordBook.shared.papers) }
        let paper = papers[0]
        let line = dice.pick(paper.lines)
        var rows = rows(
            paper,
            [dice.within(1...4), dice.within(3...7), dice.within(5...14), dice.within(10...26)][size],
            &dice
        )
        guard !rows.isEmpty else { return nil }
        let target = dice.below(rows.count)
        let row = rows[target]
        let field = dice.pick(line.fields)
        let form = dice.weighted([70, 18, 12])
        var asking = Dice(dice.next())
        var laying = Dice(dice.next())
        if side == .absent {
            if rows.count > 1, dice.chance(70) {
                rows.remove(at: target)
            } else {
                let other = self.rows(paper, 1, &dice)
                guard let one = other.first, !one.key.holds(row.key), !row.key.holds(one.key) else { return nil }
                rows[target] = one
            }
        }
        let notes = laidOut(rows, line, paper, papers.count > 1 ? papers[1] : nil, &laying)
        let text = notes.text
        var asked: [Asked] = []
        if side == .absent {
            guard !text.holds(row.key) || form == 1 else { return nil }
            let question = form == 1 ? reversed(row, paper, line, &asking) : nil
            guard question == nil || !text.holds(row.values[paper.reverseField]) else { return nil }
            guard question != nil || !text.holds(row.key) else { return nil }
            asked.append(.absent(question ?? self.question(row, field, paper, &asking)))
        } else if let one = present(row, field, form, rows, paper, line, text, &asking) {
            asked.append(one)
        }
        guard !asked.isEmpty else { return nil }
        for _ in 0..<(dice.chance(45) ? 0 : dice.within(1...4)) {
            if let more = extra(rows, besides: row.key, paper, line, text, &asking) { asked.append(more) }
        }
        return Prompting.example(notes, asked, &dice)
    }

    private func rows(_ paper: RecordBook.Paper, _ count: Int, _ dice: inout Dice) -> [Row] {
        var rows: [Row] = []
        for _ in 0..<count {
            let key = dice.value(paper.key)
            guard !rows.contains(where: { $0.key.holds(key) || key.holds($0.key) }) else { continue }
            rows.append(Row(key: key, values: paper.fields.map { dice.value($0.kind) }, seed: dice.next()))
        }
        return rows
    }

    private func filling(_ row: Row) -> Filling {
        let values = row.values + ["", "", "", ""]
        return Filling(subject: row.key, first: values[0], second: values[1], third: values[2], fourth: values[3])
    }

    private func laidOut(
        _ rows: [Row],
        _ line: RecordBook.Line,
        _ paper: RecordBook.Paper,
        _ other: RecordBook.Paper?,
        _ dice: inout Dice
    ) -> Notes {
        var notes = Notes()
        let mark = dice.pick(["", "", "# ", "## ", "== "])
        func page(_ rows: [Row], _ line: RecordBook.Line, _ paper: RecordBook.Paper, numbered: Bool) -> Passage {
            let lines = rows.enumerated().map { index, row -> String in
                var own = Dice(row.seed)
                return (numbered ? "\(index + 1). " : "") + line.phrase.text(filling(row), &own)
            }
            let heading = dice.chance(75) ? mark + dice.pick(paper.headings) : nil
            return Passage(title: heading, text: lines.joined(separator: "\n"))
        }
        notes.passages = [page(rows, line, paper, numbered: dice.chance(12))]
        if let other, other.headings != paper.headings {
            let more = self.rows(other, dice.within(1...4), &dice)
            notes.passages.append(page(more, dice.pick(other.lines), other, numbered: false))
            if dice.chance(50) { notes.passages.swapAt(0, 1) }
        } else if dice.chance(20) {
            notes.passages.append(Passage(text: Chatter.sentence(&dice)))
        }
        return notes
    }

    private func question(_ row: Row, _ field: Int, _ paper: RecordBook.Paper, _ dice: inout Dice) -> String {
        Questions.ended(dice.pick(paper.fields[field].questions).text(filling(row), &dice), "?")
    }

    private func reversed(_ row: Row, _ paper: RecordBook.Paper, _ line: RecordBook.Line, _ dice: inout Dice) -> String?
    {
        guard line.fields.contains(paper.reverseField), !paper.reverse.isEmpty else { return nil }
        return Questions.ended(dice.pick(paper.reverse).text(filling(row), &dice), "?")
    }

    private func present(
        _ row: Row,
        _ field: Int,
        _ form: Int,
        _ rows: [Row],
        _ paper: RecordBook.Paper,
        _ line: RecordBook.Line,
        _ text: String,
        _ dice: inout Dice
    ) -> Asked? {
        let given = row.values[paper.reverseField]
        if form == 1, rows.filter({ $0.values[paper.reverseField] == given }).count == 1,
            let question = reversed(row, paper, line, &dice)
        {
            return Asked(question: question, answer: row.key, kind: .span)
        }
        if form == 2 {
            var own = Dice(row.seed)
            let whole = line.phrase.text(filling(row), &own)
            guard !whole.holds("\n"), text.holds(whole) else { return nil }
            let question = question(row, field, paper, &dice)
            return Asked(
                question: question
                    + dice.pick([" Quote the line.", " Answer with the line that says so.", " Give me the whole line."]),
                answer: whole,
                kind: .quote
            )
        }
        let value = row.values[field]
        guard text.holds(value) else { return nil }
        return Asked(
            question: question(row, field, paper, &dice),
            answer: value,
            kind: paper.fields[field].kind.isQuantity ? .number : .span
        )
    }

    private func extra(
        _ rows: [Row],
        besides key: String,
        _ paper: RecordBook.Paper,
        _ line: RecordBook.Line,
        _ text: String,
        _ dice: inout Dice
    ) -> Asked? {
        let row = dice.pick(rows)
        guard row.key != key else { return nil }
        switch dice.below(100) {
        case 0..<12:
            let missing = paper.fields.indices.filter { !line.fields.contains($0) }
            return missing.isEmpty ? nil : .absent(question(row, dice.pick(missing), paper, &dice))
        case 12..<24:
            guard let stranger = self.rows(paper, 1, &dice).first, !text.holds(stranger.key) else { return nil }
            return .absent(question(stranger, dice.pick(line.fields), paper, &dice))
        case 24..<30:
            return rows.count > 1
                ? Asked(
                    question: dice.pick([
                        "How many lines does the list have?", "How many entries are there in the list?",
                    ]),
                    answer: String(rows.count),
                    kind: .count
                ) : nil
        default:
            return present(row, dice.pick(line.fields), dice.weighted([70, 18, 12]), rows, paper, line, text, &dice)
        }
    }
}
