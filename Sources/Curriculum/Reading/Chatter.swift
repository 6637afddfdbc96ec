/// What notes say beside what anybody asks: sentences that state no fact of any thing with a name.
enum Chatter {
    static func sentence(_ dice: inout Dice) -> String {
        Words.capitalized(dice.pick(sentences).text(Filling(), &dice)) + "."
    }

    static func frame(_ dice: inout Dice) -> String {
        dice.pick(frames).text(Filling(), &dice)
    }

    /// What follows a frame: a sentence that began with a small word goes on small.
    static func lowered(_ sentence: String) -> String {
        for word in [
            "The ", "For ", "In ", "It ", "As ", "When ", "Records ", "They ", "We ", "With ", "Because ", "Until ",
            "What ", "Contrary ", "Nobody ", "Anybody ", "Whoever ", "Everyone ", "If ", "There ", "Regarding ",
            "Formerly ",
            "Previously ", "Erratum", "Correction", "These ", "Our ", "At ", "On ",
        ]
        where sentence.hasPrefix(word) {
            return Words.lowered(String(sentence.prefix(1))) + sentence.dropFirst()
        }
        return sentence
    }

    /// What may stand behind a statement, before its full stop.
    static func tail(_ dice: inout Dice) -> String {
        dice.pick(tails).text(Filling(), &dice)
    }

    /// What may stand between a name and what is said of it.
    static func aside(_ dice: inout Dice) -> String {
        dice.pick(asides).text(Filling(), &dice)
    }

    private static let asides: [Phrase] = GeneralForms.phrases(
        """
        , as it happens,
        , of all things,
        , despite the {noun},
        , like many others,
        , after much debate,
        , so often mentioned here,
        , not without pride,
        , as the {adjective} {noun} shows,
        , known to all of us,
        , in spite of everything,
        , tucked between the {noun} and the {noun},
        , which people like for its {noun},
         \\(see the {noun} list\\)
         \\(no relation to {person}\\)
        , with or without {a} {noun},
        , once {a} {adjective} {noun},
        """
    )
    private static let tails: [Phrase] = GeneralForms.phrases(
        """
        , as (everybody knows|was said before|expected)
        , which (surprised nobody|is not new|we checked)
         \\(see (above|below|the appendix)\\)
        , according to {person}
        , or so they say
        , by the way
         at the (moment|time of writing)
        , and {person} agrees
        """
    )
    private static let frames: [Phrase] = GeneralForms.phrases(
        """
        according to the (minutes|notes|report|website|last letter|old files),
        as (we all know|you know|everybody knows) by now,
        as far as (we|I) know,
        (note|remember|mind you|rumour has it) that
        (reportedly|officially|apparently|in fact|by the way),
        it (says|is written) here that
        one more thing:
        (after a long search|in the end|for years now|by common consent|to nobody's surprise|as luck would have it|these days|so far|as a rule),
        (our records show|you may have heard|it is well known|I am told|please note|it turned out|everyone agrees|it was decided) that
        to (sum up|begin with|come to the point),
        (yesterday|last week|this morning|in spring) (we heard|I read|it was said|they told me) that
        (also|besides|in addition|meanwhile|what is more|interestingly|at the same time|finally|first of all),
        (the archive|the register|the board|a report) (shows|states|confirms) that
        to be (clear|precise):
        (update|reminder|NB|FYI):
        (somebody|a neighbour|the press|our guide) (said|wrote|told us) that
        """
    )

    private static let sentences: [Phrase] = GeneralForms.phrases(
        """
        the weather was (fine|dreadful|mild|cold) (that day|all week|again)
        more on this (next week|tomorrow|in the next issue|when we know it)
        (nobody|hardly anybody) was surprised
        this (page|list|note) is (checked|updated|read again) (every spring|from time to time|once a year)
        please (keep|print|share|file) this note
        the (coffee|tea|soup) was cold again
        (thanks|thank you) for (reading|your patience|your help)
        some details are still (open|missing|unclear)
        a photograph of the {thing} hangs in the hall
        (the|an old) {adjective} {noun} stands by the door
        it took a while to find all of this
        there is a {noun} on every table
        we had {food} for lunch
        opinions differ about this
        the rest is (history|a matter of taste|written elsewhere)
        the {noun} in the {noun} needs paint
        people ask about this all the time
        not everything went to plan
        the old {noun} is gone
        all figures were checked twice
        that was (quite|rather) a {adjective} (day|week|year)
        questions are welcome at any time
        the {animal} slept through all of it
        (later|then|after that) the talk turned to {plant} and {food}
        a {noun} was left behind and can be fetched
        """
    )
}
