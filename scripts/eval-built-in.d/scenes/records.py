"""What is kept for good: catalogues, registers, histories, wills."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("prose")
def bridge(c):
    river, builder, year, length, toll = (
        c.coined(),
        c.person(),
        c.number(1711, 1899),
        c.count(64, 890, "metres", "m"),
        c.one(["two pennies", "a copper", "an egg", "a loaf"]),
    )
    old = c.number(1500, 1690)
    note = f"The bridge over the {river} was put up by {builder} and opened in {year}. Before it, from {old} on, there was a ferry. It is {length} long, of {c_mat(c)}, and until the last war you paid {toll} to cross. Cars may no longer use it. A second bridge, further down, belongs to the railway."
    return note, [
        span(f"Who built the bridge over the {river}?", builder),
        number(f"When was the bridge over the {river} opened?", year),
        number(f"How long is the bridge over the {river}?", length),
        span(f"What was the toll on the bridge over the {river}?", toll),
        number(f"Since when was there a ferry on the {river}?", old),
        no(f"May cars drive over the old bridge on the {river}?"),
        span(f"Who owns the second bridge over the {river}?", Value("the railway", ["railway"])),
        yes(f"Was there a ferry on the {river} before the bridge?"),
        other_relation(f"What did the bridge over the {river} cost to build?"),
        other_thing(f"When was the railway bridge over the {river} opened?"),
        other_thing(f"Who built the bridge over the {c.coined()}?"),
    ]


def c_mat(c):
    return c.one(["granite", "brick", "riveted iron", "timber"])


@scene("record")
def card(c):
    title, author, shelf, year, pages, lender = (
        c.coined() + " and the " + c.one(["Lighthouse", "Tin Soldier", "Ninth Map", "Salt Road"]),
        c.person(),
        c.code("@@ ###.#"),
        c.number(1921, 2019),
        c.number(96, 780),
        c.person(),
    )
    back = c.day()
    note = f"{title} / {author}. - {year}. - {pages} p.\nShelf {shelf}   Copies 2 (one lost)\nOn loan to {lender}, due {back.short}\nNot for children. Dust jacket missing."
    return note, [
        span(f"Who wrote {title}?", author),
        span(f"On which shelf is {title}?", Value(shelf, ["shelf " + shelf])),
        number(f"How many pages has {title}?", Value(pages, [f"{pages} pages", f"{pages} p."])),
        number(f"When was {title} published?", year),
        span(f"Who has borrowed {title}?", lender),
        span(f"When is {title} due back?", back.short),
        no(f"Is {title} a children's book?"),
        yes(f"Has a copy of {title} been lost?"),
        span(f"What is missing from {title}?", Value("dust jacket", ["the dust jacket", "its dust jacket"])),
        other_relation(f"What language is {title} in?"),
        other_relation(f"Who published {title}?"),
        other_thing(f"Who wrote {c.coined()} and the Glass Mountain?"),
    ]


@scene("list")
def will(c):
    giver, people = c.person(), [c.first() for _ in range(4)]
    things = c.some(
        ["the walnut clock", "the sailing boat", "all sheet music", "the stamp albums", "the piano", "grandmother's rings", "the microscope"], 4
    )
    sum_ = c.amount(900, 9000, "€", cents=False)
    note = f"I, {giver}, being well, leave\n  to {people[0]}: {things[0]}\n  to {people[1]}: {things[1]}, which is not to be sold\n  to {people[2]}: {sum_} for the studies\n  to {people[3]}: {things[2]} and {things[3]}\nThe house goes to the parish."
    return note, [
        span(f"Who gets {things[0]}?", people[0]),
        span(f"What does {people[1]} inherit?", Value(things[1])),
        number(f"How much money is left to {people[2]}?", sum_),
        several(f"What does {people[3]} inherit?", things[2:4]),
        span(f"Who gets {giver}'s house?", Value("the parish", ["parish"])),
        span("~Whose will is this?", giver),
        no(f"May {people[1]} sell {things[1]}?"),
        span(f"What is the money for {people[2]} meant for?", Value("the studies", ["studies", "for the studies"])),
        other_thing(f"What does {c.first()} inherit?"),
        other_relation(f"When did {giver} write the will?"),
        other_relation(f"What is {things[0]} worth?"),
        yes(f"Does {people[3]} get {things[2]}?"),
        no(f"Does {people[0]} get the house?"),
    ]


@scene("table")
def ships(c):
    names, masters, loads = (
        [c.coined() for _ in range(4)],
        [c.last() for _ in range(4)],
        c.some(["salt", "herring", "timber", "coal", "wool", "tar", "wine"], 4),
    )
    tons, ports = [c.number(60, 940) for _ in range(4)], [c.town() for _ in range(4)]
    rows = "\n".join(f"{n};{m};{t};{l};{p}" for n, m, t, l, p in zip(names, masters, tons, loads, ports))
    note = f"ship;master;tons;cargo;from\n{rows}\n# {names[1]} detained: papers wanting"
    return note, [
        span(f"Who is master of the {names[0]}?", masters[0]),
        number(f"How many tons has the {names[2]}?", Value(tons[2], [f"{tons[2]} tons"])),
        span(f"What cargo does the {names[3]} carry?", loads[3]),
        span(f"[Where does the {names[1]} come from|From which port is the {names[1]}]?", ports[1]),
        span(f"Which ship carries {loads[0]}?", Value(names[0], ["the " + names[0]])),
        span(
            f"Why was the {names[1]} detained?",
            Value("papers wanting", ["papers were wanting", "its papers were wanting", "papers are wanting", "missing papers"]),
        ),
        yes(f"Was the {names[1]} detained?"),
        no(f"Does the {names[2]} carry {loads[3]}?"),
        several("~Which ships are in the register?", names),
        other_thing(f"Who is master of the {c.coined()}?"),
        other_relation(f"How many sailors has the {names[0]}?"),
        other_relation(f"Where is the {names[3]} going?"),
    ]


@scene("prose")
def village(c):
    name, founder, people, mill, fire = (
        c.coined() + "by",
        c.one(["charcoal burners", "salt traders", "monks", "weavers"]),
        c.number(180, 3900),
        c.number(1640, 1790),
        c.number(1801, 1888),
    )
    dish = c.one(words.FOODS)
    note = f"{name} was founded by {founder}. The mill, from {mill}, is the oldest house, since the fire of {fire} spared nothing else. Today {people} people live there, fewer than a century ago. On market day they eat {dish}. The school was shut and is a museum now."
    return note, [
        span(f"Who founded {name}?", founder),
        number(f"How many people live in {name}?", Value(people, [f"{people} people", f"{int(people):,}"])),
        number(f"In which year was the fire in {name}?", fire),
        span(f"What is the oldest house in {name}?", Value("the mill", ["mill"])),
        span(f"What do they eat in {name} on market day?", dish),
        no(f"Is there still a school in {name}?"),
        yes(f"Did more people live in {name} a century ago?"),
        span(f"What has become of the school in {name}?", Value("a museum", ["museum", "it is a museum now"])),
        number(f"From which year is the mill of {name}?", mill),
        other_relation(f"Who is the mayor of {name}?"),
        other_relation(f"On which day of the week is the market in {name}?"),
        other_thing(f"How many people live in {c.coined()}by?"),
        no(f"Did the fire destroy the mill of {name}?"),
    ]


@scene("list")
def contacts(c):
    people, phones, roles = [c.person() for _ in range(4)], [c.code("0## ### ##") for _ in range(4)], c.some(words.TRADES, 3)
    note = f"☎ {people[0]} ({roles[0]}) {phones[0]}\n☎ {people[1]} ({roles[1]}) {phones[1]} - mornings only\n☎ {people[2]} ({roles[2]}) {phones[2]}, never answers, write instead\n☎ {people[3]} next door, spare key, {phones[3]}"
    return note, [
        span(f"What's {people[0]}'s [number|phone number]?", phones[0]),
        span(f"What does {people[1]} do [for a living|]?", Value(roles[1], ["a " + roles[1], "an " + roles[1]])),
        span(f"Who is the {roles[2]}?", people[2]),
        span("Who has the spare key?", people[3]),
        span(f"When can I call {people[1]}?", Value("mornings only", ["mornings", "in the morning", "in the mornings", "only mornings"])),
        span(f"[Whose number is|Who has the number] {phones[2]}?", people[2]),
        no(f"Does {people[2]} answer the phone?"),
        yes(f"Does {people[3]} live next door?"),
        other_relation(f"What is {people[0]}'s address?"),
        other_thing(f"What's the number of {c.person()}?"),
        other_thing(f"Who is the {c.one([t for t in words.TRADES if t not in roles])}?"),
        no(f"Can I call {people[1]} in the evening?"),
    ]
