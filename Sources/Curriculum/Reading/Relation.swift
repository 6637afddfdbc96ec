/// What may be said of a thing, and asked: "the {N} of {X} is {V}" in the words of one relation.
final class Relation: Sendable {
    /// What it is: two relations of one thing with the same family would answer each other's questions.
    let family: String
    let value: ValueKind
    /// "opening year"; what keys, columns and general forms use.
    let nouns: [Phrase]
    /// "was opened in {V}": behind a subject, a pronoun or "which".
    let predicates: [Phrase]
    /// Whole sentences less their full stop.
    let sentences: [Phrase]
    /// Questions less their question mark.
    let questions: [Phrase]
    /// Questions for the subject, given the value.
    let reverse: [Phrase]

    init(
        family: String,
        value: ValueKind,
        nouns: [Phrase],
        predicates: [Phrase] = [],
        sentences: [Phrase] = [],
        questions: [Phrase] = [],
        reverse: [Phrase] = []
    ) {
        self.family = family
        self.value = value
        self.nouns = nouns
        self.predicates = predicates
        self.sentences = sentences
        self.questions = questions
        self.reverse = reverse
    }
}

/// A sort of thing that notes speak of, with what they say of it.
final class EntityKind: Sendable {
    let name: String
    /// "company", "firm": what the thing may be called instead of by its name.
    let words: [String]
    /// it, she (then "he" as well).
    let pronoun: String
    let naming: Phrase
    let relations: [Relation]

    init(name: String, words: [String], pronoun: String, naming: Phrase, relations: [Relation]) {
        self.name = name
        self.words = words
        self.pronoun = pronoun
        self.naming = naming
        self.relations = relations
    }

    var isPerson: Bool { pronoun == "she" }
}
