/// Questions about happenings: `{X}` is who, `{A}` the verb, `{B}` its past, `{D}` its participle, `{C}` what it was done to.
enum HappeningForms {
    static func questions(_ aim: HappeningQuestions.Aim) -> [Phrase] {
        switch aim {
        case .agent: agent
        case .object: object
        case .count: count
        case .claim: claim
        case .role(let role): roles[role.rawValue]
        }
    }

    private static let agent: [Phrase] = GeneralForms.phrases(
        """
        Who {B} {C}
        Who {B} {C}
        By whom {O} {C} {D}
        Which person {B} {C}
        What is the name of (the one|the person) who {B} {C}
        {C} {O} {D} by whom
        Who was it that {B} {C}
        """
    )
    private static let object: [Phrase] = GeneralForms.phrases(
        """
        What did {X} {A}
        What was {D} by {X}
        What was it that {X} {B}
        Do you know what {X} {B}
        """
    )
    private static let count: [Phrase] = GeneralForms.phrases(
        """
        How many {N} did {X} {A}
        How many {N} were {D} by {X}
        What number of {N} did {X} {A}
        """
    )
    private static let claim: [Phrase] = GeneralForms.phrases(
        """
        Did {X} {A} {C}
        Was it {X} who {B} {C}
        Is it (true|correct|right) that {X} {B} {C}
        {K} {C} {D} by {X}
        """
    )
    /// In the order of `Happening.Role`.
    private static let roles: [[Phrase]] = [
        """
        Where did {X} {A} {C}
        Where {O} {C} {D}
        In which (place|town|city) did {X} {A} {C}
        """,
        """
        When did {X} {A} {C}
        When {O} {C} {D}
        On (which|what) (day|date) did {X} {A} {C}
        """,
        """
        What did {X} use to {A} {C}
        With what did {X} {A} {C}
        What tool did {X} use to {A} {C}
        """,
        """
        Why did {X} {A} {C}
        For what reason did {X} {A} {C}
        Why {O} {C} {D}
        What made {X} {A} {C}
        """,
        """
        For whom did {X} {A} {C}
        Who did {X} {A} {C} for
        For whom {O} {C} {D}
        """,
        """
        For how much did {X} {A} {C}
        At what price {O} {C} {D}
        What was the price when {X} {B} {C}
        """,
        """
        With whom did {X} {A} {C}
        Together with whom {O} {C} {D}
        Who was with {X} when {C} {O} {D}
        """,
    ].map { GeneralForms.phrases($0) }
}
