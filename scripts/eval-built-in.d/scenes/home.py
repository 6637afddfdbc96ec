"""Notes that people leave at home."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("prose")
def garden(c):
    who, crop, second, third = c.first(), *c.some(words.PLANTS, 3)
    bed, seeds, day, depth = (
        c.one(["south bed", "cold frame", "bed by the fence"]),
        c.count(12, 90, "seeds"),
        c.weekday(),
        c.count(2, 9, "centimetres", "cm"),
    )
    note = (
        f"{day}, dry at last. {who} got the {crop} into the {bed}, {seeds} of them, about {depth} down because of the pigeons. "
        f"The {second} look poor this year, slugs again. No point in sowing {third} before the nights warm up, so that waits."
    )
    return note, [
        span(f"Where did {who} [put|sow|plant] the {crop}?", bed),
        number(f"How many seeds of the {crop} went in?", seeds),
        number(f"How deep were the {crop} sown?", depth),
        span(f"[On which day|On what day of the week] did {who} sow the {crop}?", day),
        span(f"What has been eating the {second}?", "slugs"),
        yes(f"Are slugs a problem for the {second}?"),
        no(f"Have the {third} been sown yet?"),
        other_relation(f"Which variety of {crop} did {who} choose?"),
        other_relation(f"How often does {who} water the {crop}?"),
        other_thing(f"How deep were the {second} sown?"),
    ]


@scene("list")
def house(c):
    stop, age, plumber, meter, code = (
        c.one(["under the stairs", "behind the washing machine", "in the hall cupboard"]),
        c.count(3, 19, "years"),
        c.last(),
        c.code("@##-####"),
        c.code("####"),
    )
    trade, paint = c.pick(words.TRADES), c.pick(words.COLOURS)
    note = (
        f"HOUSE THINGS\n* stopcock - {stop}\n* boiler: {age} old, man who does it is called {plumber}\n* electricity meter no. {meter}\n"
        f"* garage door {code}\n* {trade} still owes us a quote\n* leftover hall paint is the {paint} one in the shed"
    )
    return note, [
        span("[Where's|Where is] the stopcock?", stop),
        number("How old is the boiler?", age),
        span("Who [services|looks after] the boiler?", plumber),
        span("[What is|What's] the number of the electricity meter?", meter),
        span("[What's the code for|What opens] the garage door?", code),
        span("Which colour of paint is left from the hall?", paint),
        span("Who hasn't given us a quote yet?", Value("the " + trade, [trade])),
        no(f"Has the {trade} sent a quote?"),
        no("Is the leftover hall paint kept in the garage?"),
        other_relation("What did the boiler cost?"),
        other_relation(f"What is {plumber}'s phone number?"),
        other_thing("What is the number of the gas meter?"),
        other_thing("What's the code for the front door?"),
    ]


@scene("prose")
def pet_sitting(c):
    owner, pet, other, animal, second = c.first(), c.coined(), c.coined(), *c.some(words.ANIMALS, 2)
    food, vet, pill = c.count(40, 180, "grams", "g"), c.last(), c.time(6, 9)
    note = (
        f"Thanks so much for doing this! {pet} (the {animal}) gets {food} of the dry stuff twice a day, and half a tablet at {pill}, hidden in cheese or she'll spit it out. "
        f"{other} the {second} feeds himself from the dispenser, just check it isn't jammed. He isn't allowed upstairs. Vet is Dr {vet}, card on the fridge. Love, {owner}"
    )
    return note, [
        number(f"How much dry food does {pet} get [each time|per meal]?", food),
        span(f"When does {pet} get the tablet?", pill),
        span(f"[What kind of animal is|What is] {other}?", second),
        span("[Who is|What's the name of] the vet?", Value("Dr " + vet, [vet, "Doctor " + vet])),
        span(f"What should {pet}'s tablet be hidden in?", "cheese"),
        span("Who wrote the instructions about the pets?", owner),
        no(f"May {other} go upstairs?"),
        yes(f"Does {pet} take medicine?"),
        other_relation(f"How old is {pet}?"),
        other_relation("What is the vet's address?"),
        other_thing(f"How many grams of food does {other} get?"),
    ]


@scene("list")
def recipe(c):
    name, main, second, third = c.coined(), *c.some(words.FOODS, 3)
    grams, minutes, heat, serves = c.count(200, 750, "grams", "g"), c.count(20, 95, "minutes", "min"), c.count(150, 230, "degrees"), c.number(3, 9)
    note = (
        f"{name} bake (serves {serves})\n\n{grams} {main}\na handful of {second}\n1 onion, sliced thin\nsalt, no pepper!\n\nOven to {heat}. Everything into the blue dish, lid on, {minutes}. "
        f"Take the lid off for the last ten. Gran used {third} instead of {second} but nobody else liked it."
    )
    return note, [
        number(f"How long does the {name} bake stay in the oven?", minutes),
        number(f"[At what temperature|How hot] is the {name} bake cooked?", heat),
        number(f"How many people does the {name} bake feed?", serves),
        number(f"How much {main} goes into the {name} bake?", grams),
        span(f"What did Gran put in the {name} bake in place of {second}?", third),
        span(f"Which dish is the {name} bake made in?", Value("the blue dish", ["the blue one", "blue"])),
        no(f"Does pepper go into the {name} bake?"),
        yes(f"Is there onion in the {name} bake?"),
        other_relation(f"How many calories does the {name} bake have?"),
        other_relation(f"Which wine goes with the {name} bake?"),
        other_thing(f"How much {third} did Gran use?"),
    ]


@scene("log")
def car(c):
    plate, km, cost, garage, part = (
        c.code("@@ ### @@"),
        c.count(31000, 198000, "km"),
        c.amount(90, 900, "£"),
        c.last(),
        c.one(["front brake pads", "the alternator", "the timing belt", "both wiper motors"]),
    )
    first, second = c.day(), c.day()
    note = (
        f"Car ({plate})\n{first.dotted}  oil + filter at home, {km} on the clock\n{second.dotted}  {garage}'s: replaced {part}, {cost} all in. Says the exhaust will do another winter\n"
        f"next: tyres, ask {c.first()} where he got his"
    )
    return note, [
        span("[What's|What is] the number plate of the car?", plate),
        number("[How much did the garage charge|What did the garage visit cost]?", cost),
        span("What did the garage replace on the car?", part),
        number("What mileage did the car have at the oil change?", km),
        span("When was the oil changed?", first.dotted),
        span("[Which garage|Whose garage] did the repair?", Value(garage + "'s", [garage])),
        no("Does the exhaust have to be replaced before winter?"),
        no("Was the oil changed at the garage?"),
        other_relation("What colour is the car?"),
        other_relation("When was the car bought?"),
        other_thing("How much did the new tyres cost?"),
    ]


@scene("list")
def lending(c):
    people, tools = [c.first() for _ in range(4)], c.some(words.TOOLS, 5)
    since, deposit = c.day(), c.amount(5, 40, "$", cents=False)
    note = (
        f"who has what:\n- {tools[0]} -> {people[0]} (since {since.short})\n- {tools[1]} -> {people[1]}, wants to keep it till the weekend\n- {tools[2]} -> {people[2]}, left {deposit} deposit\n"
        f"- {tools[3]} BACK from {people[3]}, blade is bent"
    )
    return note, [
        span(f"Who has [got|] the {tools[1]}?", people[1]),
        span(f"What did {people[0]} borrow?", tools[0]),
        number(f"How big was {people[2]}'s deposit?", deposit),
        span(f"Since when has {people[0]} had the {tools[0]}?", since.short),
        span(f"What is wrong with the {tools[3]}?", Value("blade is bent", ["the blade is bent", "bent blade", "a bent blade", "its blade is bent"])),
        yes(f"Has {people[3]} [returned|brought back] the {tools[3]}?"),
        no(f"Is the {tools[2]} with {people[1]}?"),
        several("~Which people still have something of mine?", people[:3]),
        other_thing(f"Who borrowed the {tools[4]}?"),
        other_relation(f"How much deposit did {people[1]} leave?"),
        other_relation(f"When will {people[2]} bring back the {tools[2]}?"),
    ]


@scene("record")
def flat(c):
    street, rent, size, floor, agent = (
        c.street(),
        c.amount(540, 1900, "€", cents=False),
        c.count(31, 118, "m²"),
        c.one(["second", "third", "fourth", "fifth"]),
        c.last(),
    )
    minus, free = c.one(["no cellar", "bathroom has no window", "trains at night", "bikes can't go in the yard"]), c.one(MONTHS_AHEAD)
    note = f"{street} {c.between(3, 90)} - saw it Tue\nrent {rent} warm / deposit two months\n{size}, {floor} floor, no lift\nfree from {free}\n+ light kitchen, wooden floors\n- {minus}\nagent: {agent}, wants an answer by Friday noon"
    return note, [
        number(f"What's the rent [for|of] the flat in {street}?", rent),
        number(f"How [big|large] is the flat in {street}?", size),
        span(f"[On which floor|Which floor] is the flat in {street} [on|]?", Value(floor, [floor + " floor"])),
        span(f"From when [is the flat in {street} free|can we have the flat in {street}]?", free),
        span(f"Who is the agent for {street}?", agent),
        span(f"What is the drawback of the flat in {street}?", minus),
        no(f"Does the building in {street} have a lift?"),
        yes(f"Is the kitchen in {street} bright?"),
        span(f"By when does {agent} want to hear from us?", Value("Friday noon", ["by Friday noon", "Friday at noon"])),
        other_relation(f"How many rooms does the flat in {street} have?"),
        other_relation(f"What year was the house in {street} built?"),
        other_thing(f"What is the rent of the flat in {c.street()}?"),
    ]


MONTHS_AHEAD = "February|April|June|July|September|November".split("|")


@scene("chat")
def party(c):
    host, guest, cake, late = c.first(), c.first(), c.first(), c.first()
    street, time, gift = c.street(), c.time(15, 20), c.one(["a telescope", "a pasta maker", "roller skates", "a tent", "a record player"])
    note = (
        f"{guest}: so when's {host}'s thing on saturday\n{cake}: {time}, {street}, ring twice the bell is broken\n{guest}: ok! I could bring salad?\n{cake}: pls do. I'm on cake\n"
        f"{late}: stuck at work til late, save me a slice\n{guest}: and the present?\n{cake}: we're all chipping in for {gift}"
    )
    return note, [
        span(f"What time does {host}'s [party|thing] start?", time),
        span(f"Where is {host}'s [party|do]?", street),
        span(f"What [present|gift] will {host} get?", gift),
        span(f"Who is bringing salad to {host}'s party?", guest),
        span(f"Who [makes|brings] the cake for {host}?", cake),
        span(f"Who will be late for {host}'s party?", late),
        no(f"Does the bell at {host}'s party place work?"),
        yes(f"Is {host}'s party on a Saturday?"),
        other_relation(f"How old is {host} turning?"),
        other_relation(f"What does {gift} for {host} cost?"),
        other_thing(f"Who brings the drinks to {host}'s party?"),
    ]
