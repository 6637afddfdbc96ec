import Testing

@testable import Curriculum

@Suite struct RecordTests {
    @Test func `every paper has lines that name their thing, and questions for each field`() {
        let papers = RecordBook.shared.papers
        #expect(papers.count > 25)
        for paper in papers {
            var dice = Dice(5)
            let filling = Filling(subject: "SUBJECT", first: "ONE", second: "TWO", third: "THREE", fourth: "FOUR")
            #expect(!paper.lines.isEmpty && !paper.fields.isEmpty && paper.fields.count <= 4, "\(paper.headings)")
            for line in paper.lines {
                #expect(line.phrase.text(filling, &dice).holds("SUBJECT"), "\(paper.headings)")
                #expect(!line.fields.isEmpty && line.fields.allSatisfy { $0 < paper.fields.count }, "\(paper.headings)")
            }
            for question in paper.fields.flatMap(\.questions) {
                let asked = question.text(filling, &dice)
                #expect(asked.holds("SUBJECT") && !asked.holds("ONE") && !asked.holds("TWO"), "\(asked)")
            }
        }
    }
}

@Suite struct DerivedRelationTests {
    @Test func `words and their family make relations that say and ask`() {
        #expect(DerivedRelations.all.count > 500)
        for relation in DerivedRelations.all {
            var dice = Dice(9)
            let filling = Filling(subject: "SUBJECT", value: "VALUE", noun: "noun")
            for phrase in relation.sentences { #expect(phrase.text(filling, &dice).holds("VALUE")) }
            for phrase in relation.questions { #expect(phrase.text(filling, &dice).holds("SUBJECT")) }
        }
    }
}

@Suite struct AboutTests {
    @Test func `the question of the README is answered with both answers`() {
        let facts = AboutBook.shared.facts
        #expect(facts.count > 120)
        #expect(facts[0].answers[0].holds("one endpoint for any language model"))
        #expect(facts[1].answers[0].holds("`martlet switch PROVIDER/MODEL`"))
        #expect(facts[1].answers[0].holds("`POST /api/models/switch`") && facts[1].answers[0].holds("`LLM_PROVIDER`"))
        let source = AboutSource(seed: 1)
        let wanted = facts[0].answers[0] + " " + facts[1].answers[0]
        let found = (0..<20_000 as Range<UInt64>).contains { source.example($0).turns.last?.text == wanted }
        #expect(found)
    }

    @Test func `no two facts are asked for in the same words`() {
        var asked: [String: Int] = [:]
        for (index, fact) in AboutBook.shared.facts.enumerated() {
            var dice = Dice(2)
            for _ in 0..<40 {
                for phrase in fact.questions + fact.keywords {
                    let text = phrase.text(Filling(), &dice).lowercased()
                    if let other = asked[text], other != index { Issue.record("\(text): \(fact.answers[0])") }
                    asked[text] = index
                }
            }
        }
    }
}
