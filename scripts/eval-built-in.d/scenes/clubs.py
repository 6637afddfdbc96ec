"""Clubs, stages and games."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("prose")
def election(c):
    chair, cash, clerk, loser, club = (
        c.person(),
        c.person(),
        c.person(),
        c.person(),
        c.town() + " " + c.one(["Rowing Club", "Chess Circle", "Allotment Society", "Film Club"]),
    )
    votes, against, fee = c.number(21, 88), c.number(3, 19), c.amount(12, 90, "£", cents=False)
    note = (
        f"At its yearly meeting the {club} chose {chair} as chair with {votes} votes; {loser}, who had also stood, got {against}. {cash} stays on as treasurer. {clerk} keeps the books in order for another year as secretary. "
        f"The fee goes up to {fee}. A motion to let dogs into the hall fell."
    )
    return note, [
        span(f"Who [chairs|is now chair of] the {club}?", chair),
        number(f"How many votes did {chair} get?", Value(votes, [f"{votes} votes"])),
        number(f"How many people voted for {loser}?", Value(against, [f"{against} votes", f"{against} people"])),
        span(f"Who is the treasurer of the {club}?", cash),
        span(f"Who is secretary of the {club}?", clerk),
        number(f"What is the [new|] fee of the {club}?", fee),
        no(f"Are dogs allowed in the hall of the {club}?"),
        no(f"Was {loser} elected?"),
        yes(f"Was {cash} treasurer of the {club} before?"),
        other_relation(f"How many members does the {club} have?"),
        other_thing(f"How many votes did {cash} get?"),
        other_relation(f"What was the fee of the {club} before?"),
    ]


@scene("table")
def programme(c):
    topics, people, rooms, times = (
        c.some(words.TOPICS, 4),
        [c.person() for _ in range(4)],
        c.some(words.ROOMS, 4),
        sorted([c.time(9, 17) for _ in range(4)], key=lambda t: (len(t), t)),
    )
    rows = "\n".join(f"| {t} | {p} | {topic} | {r} |" for t, p, topic, r in zip(times, people, topics, rooms))
    note = f"| when | who | about | room |\n|---|---|---|---|\n{rows}\n\nThe {times[3]} talk is not recorded."
    return note, [
        span(f"Who [talks|speaks] about {topics[0]}?", people[0]),
        span(f"In which room is {people[1]}'s talk?", Value(rooms[1], [rooms[1] + " room", "the " + rooms[1] + " room"])),
        span(f"When does {people[2]} speak?", Value(times[2], ["at " + times[2]])),
        span(f"What is {people[3]}'s talk about?", topics[3]),
        span(f"When is the talk about {topics[1]}?", Value(times[1], ["at " + times[1]])),
        no(f"Is {people[3]}'s talk recorded?"),
        yes(f"Is the talk about {topics[2]} in the {rooms[2]} room?"),
        no(f"Does {people[0]} speak in the {rooms[1]} room?"),
        several("~Who are the speakers?", people),
        other_thing(f"When does {c.person()} speak?"),
        other_relation(f"How long is {people[1]}'s talk?"),
        other_relation(f"Which university is {people[2]} from?"),
    ]


@scene("table")
def results(c):
    teams, points, goals = (
        [c.town() for _ in range(5)],
        sorted([int(c.number(8, 60)) for _ in range(5)], reverse=True),
        [c.number(61, 99) for _ in range(5)],
    )
    rows = "\n".join(f"{i}. {t:<20} {p:>3} pts   {g} goals" for i, (t, p, g) in enumerate(zip(teams, points, goals), 1))
    note = f"Second league, final standing\n{rows}\nPromoted: 1 and 2. Relegated: 5."
    return note, [
        number(f"How many points has {teams[2]}?", Value(str(points[2]), [f"{points[2]} points", f"{points[2]} pts"])),
        number(f"How many goals did {teams[1]} score?", Value(goals[1], [f"{goals[1]} goals"])),
        span("Who won the second league?", teams[0]),
        span("Which team is [relegated|going down] from the second league?", teams[4]),
        several("Which teams are promoted from the second league?", teams[:2]),
        span("Who came third in the second league?", teams[2]),
        yes(f"Is {teams[1]} promoted?"),
        no(f"Is {teams[3]} relegated?"),
        other_thing(f"How many points has {c.town()}?"),
        other_relation(f"Who trains {teams[0]}?"),
        other_relation(f"In which stadium does {teams[3]} play?"),
    ]


@scene("list")
def rehearsal(c):
    songs, keys, players, parts = (
        [c.coined() + " " + c.one(["Reel", "Blues", "Waltz", "March"]) for _ in range(3)],
        c.some(["D minor", "A flat", "G", "E minor", "B flat", "F sharp"], 3),
        [c.first() for _ in range(3)],
        c.some(words.INSTRUMENTS, 3),
    )
    tempo = c.number(62, 188)
    note = (
        f"set for the barn gig\n1) {songs[0]}, {keys[0]}, {players[0]} counts in\n2) {songs[1]}, {keys[1]}, ♩={tempo}, no drums\n3) {songs[2]}, {keys[2]} (watch the key change, {players[1]})\n"
        f"{players[0]}: {parts[0]}; {players[1]}: {parts[1]}; {players[2]}: {parts[2]}"
    )
    return note, [
        span(f"In which key is the {songs[0]}?", keys[0]),
        span(f"What does {players[2]} play?", Value(parts[2], ["the " + parts[2]])),
        span(f"Who plays the {parts[1]}?", players[1]),
        number(f"What's the tempo of the {songs[1]}?", Value(tempo, [f"{tempo} bpm", f"♩={tempo}"])),
        span(f"Who counts in the {songs[0]}?", players[0]),
        no(f"Are there drums in the {songs[1]}?"),
        several("~What songs are in the set?", songs),
        span("~Which song comes last in the set?", songs[2]),
        other_thing(f"Who plays the {c.one([i for i in words.INSTRUMENTS if i not in parts])}?"),
        other_thing(f"What is the tempo of the {songs[2]}?"),
        other_relation(f"Who wrote the {songs[1]}?"),
        yes(f"Is there a key change in the {songs[2]}?"),
    ]


@scene("record")
def character(c):
    name, home, kind, gold, life, blade = (
        c.coined(),
        c.coined(),
        c.one(["tinker", "hedge witch", "pikeman", "smuggler", "lampwright"]),
        c.number(11, 480),
        c.number(6, 49),
        c.coined(),
    )
    fear = c.one(["deep water", "owls", "mirrors", "bells", "tall grass"])
    note = f"NAME {name} of {home}\nCALLING {kind}\nHEALTH {life} | GOLD {gold} | LUCK -\nWEAPON a short sword named {blade}\nFLAW afraid of {fear}; cannot lie\nSWORN TO nobody, any more"
    return note, [
        span(f"What is {name}'s [calling|profession]?", Value(kind, ["a " + kind])),
        number(f"How much gold has {name}?", Value(gold, [f"{gold} gold"])),
        span(f"What is {name} [afraid of|scared of]?", fear),
        span(f"What is {name}'s sword called?", blade),
        number(f"How much health has {name}?", life),
        span(f"Where is {name} from?", home),
        no(f"Can {name} lie?"),
        no(f"Is {name} still sworn to somebody?"),
        other_relation(f"What is {name}'s luck?"),
        other_relation(f"How old is {name}?"),
        other_thing(f"How much gold has {c.coined()}?"),
        yes(f"Has {name}'s sword got a name?"),
    ]


@scene("mail")
def choir(c):
    leader, place, fee, start, end, work = (
        c.person(),
        c.town(),
        c.amount(45, 320, "€", cents=False),
        c.day(),
        c.day(),
        c.one(["a mass by a local composer", "sea shanties", "madrigals", "a cantata"]),
    )
    bed = c.count(12, 60, "beds")
    note = (
        f"Dear all,\nthe singing weekend is in {place} this time, from {start.short}, and {leader} leads it. We will work on {work}. It costs {fee} with food; {bed} are booked, so bring a friend. "
        f"Sheet music is there, you bring a pencil and slippers. Last day to sign up: {end.short}. No auditions!"
    )
    return note, [
        span("Where is the singing weekend?", Value(place, ["in " + place])),
        span("Who leads the singing weekend?", leader),
        number("What does the singing weekend cost?", fee),
        span("[By when|Until when] can I sign up for the singing weekend?", end.short),
        number("How many beds are booked for the singing weekend?", bed),
        span("What will be sung at the singing weekend?", work),
        several("What do I have to bring to the singing weekend?", [Value("a pencil", ["pencil"]), "slippers"]),
        no("Do I have to audition for the singing weekend?"),
        yes("Is food included in the price of the singing weekend?"),
        other_relation("On which day does the singing weekend end?"),
        other_relation("How do we get to the singing weekend?"),
        other_thing("Who leads the dancing weekend?"),
        span("When does the singing weekend begin?", start.short),
    ]
