"""On the way."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("list")
def train(c):
    a, b, mid, dep, arr, seat, coach = c.town(), c.town(), c.town(), c.time(6, 11), c.time(12, 20), c.number(11, 98), c.number(2, 9)
    fare, code = c.amount(19, 149, "€"), c.code("@%#@@#")
    note = f"{dep}  dep. {a}, platform {c.between(1, 9)}{c.one('abc')}\n   change in {mid}, 11 min, other side of the platform\n{arr}  arr. {b}\ncoach {coach}, seat {seat} (window)\nbooking {code}, {fare}, no refund\nbikes: sold out"
    return note, [
        span(f"When does [my|the] train leave {a}?", Value(dep, ["at " + dep])),
        span(f"When am I in {b}?", Value(arr, ["at " + arr])),
        span(f"Where do I change on the way to {b}?", Value(mid, ["in " + mid])),
        number(f"Which seat do I have on the way to {b}?", Value(seat, ["seat " + seat, f"coach {coach}, seat {seat}"])),
        number(f"What was the fare to {b}?", fare),
        span(f"What is the booking code for {b}?", code),
        yes(f"Do I sit at the window on the way to {b}?"),
        no(f"Can I get my money back for the train to {b}?"),
        no(f"Can I take a bike to {b}?"),
        number(f"How many minutes do I have to change in {mid}?", Value("11", ["11 min", "11 minutes", "eleven"])),
        other_relation(f"When do I arrive in {mid}?"),
        other_thing(f"When does the train leave {c.town()}?"),
        other_relation(f"Who is travelling with me to {b}?"),
    ]


@scene("mail")
def hotel(c):
    guest, name, night, rate, arrive, desk = c.person(), "Hotel " + c.coined(), c.number(2, 9), c.amount(58, 240, "€"), c.day(), c.time(19, 23)
    room = c.one(["a double to the yard", "a single under the roof", "a twin with balcony", "a family room"])
    note = f"Dear {guest}, we confirm {room} at {name} from {arrive.long} for {night} nights at {rate} a night. Breakfast is {c.one(['€9', '€12', '€14'])} more. The desk is open until {desk}; after that the key is in the safe by the door. Parking has to be booked, you have not done so. Pets are welcome."
    return note, [
        number(f"How many nights is {guest} staying?", Value(night, [f"{night} nights"])),
        number(f"What is the price of a night at {name}?", rate),
        span(f"When does {guest} arrive?", arrive.long),
        span(f"Until when is the desk of {name} open?", Value(desk, ["until " + desk])),
        span(f"Which room does {guest} have?", room),
        span(
            f"Where is the key at {name} late at night?",
            Value("in the safe by the door", ["the safe by the door", "safe by the door", "in the safe", "the safe"]),
        ),
        no(f"Has {guest} booked parking?"),
        yes(f"Are pets welcome at {name}?"),
        no(f"Is breakfast included at {name}?"),
        other_relation(f"What is the room number of {guest}?"),
        other_relation(f"In which town is {name}?"),
        other_thing(f"What is the price of a night at Hotel {c.coined()}?"),
    ]


@scene("chat")
def meeting_point(c):
    a, b, d, place, time, street, plate = (
        c.first(),
        c.first(),
        c.first(),
        c.one(["under the big clock", "at the kiosk", "by the fountain", "outside gate 4"]),
        c.time(7, 19),
        c.street(),
        c.code("@@-## @@"),
    )
    food = c.one(words.FOODS)
    note = f"{a} » where r we meeting??\n{b} » {place}, {time}\n{d} » i'm driving, look for {plate}\n{a} » can we stop at {street} to get my bag\n{d} » ok but quick\n{b} » i've got {food} for all. {d} don't forget the map this time\n{d} » packed it already"
    return note, [
        span(f"Where do {a} and {b} meet?", place),
        span(f"When do {a} and {b} meet?", Value(time, ["at " + time])),
        span(f"Who drives, {a}, {b} or {d}?", d),
        span(
            f"Why does {a} want to stop at {street}?",
            Value(
                "to get my bag",
                ["to get the bag", "get my bag", f"to get {a}'s bag", "to get her bag", "to get his bag", "to get their bag", "to fetch the bag"],
            ),
        ),
        span(f"What does {b} bring [to eat|for all]?", food),
        span(f"What is the number plate of {d}'s car?", plate),
        yes(f"Has {d} packed the map?"),
        no(f"Does {b} drive?"),
        other_relation(f"Where are {a}, {b} and {d} going?"),
        other_relation(f"What colour is {d}'s car?"),
        other_thing(f"What does {a} bring to eat?"),
        span("~Who brings the food?", b),
    ]


@scene("table")
def ferries(c):
    isles, times, fares = [c.coined() for _ in range(4)], [c.time(6, 20) for _ in range(4)], [c.amount(4, 39, "kr", cents=False) for _ in range(4)]
    rows = "\n".join(f"{i}\t{t}\t{f}\t{'yes' if n % 2 else 'no'}" for n, (i, t, f) in enumerate(zip(isles, times, fares)))
    note = f"to\tlast boat\tfare\tcars\n{rows}\nIn fog: no boats at all. Dogs travel free."
    return note, [
        span(f"When is the last boat to {isles[0]}?", Value(times[0], ["at " + times[0]])),
        number(f"What's the fare to {isles[1]}?", fares[1]),
        number(f"How much is it to {isles[3]}?", fares[3]),
        yes(f"Do boats to {isles[1]} take cars?"),
        no(f"Do boats to {isles[2]} take cars?"),
        span(f"Which island has its last boat at {times[2]}?", isles[2]),
        no("Do ferries go in fog?"),
        yes("Do dogs travel free on the ferry?"),
        several("~Which islands do the boats go to?", isles),
        other_thing(f"When is the last boat to {c.coined()}?"),
        other_relation(f"When is the first boat to {isles[0]}?"),
        other_relation(f"How long does the crossing to {isles[3]} take?"),
    ]


@scene("list")
def lost(c):
    things, places, days, shelf = (
        c.some(["umbrella", "left glove", "trumpet mouthpiece", "reading glasses", "bus pass", "lunch box", "tape measure"], 5),
        c.some(["tram 4", "the waiting room", "bus 31", "the cloakroom", "platform 2"], 4),
        [c.day() for _ in range(4)],
        [c.code("#@") for _ in range(4)],
    )
    who = c.person()
    colour = c.pick(words.COLOURS)
    note = (
        "FOUND\n"
        + "\n".join(
            f"{t}{' (' + colour + ')' if n == 0 else ''}: {p}, {d.short}, box {s}" for n, (t, p, d, s) in enumerate(zip(things, places, days, shelf))
        )
        + f"\n{things[1]} fetched by {who}"
    )
    return note, [
        span(f"Where was the {things[0]} found?", Value(places[0], ["on " + places[0], "in " + places[0]])),
        span(f"When was the {things[2]} found?", days[2].short),
        span(f"In which box is the {things[3]}?", Value(shelf[3], ["box " + shelf[3]])),
        span(f"Who fetched the {things[1]}?", who),
        span(f"What colour is the {things[0]}?", colour),
        span(
            f"What was found {'on' if places[2][0] in 'tbp' and 'the' not in places[2] else 'in'} {places[2]}?",
            Value(things[2], ["a " + things[2], "the " + things[2]]),
        ),
        yes(f"Has the {things[1]} been fetched?"),
        several("~Which things were found?", things[:4]),
        other_thing(f"Where was the {things[4]} found?"),
        other_thing(f"What colour is the {things[2]}?"),
        other_relation(f"Who lost the {things[3]}?"),
        no(f"Was the {things[0]} found on {days[1].short}?"),
    ]


@scene("prose")
def museum(c):
    name, piece, maker, room, cost, day = (
        c.town() + " Museum of " + c.one(["Weights", "Salt", "Locks", "Buttons"]),
        c.coined(),
        c.person(),
        c.number(2, 14),
        c.amount(3, 19, "€"),
        c.weekday(),
    )
    old = c.number(1420, 1780)
    note = f"The {name} is shut on {day}s. A ticket is {cost}, under-twelves go in free. Don't miss the {piece}, a machine by {maker} from {old}, in room {room}; it still runs, at noon. There is a café but no cloakroom, and you may take photographs without flash."
    return note, [
        span(f"On which day is the {name} closed?", Value(day, [day + "s", "on " + day + "s", "on " + day])),
        number(f"What does a ticket for the {name} cost?", cost),
        span(f"Who made the {piece}?", maker),
        number(f"In which room is the {piece}?", Value(room, ["room " + room])),
        number(f"From which year is the {piece}?", old),
        no(f"Is there a cloakroom at the {name}?"),
        yes(f"Does the {piece} still run?"),
        yes(f"May I take photos in the {name}?"),
        span(f"When does the {piece} run?", Value("at noon", ["noon"])),
        other_relation(f"When does the {name} open in the morning?"),
        other_relation(f"How heavy is the {piece}?"),
        other_thing(f"Who made the {c.coined()}?"),
        no(f"Do ten-year-olds pay at the {name}?"),
    ]
