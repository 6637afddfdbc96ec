"""Buying, selling, storing."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("record")
def receipt(c):
    shop, things, prices, day, clerk, points = (
        c.firm(),
        c.some(words.FOODS, 3),
        [c.amount(2, 29, "€") for _ in range(3)],
        c.day(),
        c.first(),
        c.number(12, 99),
    )
    total = c.amount(70, 99, "€")
    note = f"*** {shop} ***\n{things[0]:<16}{prices[0]:>9}\n{things[1]:<16}{prices[1]:>9}\n{things[2]:<16}{prices[2]:>9}\nbag             €0.15\nTOTAL           {total}\ncard    {day.dotted}\nyou were served by {clerk}\nbonus points: {points}"
    return note, [
        number(f"What did I pay [in total|all in all] at {shop}?", total),
        number(f"[How much were|What was the price of] the {things[0]} at {shop}?", prices[0]),
        span(f"Who served me at {shop}?", clerk),
        number(f"How many bonus points did I get at {shop}?", Value(points, [f"{points} points"])),
        number("What does a bag cost?", Value("€0.15", ["0.15", "15 cents", "0.15 €"])),
        no(f"Did I pay cash at {shop}?"),
        yes(f"Did I buy {things[1]} at {shop}?"),
        span(f"On which date was I at {shop}?", day.dotted),
        other_thing(f"How much were the {c.one([f for f in words.FOODS if f not in things])} at {shop}?"),
        other_relation(f"In which street is {shop}?"),
        other_relation(f"At what time was I at {shop}?"),
    ]


@scene("table")
def stock(c):
    items, counts, shelves = c.some(words.TOOLS, 5), [c.number(2, 95) for _ in range(5)], [c.code("@##") for _ in range(5)]
    rows = "\n".join(f"{i:<22}{n:>4}  {s}" for i, n, s in zip(items[:4], counts, shelves))
    note = f"ITEM                   QTY  SHELF\n{rows}\nreorder below 5. {items[3]}: supplier has stopped making it"
    return note, [
        number(f"How many of the {items[0]} are in stock?", Value(counts[0], [f"{counts[0]} pieces"])),
        span(f"On which shelf is the {items[1]}?", Value(shelves[1], ["shelf " + shelves[1]])),
        span(f"What lies on shelf {shelves[2]}?", Value(items[2], ["the " + items[2]])),
        span("Which item is no longer made?", Value(items[3], ["the " + items[3]])),
        number("Below what quantity do we reorder?", Value("5", ["five", "below 5"])),
        several("~Which items are on the list?", items[:4]),
        no(f"Is the {items[3]} still made?"),
        yes(f"Is the {items[1]} on shelf {shelves[1]}?"),
        no(f"Is the {items[0]} on shelf {shelves[2]}?"),
        other_thing(f"How many of the {items[4]} are in stock?"),
        other_relation(f"What does the {items[0]} cost?"),
        other_relation(f"Who supplies the {items[2]}?"),
    ]


@scene("prose")
def takeover(c):
    a, b, price, boss, staff, town = c.firm(), c.firm(), c.amount(3, 90, "$", cents=False), c.person(), c.number(60, 990), c.town()
    note = f"{a} is buying its smaller rival {b}, both said on Thursday. The price is {price} million, in shares. {b}, whose {staff} people work in {town}, keeps its name. Its founder {boss} leaves. Nobody else loses their job, {a} promised; the unions want that in writing."
    return note, [
        span(f"Who is buying {b}?", a),
        number(
            f"How much does {a} pay for {b}?",
            Value(
                price,
                [
                    f"{price} million",
                    f"{price[1:]} million",
                    f"${price[1:]} million",
                    f"{price} million, in shares",
                    f"{price} million in shares",
                    f"{price[1:]} million dollars",
                ],
            ),
        ),
        number(f"How many people work for {b}?", Value(staff, [f"{staff} people"])),
        span(f"Who founded {b}?", boss),
        span(f"Where do the people of {b} work?", Value(town, ["in " + town])),
        yes(f"Will {b} keep its name?"),
        no(f"Does {boss} stay?"),
        span(f"How is {b} paid for?", Value("in shares", ["shares"])),
        span("What do the unions want?", Value("that in writing", ["the promise in writing", "it in writing", "in writing"])),
        other_relation(f"What does {b} make?"),
        other_thing(f"How many people work for {a}?"),
        other_thing(f"Who founded {a}?"),
        no(f"Is {b} bigger than {a}?"),
    ]


@scene("list")
def shipment(c):
    number_, weight, boxes, carrier, town, hurt = c.code("@@@-######"), c.count(14, 960, "kg"), c.number(2, 40), c.firm(), c.town(), c.number(41, 60)
    day = c.weekday()
    note = f"consignment {number_}\n - {boxes} boxes, {weight} gross\n - from {town}, carrier {carrier}\n - seal intact, but box {hurt} wet at one corner (photo taken)\n - unloaded {day}, signed for by night porter\n - hold until customs stamp arrives"
    return note, [
        number(f"How many boxes are in {number_}?", Value(boxes, [f"{boxes} boxes"])),
        number(f"How heavy is {number_}?", weight),
        span(f"Who is the carrier of {number_}?", carrier),
        span(f"Where does {number_} come from?", town),
        span(f"Which box of {number_} is damaged?", Value(hurt, [f"box {hurt}"])),
        span(f"Who signed for {number_}?", Value("night porter", ["the night porter"])),
        span(f"On which day was {number_} unloaded?", day),
        yes(f"Was the seal of {number_} intact?"),
        no(f"May {number_} be passed on already?"),
        span(f"What is {number_} waiting for?", Value("customs stamp", ["the customs stamp", "a customs stamp"])),
        other_relation(f"What is in {number_}?"),
        other_relation(f"What is {number_} worth?"),
        other_thing(f"How heavy is {c.code('@@@-######')}?"),
    ]


@scene("mail")
def offer(c):
    who, thing, price, least, place, flaw = (
        c.first(),
        c.one(["cargo bike", "loom", "kiln", "canoe", "drafting table"]),
        c.amount(120, 890, "€", cents=False),
        c.amount(60, 110, "€", cents=False),
        c.town(),
        c.one(["a squeak", "a dent at the back", "one screw missing", "faded paint"]),
    )
    age = c.count(2, 14, "years")
    note = f"Hi! Yes, the {thing} is still to be had. It's {age} old and has {flaw}, otherwise fine. I ask {price}, and no, I can't post it; you'd fetch it in {place}. Lamp and cover go with it. Evenings are best. Best, {who}"
    return note, [
        number(f"[How much does {who} want|What does {who} ask] for the {thing}?", price),
        number(f"How old is the {thing}?", age),
        span(f"Where [can I pick up|is] the {thing}?", Value(place, ["in " + place])),
        span(f"What is wrong with the {thing}?", Value(flaw, ["it has " + flaw])),
        span(f"Who is selling the {thing}?", who),
        no(f"Can {who} post the {thing}?"),
        yes(f"Is the {thing} still for sale?"),
        several(f"What comes with the {thing}?", ["lamp", "cover"]),
        span(f"When is the best time to fetch the {thing}?", Value("evenings", ["in the evening", "the evening", "evening"])),
        other_relation(f"How heavy is the {thing}?"),
        other_relation(f"Who made the {thing}?"),
        other_thing(f"How much is the {c.one(['piano stool', 'sewing machine', 'anvil'])}?"),
    ]
