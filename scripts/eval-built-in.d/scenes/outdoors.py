"""Animals, hills and weather: what people and guides write down."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("log")
def bees(c):
    hive, queen, frames, honey, who, day = c.code("@#"), c.pick(words.COLOURS), c.number(3, 11), c.count(4, 31, "kilos", "kg"), c.first(), c.day()
    other = c.code("@#")
    note = f"{day.short}. Hive {hive}: queen seen ({queen} dot), brood on {frames} frames, calm. Took {honey}.\nHive {other}: no queen, no eggs, bad temper. {who} suggests joining it to {hive} on a cold evening.\nVarroa board changed in both."
    return note, [
        span(f"What colour is the dot of the queen in {hive}?", queen),
        number(f"On how many frames was brood in hive {hive}?", Value(frames, [f"{frames} frames"])),
        number(f"How much honey did {hive} give?", honey),
        span(f"Who [suggested|wants] to join the hives?", who),
        yes(f"Was the queen of {hive} seen?"),
        no(f"Does hive {other} have a queen?"),
        no(f"Are the bees of {other} calm?"),
        other_thing(f"How much honey did {other} give?"),
        other_relation(f"How old is the queen of {hive}?"),
        other_thing(f"On how many frames was brood in hive {c.code('@#')}?"),
        span("~When were the hives looked at?", day.short),
        yes(f"Was the varroa board of {other} changed?"),
    ]


@scene("prose")
def creature(c):
    name, place, weight, food, eggs, finder = (
        c.coined(),
        c.coined(),
        c.count(3, 90, "grams", "g"),
        c.one(["lichen", "tree sap", "moth larvae", "river snails"]),
        c.number(2, 9),
        c.person(),
    )
    year = c.number(1790, 1932)
    note = (
        f"The {name.lower()} shrew lives nowhere but on the island of {place}. Grown ones weigh about {weight} and feed on {food}. Once a year, never twice, the female has {eggs} young, blind at first. "
        f"{finder} described the animal in {year}, from a single skin. It does not hibernate. Cats are its worst enemy."
    )
    return note, [
        span(
            f"Where does the {name.lower()} shrew live?",
            Value(place, [f"the island of {place}", f"on the island of {place}", f"on {place}", f"island of {place}"]),
        ),
        number(f"What is the weight of a {name.lower()} shrew?", weight),
        span(f"What does the {name.lower()} shrew [eat|feed on]?", food),
        number(f"How many young does the {name.lower()} shrew have?", Value(eggs, [f"{eggs} young"])),
        span(f"Who [first described|described] the {name.lower()} shrew?", finder),
        number(f"In which year was the {name.lower()} shrew described?", year),
        no(f"Does the {name.lower()} shrew hibernate?"),
        span(f"What is the worst enemy of the {name.lower()} shrew?", "cats"),
        no(f"Does the {name.lower()} shrew have young twice a year?"),
        other_relation(f"How long does a {name.lower()} shrew live?"),
        other_relation(f"What colour is the {name.lower()} shrew?"),
        other_thing(f"What does the {c.coined().lower()} vole eat?"),
        yes(f"Are young {name.lower()} shrews born blind?"),
    ]


@scene("list")
def hike(c):
    hut, climb, hours, keeper, phone, top = (
        c.coined() + " hut",
        c.count(320, 1480, "metres", "m"),
        c.count(2, 9, "hours", "h"),
        c.person(),
        c.code("0### ####"),
        c.coined() + " peak",
    )
    beds = c.number(12, 70)
    note = f"Sat: bus to the dam -> {hut}, {climb} up, {hours} with breaks\nhut: {beds} beds, keeper {keeper}, tel. {phone}, cash only!\nSun: {top} if dry, otherwise straight down\nbring: liner, lamp, small change; crampons NOT needed"
    return note, [
        number(f"How many metres of climb is it to the {hut}?", climb),
        number(f"How long is the walk to the {hut}?", hours),
        span(f"Who keeps the {hut}?", keeper),
        span(f"What's the phone number of the {hut}?", phone),
        number(f"How many beds does the {hut} have?", Value(beds, [f"{beds} beds"])),
        no(f"Can I pay by card at the {hut}?"),
        no(f"Do we need crampons for the {hut}?"),
        several(f"What should we bring to the {hut}?", ["liner", "lamp", "small change"]),
        span("What is planned for Sunday if it is dry?", top),
        other_relation(f"What does a night at the {hut} cost?"),
        other_relation(f"How high is the {top}?"),
        other_thing(f"Who keeps the {c.coined()} hut?"),
        span(f"How do we get to the dam before the {hut}?", Value("bus", ["by bus"])),
    ]


@scene("record")
def vet(c):
    pet, animal, owner, weight, ill, drug, day, cost = (
        c.coined(),
        c.pick(words.ANIMALS),
        c.person(),
        Value(f"{c.number(2, 31)}.{c.between(1, 9)} kg"),
        c.pick(words.ILLS),
        c.coined().lower() + "in",
        c.day(),
        c.amount(35, 260, "€"),
    )
    weight.forms.extend([weight[:-3], weight.replace(" ", "")])
    note = f"Patient: {pet}, {animal}, neutered\nOwner: {owner}\nWeight today: {weight} (up a little)\nFinding: {ill}\nGiven: {drug}, one drop morning and night\nBack on: {day.dotted}\nPaid: {cost}, cash\nVaccination: overdue"
    return note, [
        number(f"How much does {pet} weigh?", weight),
        span(f"What is wrong with {pet}?", Value(ill, ["a " + ill, "an " + ill])),
        span(f"Which medicine does {pet} get?", drug),
        span(f"When must {pet} come back?", day.dotted),
        number(f"What did {pet}'s visit cost?", cost),
        span(f"Whose pet is {pet}?", owner),
        span(f"What [kind of animal is|is] {pet}?", animal),
        no(f"Is {pet}'s vaccination up to date?"),
        yes(f"Is {pet} neutered?"),
        other_relation(f"How old is {pet}?"),
        other_relation(f"Which vet saw {pet}?"),
        other_thing(f"How much does {c.coined()} weigh?"),
        no(f"Was {pet}'s visit paid by card?"),
    ]


@scene("log")
def weather(c):
    place, rain, wind, low, high = c.town(), c.count(2, 48, "mm"), c.count(51, 118, "km/h"), Value(f"-{c.number(2, 11)}"), c.number(12, 29)
    what = c.one(["bent the mast", "took the hen run's roof", "filled the gauge with leaves", "split the old pear tree"])
    note = f"{place}, weather diary\nnight low {low}, day high {high}\nrain: {rain} since yesterday's reading\ngusts to {wind} from the west, {what}\nbarometer broken, reads nothing"
    return note, [
        number(f"How much rain fell in {place}?", rain),
        number(f"What was the night's low in {place}?", degrees(low)),
        number(f"What was the day's high in {place}?", degrees(high)),
        number(f"How strong were the gusts in {place}?", wind),
        span(f"[From where|From which direction] did the gusts in {place} come?", Value("west", ["the west", "from the west"])),
        span(f"What did the wind do in {place}?", Value(what, ["it " + what])),
        no(f"Does the barometer in {place} work?"),
        yes(f"Did it freeze in {place}?"),
        other_relation(f"What was the air pressure in {place}?"),
        other_relation(f"How deep is the snow in {place}?"),
        other_thing(f"How much rain fell in {c.town()}?"),
    ]


def degrees(number_):
    return Value(number_, [f"{number_}°", f"{number_} °C", f"{number_}°C", f"{number_} degrees"])


@scene("prose")
def mineral(c):
    name, colour, hard, place, use = (
        c.coined() + "ite",
        c.pick(words.COLOURS),
        Value(f"{c.number(2, 8)}.5"),
        c.town(),
        c.one(["glazes", "watch bearings", "pigments", "grinding paste"]),
    )
    note = (
        f"{name} is usually {colour}, sometimes clear. Its hardness is {hard}, so a steel knife "
        + ("will" if float(hard) < 5.5 else "won't")
        + f" scratch it. The best pieces came out of a quarry at {place}, closed since {c.number(1931, 1988)}; today it is made in ovens, for {use}. It is not magnetic."
    )
    return note, [
        span(f"What colour is {name}?", Value(colour, [f"usually {colour}", f"{colour}, sometimes clear"])),
        number(f"How hard is {name}?", hard),
        span(f"Where did the best {name} come from?", Value(place, [f"a quarry at {place}", f"quarry at {place}"])),
        span(f"What is {name} used for?", Value(use, ["for " + use])),
        no(f"Is {name} magnetic?"),
        no(f"Is the quarry at {place} still open?"),
        yes(f"Can {name} be made artificially?"),
        other_relation(f"How heavy is {name}?"),
        other_relation(f"Who discovered {name}?"),
        other_thing(f"How hard is {c.coined()}ite?"),
    ]
