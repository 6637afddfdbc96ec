import Testing

@testable import Curriculum

@Suite struct PhraseTests {
    private func text(_ source: String) -> String {
        var dice = Dice(1)
        return Phrase(source).text(Filling(subject: "Nortek", value: "1987"), &dice)
    }

    @Test func `places are filled in and choices made`() {
        #expect(text("{X} was founded in {V}") == "Nortek was founded in 1987")
        #expect(["an owl", "a dog"].contains(text("{a} (owl|dog)")))
        #expect(text(#"{X} \({V}\)"#) == "Nortek (1987)")
    }

    @Test func `every relation has questions, and every form its place for the value or the thing`() {
        let kinds = RelationBook.shared.kinds
        #expect(kinds.count > 30)
        #expect(kinds.flatMap(\.relations).count > 350)
        for relation in kinds.flatMap(\.relations) {
            #expect(!relation.questions.isEmpty && !relation.nouns.isEmpty, "\(relation.family)")
            var dice = Dice(3)
            let filling = Filling(subject: "SUBJECT", value: "VALUE")
            for phrase in relation.predicates { #expect(phrase.text(filling, &dice).holds("VALUE")) }
            for phrase in relation.sentences {
                let said = phrase.text(filling, &dice)
                #expect(said.holds("VALUE") && said.holds("SUBJECT"), "\(said)")
            }
            for phrase in relation.questions {
                let asked = phrase.text(filling, &dice)
                #expect(asked.holds("SUBJECT") && !asked.holds("VALUE"), "\(asked)")
            }
        }
    }

    @Test func `no brace, bar or mark of the notation reaches an example`() {
        for name in ["martlet", "instructions"] {
            let source = Curriculum.source(named: name, seed: 3)
            for number: UInt64 in 0..<3_000 {
                let text = source?.example(number).turns.map(\.text).joined() ?? ""
                #expect(
                    !text.holds("{X}") && !text.holds("{V}") && !text.holds("\u{1}") && !text.holds("(|"),
                    "\(text)"
                )
            }
        }
    }
}
