/// Makes worlds: a few things that are alike (so that a question's name matters), with relations that are alike (so that its
/// words matter), and things of other kinds beside them.
struct WorldMaker {
    private let book = RelationBook.shared

    /// `size` from 0 to 3: from one thing with a few facts to many.
    func world(size: Int, _ dice: inout Dice) -> World {
        var world = World(entities: [], facts: [])
        let groups = size == 0 ? 1 : dice.within(1...(size == 3 ? 3 : 2))
        for _ in 0..<groups { addGroup(size: size, to: &world, &dice) }
        return world
    }

    private func addGroup(size: Int, to world: inout World, _ dice: inout Dice) {
        let kind = dice.pick(book.kinds)
        let count = [dice.within(1...2), dice.within(1...3), dice.within(2...4), dice.within(2...6)][size]
        var columns = dice.sample(kind.relations, dice.within(1...4))
        if dice.chance(42) {
            let derived = DerivedRelations.columns(dice.within(1...3), &dice)
            columns = dice.chance(40) ? derived : columns + derived
        }
        // Attributes that nobody has listed: any noun may be one.
        if dice.chance(42) { columns += OpenRelations.columns(dice.within(1...3), &dice) }
        for _ in 0..<count { addEntity(kind, columns: columns, to: &world, &dice) }
    }

    private func addEntity(_ kind: EntityKind, columns: [Relation], to world: inout World, _ dice: inout Dice) {
        let name = freshName(kind, in: world, &dice)
        let pronoun = kind.isPerson ? (dice.chance(50) ? "she" : "he") : "it"
        let entity = world.entities.count
        world.entities.append(Entity(kind: kind, name: name, pronoun: pronoun))
        var relations: [Relation] = []
        for column in columns where dice.chance(82) { relations.append(column) }
        if dice.chance(30) { relations.append(dice.pick(kind.relations)) }
        if relations.isEmpty { relations = [columns[0]] }
        for relation in relations where !world.holds(relation, of: entity) {
            let one = fact(relation, of: entity, in: world, &dice)
            world.facts.append(dice.chance(3) ? unknown(one, &dice) : one)
        }
    }

    func fact(_ relation: Relation, of entity: Int, in world: World, _ dice: inout Dice) -> Fact {
        let value = freshValue(relation.value, in: world, &dice)
        let former = dice.chance(7) ? freshValue(relation.value, in: world, &dice) : nil
        let noun = dice.pick(relation.nouns).text(Filling(), &dice)
        return Fact(
            entity: entity,
            relation: relation,
            value: value,
            former: former == value ? nil : former,
            noun: noun,
            seed: dice.next()
        )
    }

    /// The fact as notes have it that don't know it.
    func unknown(_ fact: Fact, _ dice: inout Dice) -> Fact {
        var gone = fact
        gone.isUnknown = true
        gone.former = nil
        gone.value = dice.pick(Self.placeholders)
        return gone
    }

    private static let placeholders: [String] = [
        "unknown", "TBD", "to be announced", "not known", "n/a", "?", "not yet decided", "none given", "-", "(empty)",
        "missing", "to follow",
    ]

    /// A value that no other fact has, so that it leads to one thing only; short lists of values may still repeat themselves.
    func freshValue(_ kind: ValueKind, in world: World, _ dice: inout Dice) -> String {
        var value = dice.value(kind)
        for _ in 0..<4 where world.facts.contains(where: { $0.value == value || $0.former == value }) {
            value = dice.value(kind)
        }
        return value
    }

    func freshName(_ kind: EntityKind, in world: World, _ dice: inout Dice) -> String {
        for _ in 0..<8 {
            let name = kind.naming.text(Filling(), &dice)
            if !world.entities.contains(where: { clashes($0.name, name) }) { return name }
        }
        return kind.naming.text(Filling(), &dice) + " " + dice.letters(3)
    }

    /// One name within another would make "which is meant" a question of taste.
    private func clashes(_ one: String, _ other: String) -> Bool {
        one.holds(other) || other.holds(one)
    }
}
