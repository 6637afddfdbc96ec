/// Words for any relation that has a noun.
enum GeneralForms {
    static let statements: [Phrase] = phrases(
        """
        the {N} of {X} is {V}
        {X}'s {N} is {V}
        the {N} for {X} is {V}
        {X} has {V} as {G} {N}
        for {X}, the {N} is {V}
        {V} is the {N} of {X}
        {V} is {X}'s {N}
        the {N} of {X} (was set|was changed|has been set) to {V}
        the {N} of {X} is (listed|given|recorded|noted|stated|registered) as {V}
        (records|the files|the lists) (give|show|have) {V} as the {N} of {X}
        as {G} {N}, {X} has {V}
        {X} (lists|names|gives|states) {V} as {G} {N}
        {X} comes with the {N} {V}
        when it comes to {X}, the {N} is {V}
        the {N} belonging to {X} is {V}
        they put down {V} as the {N} of {X}
        the {N} that {X} has is {V}
        with {X}, the {N} is {V}
        we (chose|took|fixed) {V} as the {N} of {X}
        {X}, whose {N} is {V}, (was mentioned again|is well known|is on the list|came up twice)
        what {X} has for {a} {N} is {V}
        {X}'s {N}, {V}, was (mentioned|noted|read out) (again|twice|at once)
        the {N} of {X}, {V}, (is on the list|was read out|is well known)
        (anybody|everyone) asking for the {N} of {X} is told {V}
        {V} was (entered|noted|written down|agreed) as the {N} of {X}
        if you want to know the {N} of {X}, it is {V}
        the {N} (shown|printed|used|stored) for {X} (is|reads) {V}
        regarding {X}: {N} {V}
        {X} \\({N}: {V}\\) (is on the list|was checked|is up to date|needs nothing else)
        """
    )
    /// For people: what one is called beside what one does.
    static let personStatements: [Phrase] = phrases(
        """
        {V}, the {N} of {X}, (gave a short talk|was there too|could not come|sent greetings|was asked first|is on holiday)
        (I|we) (met|spoke with|had a letter from) {V}, who is the {N} of {X}
        {V} has been the {N} of {X} for years
        the post of {N} at {X} (went to|is held by|is in the hands of) {V}
        {V} (became|is now|was made) {N} of {X}
        {X}'s {N}, {V}, (was mentioned|smiled|said nothing)
        """
    )
    /// That something is not known.
    static let gaps: [Phrase] = phrases(
        """
        the {N} of {X} is (not known|unknown|still open|not decided|a secret|to be announced)
        nobody (knows|told us|wrote down) the {N} of {X}
        {X}'s {N} (was left out|is missing|is not given|has been lost|remains unknown)
        we (do not know|could not find|are still waiting for) the {N} of {X}
        there is no word on the {N} of {X}( yet|)
        the {N} of {X} will be (told|announced|decided) later
        """
    )
    static let corrections: [Phrase] = phrases(
        """
        the {N} of {X} is {V}, not {O}
        the {N} of {X} is not {O} but {V}
        {X}'s {N} is {V} and not, as some believe, {O}
        contrary to the draft, which said {O}, the {N} of {X} is {V}
        it is wrong that the {N} of {X} is {O}: it is {V}
        (correction|erratum): the {N} of {X} is {V} instead of {O}
        """
    )
    static let changes: [Phrase] = phrases(
        """
        the {N} of {X} was changed from {O} to {V}
        {X}'s {N} used to be {O} and is now {V}
        the {N} of {X} was {O} at first; today it is {V}
        until last year the {N} of {X} was {O}, since then it has been {V}
        the {N} of {X} went from {O} to {V}
        (formerly|previously) {O}, the {N} of {X} is {V} now
        {V} has replaced {O} as the {N} of {X}
        """
    )
    static let formerQuestions: [Phrase] = phrases(
        """
        What was the {N} of {X} before (the change|it was changed|that)
        What did the {N} of {X} use to be
        What was {X}'s (former|previous|old) {N}
        Which {N} did {X} have (before|earlier|at first)
        """
    )
    static let questions: [Phrase] = phrases(
        """
        What is the {N} of {X}
        What is {X}'s {N}
        What's the {N} of {X}
        What {N} does {X} have
        Which {N} does {X} have
        What is the {N} for {X}
        What is given as the {N} of {X}
        Do you know the {N} of {X}
        Can you tell me the {N} of {X}
        Could you look up the {N} of {X}
        As for {X}, what is the {N}
        What do the notes (say about|give as|list as) the {N} of {X}
        What is stated (as|about) the {N} of {X}
        {X}: what is the {N}
        What {N} is (listed|given|recorded) for {X}
        """
    )
    static let personQuestions: [Phrase] = phrases(
        """
        Who is the {N} of {X}
        Who is {X}'s {N}
        Whose name is given as the {N} of {X}
        """
    )
    static let commands: [Phrase] = phrases(
        """
        Give (me |)the {N} of {X}
        Tell me the {N} of {X}
        Name the {N} of {X}
        Find the {N} of {X}
        Look up the {N} of {X}
        I need the {N} of {X}
        State the {N} of {X}
        {N} of {X}
        {X} {N}
        Please (give|tell|show) me {X}'s {N}
        """
    )
    static let countPredicates: [Phrase] = phrases(
        """
        has {V} {N}
        has {V} {N} in all
        holds {V} {N}
        contains {V} {N}
        comes with {V} {N}
        counts {V} {N}
        needs {V} {N}
        """
    )
    static let countQuestions: [Phrase] = phrases(
        """
        How many {N} does {X} have
        How many {N} are there (in|at|with) {X}
        What is the number of {N} (of|in) {X}
        How many {N} belong to {X}
        """
    )
    static let reverse: [Phrase] = phrases(
        """
        Which {K} has {V} as {G} {N}
        Which {K} has the {N} {V}
        What {K} has {V} for {G} {N}
        {V} is the {N} of which {K}
        The {N} {V} belongs to which {K}
        For which {K} is {V} (given|listed) as the {N}
        """
    )
    static let claims: [Phrase] = phrases(
        """
        Is {V} the {N} of {X}
        Is the {N} of {X} {V}
        Is {X}'s {N} {V}
        Is it (true|correct|right) that the {N} of {X} is {V}
        Do the notes say that the {N} of {X} is {V}
        Does {X} have {V} as {G} {N}
        Would you say the {N} of {X} is {V}
        The {N} of {X} is {V}, (right|correct|is that so)
        """
    )

    static func phrases(_ text: String) -> [Phrase] {
        text.split(separator: "\n").map { Phrase(String($0)) }
    }
}
