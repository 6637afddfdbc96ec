/// Greetings and the like. Short, friendly, and back to what it is for.
enum SmallTalk {
    static func example(_ dice: inout Dice) -> Example {
        let (asked, answered) = dice.pick(exchanges)
        var text = dice.pick(asked).text(Filling(), &dice)
        if dice.chance(25) { text = Words.lowered(text) }
        if dice.chance(25), let last = text.last, "?!.".contains(last) { text.removeLast() }
        return .instruction(text, answered)
    }

    private static let exchanges: [([Phrase], String)] = [
        (
            [
                "(Hello|Hi|Hey|Good morning|Good evening|Good afternoon|Hello there|Hi there|Moin|Greetings)(!|.|)",
                "(Hello|Hi) {first}!", "(Hey|Hi), (anybody there|are you there)?",
            ],
            "Hello! Give me some notes and a question, or ask me about Martlet."
        ),
        (
            [
                "(Thanks|Thank you|Thanks a lot|Many thanks|Cheers|Thank you very much|thx)(!|.|)",
                "(Great|Perfect|Good), (thanks|thank you)!", "That (helped|was helpful|is what I needed)(!|.)",
            ], "You're welcome."
        ),
        (
            ["(Bye|Goodbye|See you|Good night|Farewell|Until tomorrow)(!|.|)", "I (must|have to) go( now|)."],
            "Goodbye!"
        ),
        (
            ["How are you( today|)?", "How (do you do|is it going)?", "What's up?", "Are you (well|fine|ok)?"],
            "I am fine, thank you. What would you like to know?"
        ),
        (
            [
                "(Test|Testing|ping|test test|1 2 3)",
                "(Does this work|Is this thing on|Are you working|Can you hear me)?",
            ], "It works. Give me some notes and a question, or ask me about Martlet."
        ),
        (["(ok|okay|Good|Nice|Fine|I see|Alright|Great)(!|.|)"], "Good. What would you like to know?"),
        (["(Sorry|I am sorry|My mistake|Excuse me)(!|.|)"], "No problem. What would you like to know?"),
        (
            [
                "(You are|You're|That was|This is) (wrong|not right|mistaken|incorrect)(!|.|)",
                "(That|This) (is not|isn't) (true|right|correct).",
            ], "I am a small model and make mistakes. Please check the notes themselves, or use a bigger model."
        ),
        (
            [
                "(You are|You're) (great|good|clever|nice|helpful|smart|the best)(!|.|)",
                "(Well done|Good job|Bravo)(!|)",
            ], "Thank you!"
        ),
        (["(Yes|No|Maybe|Perhaps|Sure)(.|!|)"], "What would you like to know?"),
    ].map { (GeneralForms.phrases($0.0.joined(separator: "\n")), $0.1) }
}
