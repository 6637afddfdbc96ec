/// Puts notes and questions into turns, in the many ways in which programs and people do.
enum Prompting {
    /// A conversation over notes: the first question comes with them, the others follow.
    static func example(_ notes: Notes, _ asked: [Asked], _ dice: inout Dice) -> Example {
        let text = gathered(notes, &dice)
        var turns: [Example.Turn] = []
        let first = asked[0]
        if dice.chance(14) {
            turns.append(Example.Turn(.system, dice.pick(systems).text(Filling(subject: text), &dice)))
            turns.append(
                Example.Turn(
                    .user,
                    dice.chance(70) ? first.question : dice.pick(bare).text(Filling(value: first.question), &dice)
                )
            )
        } else {
            if dice.chance(12) { turns.append(Example.Turn(.system, dice.pick(plainSystems).text(Filling(), &dice))) }
            turns.append(
                Example.Turn(.user, dice.pick(prompts).text(Filling(subject: text, value: first.question), &dice))
            )
        }
        turns.append(Example.Turn(.assistant, first.answer))
        for next in asked.dropFirst() {
            turns.append(
                Example.Turn(
                    .user,
                    dice.chance(85) ? next.question : dice.pick(bare).text(Filling(value: next.question), &dice)
                )
            )
            turns.append(Example.Turn(.assistant, next.answer))
        }
        return Example(kind: first.kind.rawValue, turns: turns)
    }

    /// The passages as one text: perhaps numbered, perhaps with where they are from.
    static func gathered(_ notes: Notes, _ dice: inout Dice) -> String {
        let form = dice.below(16)
        guard notes.passages.count > 1 || form > 8 || dice.chance(30) else { return notes.text }
        let names = form == 3 || form == 4 || form == 5
        let folder = dice.chance(40) ? dice.pick(["docs/", "notes/", "wiki/", ""]) : ""
        var parts: [String] = []
        for (index, passage) in notes.passages.enumerated() {
            let file = names ? folder + dice.fileName() : ""
            let text = passage.whole
            let part =
                switch form {
                case 0, 1: "[\(index + 1)] " + text
                case 2: "(\(index + 1)) " + text
                case 3: "[\(index + 1)] \(file)\n" + text
                case 4: "--- \(file) ---\n" + text
                case 5: "Source: \(file)\n" + text
                case 6: "Passage \(index + 1): " + text
                case 7: "Document \(index + 1)\n" + text
                case 8: "<doc id=\"\(index + 1)\">\n\(text)\n</doc>"
                default: text
                }
            parts.append(part)
        }
        return parts.joined(separator: form == 9 ? "\n---\n" : form == 10 ? "\n" : "\n\n")
    }

    private static let prompts: [Phrase] = GeneralForms.phrases(
        #"""
        {X}\n\n{V}
        {X}\n{V}
        {X}\n\nQuestion: {V}
        Notes:\n{X}\n\nQuestion: {V}
        Notes:\n\n{X}\n\n{V}
        Context: {X}\n\nQuestion: {V}
        Context:\n{X}\n\nQuestion: {V}
        Context:\n{X}\n\nQuestion: {V}\nAnswer:
        {X}\n\nQ: {V}\nA:
        (Text|Passages|Documents|Sources|Excerpts|Search results|Material|Facts):\n{X}\n\n(Question: |Q: |){V}
        {V}\n\n{X}
        {V}\n\n(Notes|Context|Text|Sources):\n{X}
        Question: {V}\n\n(Notes|Context|Text|Passages):\n{X}
        Question: {V}\n\n{X}\n\nAnswer:
        (Answer|Please answer) (the question|this question|) (from|with|using|by) (the notes|the text|these notes|what follows).\n\n{X}\n\n{V}
        (Read|Look at) (this|the following|these notes)( carefully|) and answer( the question|).\n\n{X}\n\n{V}
        Here (are|is) (my|some|our) (notes|text|data):\n\n{X}\n\n{V}
        Use (only |)the (following|given) (notes|context|passages|information) to answer( the question|).\n\n{X}\n\n(Question: |){V}
        Answer (only |)from the (context|notes|passages) (below|given). If (it is not there|they don't say it), say so.\n\n{X}\n\n(Question: |){V}
        (Based on|According to|Given|From) the (notes|text|following): {X}\n\n{V}
        """\n{X}\n"""\n\n{V}
        <context>\n{X}\n</context>\n\n{V}
        <notes>\n{X}\n</notes>\n<question>{V}</question>
        # Notes\n{X}\n\n# Question\n{V}
        ## Context\n\n{X}\n\n## Question\n\n{V}
        I have (a question|something to ask) about this:\n\n{X}\n\n{V}
        {X}\n\n(Now|So|Well), {V}
        {X}\n\nMy question: {V}
        (Hi|Hello|Hey)! {X}\n\n{V}
        (This is from|I found this in) (a file|an old mail|our wiki|the archive):\n{X}\n\n{V}
        You (get|are given) (notes|passages) and a question. (Be brief|Answer briefly|Answer as shortly as you can).\n\n{X}\n\n{V}
        {X}\n\n---\n{V}
        Answer with (the exact|as few) words from the (notes|text). If (the notes|they) do not (contain|hold|have) the answer, (reply|answer|say|write)( exactly|): I don't have enough information to answer this question.\n\n{X}\n\n(Question: |){V}
        (Notes|Context):\n{X}\n\nAnswer (the question|this) (briefly|in a few words|with the exact words)( from the notes|).\nQuestion: {V}
        Use (only |)the (context|notes|passages) below. If the answer is not (there|in them|given), say "I don't have enough information to answer this question."\n\n{X}\n\n(Question: |){V}
        {X}\n\n===\n\nQuestion: {V}
        (Background|Knowledge|Reference|Memory|Retrieved):\n{X}\n\n(User|Question|Request): {V}
        """#
    )
    private static let systems: [Phrase] = GeneralForms.phrases(
        #"""
        {X}
        (Notes|Context|Sources|Documents):\n{X}
        (Answer|You answer) from these notes( only|):\n\n{X}
        You are a helpful assistant. Use these notes:\n{X}
        You are given notes. If they don't hold the answer, say so.\n\n{X}
        Use the (context|passages) below to answer.\n\n{X}
        Answer only from the (notes|context|passages). If (the answer is not there|they don't hold the answer), (say|reply): I don't have enough information to answer this question.\n\n{X}
        <context>\n{X}\n</context>
        """#
    )
    private static let plainSystems: [Phrase] = GeneralForms.phrases(
        """
        You are a helpful assistant.
        You answer (questions |)from (the |)notes.
        Be (brief|concise|precise).
        Answer (only |)from what you are given.
        You read notes and answer questions about them. If the answer is not in the notes, say so.
        Answer from the notes. If they don't hold the answer, say: I don't have enough information to answer this question.
        You are Martlet's built-in model.
        """
    )
    private static let bare: [Phrase] = GeneralForms.phrases(
        """
        Question: {V}
        (And|Also|Next|One more|Another one|Ok|Thanks): {V}
        Q: {V}
        (Thanks|Thank you|Great|OK)! {V}
        """
    )
}
