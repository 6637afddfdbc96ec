/// What a small reader cannot do, and says so: the world's knowledge, sums, poems.
enum Honesty {
    static func example(_ dice: inout Dice) -> Example {
        var turns: [Example.Turn] = []
        if dice.chance(15) { turns.append(Example.Turn(.system, "You are a helpful assistant.")) }
        let (forms, answer) = dice.pick(kinds)
        var text = dice.pick(forms).text(Filling(), &dice)
        if dice.chance(20) { text = Words.lowered(text) }
        if dice.chance(15), text.hasSuffix("?") { text.removeLast() }
        turns.append(Example.Turn(.user, Statements.begun(text)))
        turns.append(Example.Turn(.assistant, answer))
        return Example(kind: "instruction", turns: turns)
    }

    static let world =
        Asked.noAnswer
        + " I am a small model that reads notes: give me a text that holds the answer, or get a bigger model with `martlet pull`, Ollama or a key."
    static let sums =
        Asked.noAnswer
        + " I can't calculate reliably. A bigger model can: get one with `martlet pull`, Ollama or a key."
    static let writing =
        Asked.noAnswer
        + " I am a small model that reads notes, and can't write or invent. A bigger model can: get one with `martlet pull`, Ollama or a key."

    private static let kinds: [([Phrase], String)] = [
        (knowledge, world), (knowledge, world), (knowledge, world), (arithmetic, sums), (creative, writing),
        (creative, writing), (unknownOfMartlet, Asked.noAnswer),
    ]
    private static let knowledge: [Phrase] = GeneralForms.phrases(
        """
        what is the (capital|population|currency|largest city|official language|president|flag) of {country}?
        (who|when) (discovered|invented|founded) (penicillin|the telephone|America|the {noun}|{city}|gravity|{software})?
        who (is|was) (the president of {country}|{person}|the king of {country}|Shakespeare|Einstein|Napoleon)?
        who (wrote|painted|composed) (Hamlet|the Mona Lisa|Faust|"{title}"|War and Peace|the Ninth Symphony)?
        how (far|high|deep|old|large) is (the moon|the sun|Mount Everest|the ocean|the earth|{country}|the Eiffel Tower)?
        when did (the war|the First World War|the Second World War|the Roman Empire|the {noun} age) (begin|end)?
        what is (photosynthesis|a black hole|inflation|quantum physics|DNA|democracy|a {animal}|{field}|the meaning of life|machine learning)?
        why is the (sky|sea|grass|sun) (blue|green|yellow)?
        what (is|will be) the weather (like|) (today|tomorrow|in {city})?
        what (time|day|year) is it( in {city}|)?
        how (do|does) (a {noun}|an engine|{animal}s|computers|birds|a {instrument}) (work|fly|sleep|think)?
        how (do I|can I|to) (cook|bake|make) {food}?
        what is the (best|fastest|cheapest) (way to {city}|{noun}|{software} database|{instrument})?
        who won the ({sport} world cup|election|game yesterday|last war|{sport} final)?
        what happened (in {year}|on {date}|yesterday|in {city})?
        tell me (about|something about|everything about) ({country}|{city}|{animal}s|{field}|the history of {city}|the {noun})
        (explain|describe) ({field}|how {software} works|the theory of relativity|{topic}|evolution)
        what (does|is) "{word}" mean?
        translate "{thing}" (to|into) {language}
        how many ({animal}s|people|countries|stars|islands) (are there|live in {country})?
        where is ({city}|{country}|the {adjective} {noun}|Mount Everest|the Nile)?
        should I (learn {language}|buy a {noun}|move to {city}|use {software}|study {field})?
        what is (the news|new) (today|in {country}|)?
        how (much|old) is (a {noun}|{person}|the average {animal})?
        who is the (CEO|boss|owner|founder) of ({company}|{software}|Google|Apple)?
        """
    )
    private static let arithmetic: [Phrase] = GeneralForms.phrases(
        """
        what is {number} (+|-|*|/|times|plus|minus|divided by) {number}?
        (calculate|compute) {number} (+|-|*|/) {number}( + {small}|)
        {number} (+|-|x|*|/) {number} (=|= ?|)
        what is the (square root|square|half|double|third) of {number}?
        how much is {percent} of {number}?
        (add|multiply|divide|subtract) {number} (and|by|from) {number}
        solve {small}x + {number} = {number}
        is {number} (a prime|even|divisible by {small})?
        what is the (sum|product|average|difference) of {number}(, {number}|) and {number}?
        """
    )
    private static let creative: [Phrase] = GeneralForms.phrases(
        """
        (write|compose|make up|tell me) (a|me a) (poem|story|song|joke|haiku|letter|speech|limerick|fairy tale) (about|on|for) (a {animal}|the {noun}|{city}|{first}|{food}|love)
        (write|give me|show me) (a|the) (program|function|script|code|class) (in {software}|) (that|to) (sorts a list|reads a file|finds primes|parses JSON|opens a {noun})
        (tell me|do you know) a joke
        write (an essay|a report|a blog post|an article) (about|on) {topic}
        (draw|paint|sing|play) (a {animal}|me a {noun}|a song)( for me|)
        (invent|imagine) (a {noun}|a story|a new {food}|a name for my {animal})
        help me write (my homework|an application|a novel|a letter to {person})
        """
    )
    private static let unknownOfMartlet: [Phrase] = GeneralForms.phrases(
        """
        how many (people|users|companies) use Martlet?
        how many (employees|customers) does Martlet have?
        how much does Martlet (cost|earn)( a month|)?
        who (owns|pays for|founded|sponsors) Martlet?
        when was Martlet (founded|first released|invented)?
        in which (city|country) is Martlet (made|developed|based)?
        what is the (phone number|postal address|e-mail address|stock price|logo colour|birthday) of Martlet?
        does Martlet (have an app for phones|play {instrument}|like {food}|know {person})?
        which (university|bank|school) uses Martlet?
        """
    )
}
