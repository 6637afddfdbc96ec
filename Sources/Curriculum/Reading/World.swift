/// What a set of notes is about: things, and what is true of them. Everything that notes say and questions ask follows from it.
struct World: Sendable {
    var entities: [Entity]
    var facts: [Fact]

    func facts(of entity: Int) -> [Int] { facts.indices.filter { facts[$0].entity == entity } }

    func holds(_ relation: Relation, of entity: Int) -> Bool {
        facts.contains { $0.entity == entity && $0.relation.family == relation.family }
    }
}

/// One thing that notes speak of.
struct Entity: Sendable {
    let kind: EntityKind
    var name: String
    /// it, she, he.
    let pronoun: String

    var genitive: String { pronoun == "it" ? "its" : pronoun == "she" ? "her" : "his" }

    /// "the company", where only one is meant.
    func description(_ dice: inout Dice) -> String { "the " + dice.pick(kind.words) }
}

/// One thing that is true: the relation of the entity has the value.
struct Fact: Sendable {
    var entity: Int
    var relation: Relation
    var value: String
    /// What it was, or was thought to be; notes that correct something say both.
    var former: String?
    /// Whether notes say that it is not known; the value is then what stands in its place: "TBD".
    var isUnknown = false
    /// The word for the relation in these notes.
    var noun: String
    /// What its wording follows from, so that it stays the same whatever is said beside it.
    let seed: UInt64
}
