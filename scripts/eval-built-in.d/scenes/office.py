"""What passes over desks."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("minutes")
def meeting(c):
    chair, notes, away, who = c.person(), c.person(), c.person(), c.person()
    day, system, cost, room = c.day(), c.pick(words.SUBSYSTEMS), c.amount(2, 60, "€", cents=False), c.pick(words.ROOMS)
    note = (
        f"Minutes, {day.long}, {room} room\nChair: {chair}. Written by: {notes}. Apologies: {away}.\n\n1. The {system} rewrite slips by two sprints. Nobody is happy.\n"
        f"2. Agreed: {who} to get a second quote for the chairs (first one came to {cost} thousand).\n3. Moving to the new building - not decided, back on the agenda in May."
    )
    return note, [
        span(f"Who [chaired|led] the meeting on {day.long}?", chair),
        span(f"Who took the minutes on {day.long}?", notes),
        span(f"Who could not come to the meeting in the {room} room?", away),
        span("Who [is getting|has to get] another quote for the chairs?", who),
        span("By how much is the " + system + " rewrite late?", Value("two sprints", ["by two sprints", "2 sprints"])),
        span("~Which room was the meeting in?", Value(room, [room + " room", "the " + room + " room"])),
        no("Has moving to the new building been decided?"),
        yes(f"Is the {system} rewrite [late|behind]?"),
        span("When will the move be discussed again?", Value("May", ["in May"])),
        other_relation(f"What did {away} have to do instead of coming?"),
        other_relation(f"How many developers work on the {system} rewrite?"),
        other_thing("What did the quote for the desks come to?"),
        no(f"Did {away} attend?"),
    ]


@scene("mail")
def delay(c):
    firm, sender, order, part, pieces = (
        c.firm(),
        c.person(),
        c.code("@@-#####"),
        c.one(["hinges", "gaskets", "lens caps", "drawer runners", "bobbins"]),
        c.count(40, 900, "pieces", "pcs"),
    )
    new, old, place, rebate = c.day(), c.day(), c.town(), c.number(3, 15)
    note = (
        f"From: {sender} <sales@{firm.split()[0].lower().replace('&', '')}.example>\nSubject: your order {order}\n\nHello,\n\nunfortunately the {pieces} of {part} you ordered are still sitting in customs at {place}. "
        f"We had promised {old.short}; realistically you will have them on {new.short}. For the trouble we take {rebate} % off the bill. You need not do anything.\n\nRegards\n{sender}, {firm}"
    )
    return note, [
        span(f"When will order {order} [really|actually] arrive?", new.short),
        span(f"When was order {order} [first|originally] promised?", old.short),
        span(
            f"[Where are the {part} held up|Where is order {order} stuck]?",
            Value(place, [f"customs at {place}", f"in customs at {place}", f"at customs in {place}", "customs"]),
        ),
        number(f"How many {part} [are in|belong to] order {order}?", pieces),
        number(f"How many percent discount do we get on {order}?", Value(rebate, [f"{rebate} %", f"{rebate}%", f"{rebate} percent"])),
        span(f"Which company wrote about {order}?", firm),
        span(f"Who wrote the mail about {order}?", sender),
        no(f"Do we have to do anything about {order}?"),
        yes(f"Is order {order} late?"),
        other_relation(f"How much does order {order} cost?"),
        other_relation(f"Which carrier brings {order}?"),
        other_thing(f"When will order {c.code('@@-#####')} arrive?"),
    ]


@scene("record")
def ticket(c):
    number_, reporter, owner, browser, since = c.code("####"), c.person(), c.person(), c.one(["Firefox", "Safari", "Edge", "Vivaldi"]), c.version()
    system, rank = c.pick(words.SUBSYSTEMS), c.one(["minor", "urgent", "blocker", "cosmetic"])
    note = (
        f"#{number_}  {system}: page goes white after second save\nreported by   {reporter}\nassigned to   {owner}\nseverity      {rank}\nsince version {since}\n\n"
        f"Happens in {browser} only, fine everywhere else. Clearing the cache makes no difference. Workaround: save once, reload."
    )
    return note, [
        span(f"Who [reported|opened] #{number_}?", reporter),
        span(f"Who is [working on|assigned to] #{number_}?", owner),
        span(f"How severe is #{number_}?", rank),
        span(f"In which browser does #{number_} [happen|occur]?", browser),
        span(f"Since which version does #{number_} exist?", since),
        span(f"Which part of the product is #{number_} about?", system),
        no(f"Does clearing the cache [help|work] with #{number_}?"),
        yes(f"Is there a workaround for #{number_}?"),
        other_relation(f"When will #{number_} be fixed?"),
        other_relation(f"How many customers are affected by #{number_}?"),
        other_thing(f"Who reported #{c.code('####')}?"),
        span(f"What is the workaround for #{number_}?", Value("save once, reload", ["save once and reload", "save once, then reload"])),
    ]


@scene("prose")
def candidates(c):
    a, b = c.person(), c.person()
    ja, jb = c.some(words.JOBS, 2)
    pay, start, years = c.amount(31, 84, "€", cents=False), c.one(["at once", "after Easter", "in August", "next January"]), c.count(3, 22, "years")
    note = (
        f"Interviews today. {a}, a {ja} until now, {years} in the same place. Calm, asked good questions, wants {pay} thousand. {b} came by train, used to be a {jb}, could start {start}; "
        f"talked over Petra twice. I'd take {a}, and so would Petra."
    )
    return note, [
        span(f"What was {a}'s [job|occupation] before?", Value(ja, ["a " + ja])),
        span(f"When can {b} start?", Value(start, [start.removeprefix("in "), "immediately" if start == "at once" else start])),
        number(f"How [many years was|long was] {a} in the last job?", years),
        span(f"[Which candidate|Whom] does Petra prefer?", a),
        span(f"How did {b} get to the interview?", Value("by train", ["train", "came by train"])),
        no(f"Would the writer hire {b}?"),
        yes(f"Did {b} interrupt Petra?"),
        several("~Which candidates were interviewed?", [a, b]),
        other_thing(f"When can {a} start?"),
        other_thing(f"How much does {b} want to earn?"),
        other_relation(f"Where did {a} study?"),
    ]


@scene("chat")
def standup(c):
    a, b, d = c.first(), c.first(), c.first()
    one, two, three = c.some(words.SUBSYSTEMS, 3)
    pr, day = c.code("###"), c.weekday()
    note = (
        f"[09:02] {a}: y'day finished the {one} migration, today reviewing. no blockers\n[09:03] {b}: still on {two}, waiting for a licence key from legal\n[09:03] {d}: {three} is green again, PR {pr} is up. off on {day} btw\n"
        f"[09:05] {a}: can somebody else take the {two} demo? i have the dentist\n[09:06] {d}: sure, mine"
    )
    return note, [
        span(
            f"[What is {b} waiting for|What blocks {b}]?",
            Value(
                "a licence key", ["licence key", "a licence key from legal", "a license key", "licence key from legal", "a license key from legal"]
            ),
        ),
        span(f"Who [finished|completed] the {one} migration?", a),
        span(f"Which PR did {d} open?", Value(pr, ["PR " + pr, "#" + pr])),
        span(f"On which day is {d} [off|away]?", day),
        span(f"Who gives the {two} demo now?", d),
        span(
            f"Why can't {a} give the {two} demo?",
            Value(
                "the dentist",
                ["dentist", "i have the dentist", f"{a} has the dentist", "dentist appointment", "a dentist appointment", "they have the dentist"],
            ),
        ),
        no(f"Does {a} have blockers?"),
        yes(f"Is {three} green?"),
        other_thing(f"On which day is {b} away?"),
        other_relation(f"Who reviews PR {pr}?"),
        other_thing(f"Which PR did {a} open?"),
    ]


@scene("prose")
def contract(c):
    firm, tenant, notice, fee, start = (
        c.firm(),
        c.firm(),
        c.one(["six weeks", "three months", "ninety days", "half a year"]),
        c.amount(110, 990, "€", cents=False),
        c.day(),
    )
    court, late = c.town(), c.number(2, 9)
    note = (
        f"§ 4 The agreement between {firm} (\"the Owner\") and {tenant} (\"the Hirer\") begins on {start.long}. Either side may end it with notice of {notice}, in writing. "
        f"§ 5 The Hirer pays {fee} each month in advance; whoever pays late owes {late} percent interest. Subletting is not permitted. § 6 Disputes are heard in {court}."
    )
    return note, [
        span(f"How long is the notice period between {firm} and {tenant}?", notice),
        number(f"How much does {tenant} pay [a|per] month?", fee),
        span(f"When does the agreement with {firm} begin?", start.long),
        span(f"Where are disputes between {firm} and {tenant} heard?", court),
        number(f"What interest is due when {tenant} pays late?", Value(late, [f"{late} %", f"{late}%", f"{late} percent"])),
        span("~Who is the Hirer?", tenant),
        span("~Who is the Owner?", firm),
        no(f"May {tenant} sublet?"),
        yes(f"Must notice to {firm} be given in writing?"),
        other_relation(f"What deposit does {tenant} pay?"),
        other_relation("Who signed the agreement for " + firm + "?"),
        other_thing(f"How much does {c.firm()} pay a month?"),
    ]


@scene("log")
def handover(c):
    out, into, ward, bed, other = c.last(), c.last(), c.one(["Ward 3", "North wing", "Ward 7b", "the annex"]), c.number(2, 19), c.number(20, 39)
    dose, ill, time = c.count(5, 80, "mg"), c.pick(words.ILLS), c.time(19, 23)
    note = f"Handover {ward}: {out} -> {into}\nbed {bed}: {ill}, slept badly, {dose} at {time}, next dose not before 4\nbed {other}: going home tomorrow, daughter collects, papers done\nkitchen fridge alarm is only the door\nPharmacy key is with porter {c.last()}"
    return note, [
        span(f"Who takes over [from {out}|{ward}]?", into),
        span(f"What does the patient in bed {bed} have?", ill),
        number(f"[How much|What dose] did bed {bed} get?", dose),
        span(f"When was the last dose for bed {bed}?", time),
        span(f"Who collects the patient in bed {other}?", Value("daughter", ["the daughter", "their daughter", "her daughter", "his daughter"])),
        yes(f"Are the papers for bed {other} ready?"),
        no(f"Did the patient in bed {bed} sleep well?"),
        span("What sets off the kitchen fridge alarm?", Value("the door", ["door", "only the door"])),
        other_thing(f"What does the patient in bed {other} have?"),
        other_relation(f"How old is the patient in bed {bed}?"),
        other_thing(f"When was the last dose for bed {other}?"),
    ]
