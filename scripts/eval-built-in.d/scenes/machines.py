"""What machines write, and what people write about machines."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("log")
def backup(c):
    host, other, size, took, day, free = c.host(), c.host(), c.count(12, 880, "GiB", "GB"), c.count(4, 58, "min", "minutes"), c.day(), c.number(5, 61)
    note = (
        f"{day.iso} 02:00:01 {host} backup[811]: start full -> nas:/vol2/{host}\n{day.iso} 02:00:03 {host} backup[811]: skipping /var/cache (excluded)\n"
        f"{day.iso} 02:{took.split()[0]:0>2}:59 {host} backup[811]: done, {size} in {took}, target has {free}% left\n{day.iso} 03:00:20 {other} backup[377]: FAILED: permission denied: /srv/mail"
    )
    return note, [
        number(f"How [large|big] was the backup of {host}?", size),
        number(f"How long did the backup of {host} take?", took),
        span(f"Which [directory|folder] was left out of the backup of {host}?", "/var/cache"),
        span(
            f"Why did the backup of {other} fail?",
            Value("permission denied", ["permission denied: /srv/mail", "permission denied on /srv/mail", "permission denied for /srv/mail"]),
        ),
        number(f"How many percent are left on the target of {host}'s backup?", Value(free, [f"{free}%", f"{free} %", f"{free} percent"])),
        no(f"Did the backup of {other} succeed?"),
        yes(f"Did the backup of {host} finish?"),
        span(f"On which [date|day] did {host} run its full backup?", day.iso),
        other_relation(f"How many files did the backup of {host} copy?"),
        other_thing(f"How large was the backup of {other}?"),
        other_relation(f"Which compression does the backup of {host} use?"),
    ]


@scene("log")
def web_log(c):
    first, second, path, status, agent = (
        c.address(),
        c.address(),
        "/" + c.coined().lower() + "/feed",
        c.one(["404", "410", "403", "502"]),
        c.one(["curl/8.5.0", "Wget/1.24", "python-requests/2.31", "Go-http-client/2.0"]),
    )
    size, time = c.number(210, 9800), f"{c.between(10, 22)}:{c.between(10, 59)}:{c.between(10, 59)}"
    note = (
        f'{first} - - [{time}] "GET {path} HTTP/1.1" {status} {size} "-" "{agent}"\n{second} - kiosk [{time}] "POST /login HTTP/2.0" 302 0 "https://intra.example/start" "Mozilla/5.0"\n'
        f'{second} - kiosk [{time}] "GET /start HTTP/2.0" 200 18944 "-" "Mozilla/5.0"'
    )
    return note, [
        span(f"Which address asked for {path}?", first),
        span(f"What [status|status code] did {path} get?", status),
        number(f"How many bytes were sent for {path}?", Value(size, [f"{size} bytes"])),
        span(f"Which [client|program] fetched {path}?", agent),
        span(f"Which user came from {second}?", "kiosk"),
        span(f"Which page did {second} [post|send a POST] to?", "/login"),
        yes(f"Did {second} log in with POST?"),
        no(f"Was the request for {path} [successful|answered with 200]?"),
        other_thing(f"What status did /{c.coined().lower()}/index get?"),
        other_relation(f"In which country is {first}?"),
        other_relation(f"How long did the request for {path} take?"),
    ]


@scene("timeline")
def incident(c):
    system, cause, who, users, start, end = (
        c.pick(words.SUBSYSTEMS),
        c.pick(words.CAUSES),
        c.person(),
        c.count(120, 9400, "customers"),
        c.time(6, 11),
        c.time(12, 20),
    )
    other = c.pick(words.SUBSYSTEMS)
    note = f"# Outage of {system}\n{start} first alarm\n+4 min  {who} on it\n+30 min rolled back, no change\n{end} all well again\n\nCause: {cause}. Hit: {users}. No data lost. {other.capitalize()} was slow, too, but stayed up.\nTo do: alarm before it happens, not after (owner: platform team)"
    return note, [
        span(f"What [caused|was the reason for] the outage of {system}?", cause),
        span(f"When did the outage of {system} [begin|start]?", start),
        span(f"When was {system} [back|working again]?", end),
        number(f"How many customers were hit by the outage of {system}?", users),
        span(f"Who [looked into|worked on] the outage of {system}?", who),
        no(f"Was data lost in the outage of {system}?"),
        no(f"Did the rollback help {system}?"),
        no(f"Did {other} go down as well?"),
        span(f"Who owns the follow-up of the {system} outage?", Value("platform team", ["the platform team"])),
        other_relation(f"What did the outage of {system} cost in money?"),
        other_thing(f"How many customers noticed that {other} was slow?"),
        other_thing(f"What caused the outage of {c.pick(words.SUBSYSTEMS)}?"),
        yes(f"Was {other} slow during the outage of {system}?"),
    ]


@scene("table")
def network(c):
    hosts, addresses, places = (
        [c.host() for _ in range(4)],
        [c.address() for _ in range(4)],
        c.some(["cellar", "attic rack", "reception", "workshop", "stairwell"], 4),
    )
    ports = [c.number(5, 48) for _ in range(4)]
    rows = "\n".join(f"{h:<14}{a:<17}{p:<13}{n:>3}" for h, a, p, n in zip(hosts, addresses, places, ports))
    note = f"{'name':<14}{'ip':<17}{'where':<13}ports\n{rows}\n({hosts[2]} is to be replaced)"
    return note, [
        span(f"[What is the IP|What's the address] of {hosts[0]}?", addresses[0]),
        span(f"Where [does {hosts[1]} stand|is {hosts[1]}]?", Value(places[1], ["the " + places[1], "in the " + places[1]])),
        number(f"How many ports has {hosts[3]}?", Value(ports[3], [f"{ports[3]} ports"])),
        span(f"Which [device|machine] has the address {addresses[1]}?", hosts[1]),
        span(f"Which device is in the {places[3]}?", hosts[3]),
        span("Which device will be replaced?", hosts[2]),
        yes(f"Is {hosts[2]} going to be replaced?"),
        no(f"Does {hosts[0]} have the address {addresses[2]}?"),
        several("~Which devices are listed?", hosts),
        other_thing(f"What is the IP of {c.host()}?"),
        other_relation(f"Which firmware runs on {hosts[1]}?"),
        other_relation(f"What is the MAC address of {hosts[0]}?"),
    ]


@scene("chat")
def alarm(c):
    host, who, helper, temp, service = c.host(), c.first(), c.first(), c.number(71, 99), c.pick(words.SUBSYSTEMS)
    fan = c.one(["left fan", "rear fan", "CPU fan", "PSU fan"])
    note = f"BOT  ⚠ {host}: temperature {temp} °C (limit 70)\n{who}  looking\n{who}  {fan} is dead. moving {service} off it\n{helper}  spare in drawer 4, i can swap it after lunch\nBOT  ✔ {host}: 52 °C\n{who}  that's only because it's idle now. still needs the fan"
    return note, [
        number(f"How hot [did {host} get|was {host} at first]?", Value(temp, [f"{temp} °C", f"{temp}°C", f"{temp} degrees", f"{temp}°"])),
        span(f"What was broken in {host}?", Value(fan, ["the " + fan, fan + " is dead", "the " + fan + " is dead"])),
        span(f"What was moved off {host}?", service),
        span("Where is the spare fan?", Value("drawer 4", ["in drawer 4"])),
        span(f"Who will [swap|replace] the fan of {host}?", helper),
        yes(f"Is {host} idle now?"),
        no(f"Has the fan of {host} been replaced already?"),
        number(f"What is the temperature limit of {host}?", Value("70", ["70 °C", "70°C", "70 degrees"])),
        other_relation(f"How old is {host}?"),
        other_thing(f"How hot is {c.host()}?"),
        other_relation(f"To which machine was {service} moved?"),
    ]


@scene("log")
def commits(c):
    a, b, d = c.person(), c.person(), c.person()
    one, two, three = c.some(words.SUBSYSTEMS, 3)
    ha, hb, hc, issue, version = c.code("%%%#%%%"), c.code("%%#%%%%"), c.code("%#%%%%%"), c.code("###"), c.version()
    note = f"{ha} {a}  {one}: don't retry on 409\n{hb} {b}  {two}: faster cold start (fixes #{issue})\n{hc} {d}  Revert \"{three}: new cache\"\n       tag: v{version} at {hb}"
    return note, [
        span(f"Who made [the commit|] {ha}?", a),
        span(f"Which commit fixes #{issue}?", hb),
        span(f"What did {d} revert?", Value(f"{three}: new cache", [f'"{three}: new cache"', "new cache", f'Revert "{three}: new cache"'])),
        span(f"Which commit is tagged v{version}?", hb),
        span(f"Which part did {a}'s commit change?", one),
        span(f"Which commit is by {d}?", hc),
        yes(f"Did {b} fix #{issue}?"),
        no(f"Was the tag v{version} put on {ha}?"),
        other_relation(f"When did {a} commit {ha}?"),
        other_thing(f"Who fixed #{c.code('###')}?"),
        other_relation(f"Who reviewed {hb}?"),
    ]


@scene("table")
def sensors(c):
    places = c.some(["greenhouse", "loft", "henhouse", "wine cellar", "shed", "pond"], 4)
    temps, damp = [Value(f"{c.number(3, 34)}.{c.below(10)}") for _ in range(4)], [c.number(35, 94) for _ in range(4)]
    rows = "\n".join(f"{p},{t},{d},{'low' if i == 1 else 'ok'}" for i, (p, t, d) in enumerate(zip(places, temps, damp)))
    note = f"sensor,temp_c,humidity,battery\n{rows}"
    return note, [
        number(f"How warm is it in the {places[0]}?", degrees(temps[0])),
        number(f"What humidity does the {places[2]} have?", Value(damp[2], [f"{damp[2]}%", f"{damp[2]} %", f"{damp[2]} percent"])),
        span("Which sensor [needs a new battery|has a low battery]?", Value(places[1], ["the " + places[1]])),
        number(f"What is the temperature in the {places[3]}?", degrees(temps[3])),
        yes(f"Is the battery of the {places[0]} sensor ok?"),
        no(f"Is the battery of the {places[1]} sensor all right?"),
        several("~Which sensors are in the file?", places),
        other_thing("What is the temperature in the garage?"),
        other_relation(f"What is the air pressure in the {places[2]}?"),
        other_relation(f"When was the {places[0]} sensor last read?"),
    ]


def degrees(number_):
    return Value(number_, [f"{number_} °C", f"{number_}°C", f"{number_} degrees", f"{number_} C", f"{number_}°"])


@scene("record")
def phone(c):
    name, fault, imei, price, clerk, day = (
        c.coined() + " " + c.one(["Mini", "Max", "Neo", "Go"]),
        c.one(["swollen battery", "cracked glass", "no sound", "charging port loose"]),
        c.code("##-######-#"),
        c.amount(25, 240, "£"),
        c.first(),
        c.weekday(),
    )
    note = f"REPAIR SLIP\nDevice.......{name}\nSerial.......{imei}\nFault........{fault}\nEstimate.....{price}\nReady........{day} after 4\nTaken by.....{clerk}\nCustomer has NOT left the charger."
    return note, [
        number(f"How much is the repair of the {name} estimated at?", price),
        span(f"What is wrong with the {name}?", Value(fault, ["a " + fault])),
        span(f"When is the {name} ready?", Value(day, [f"{day} after 4", f"on {day} after 4", f"on {day}"])),
        span(f"Who [took in|accepted] the {name}?", clerk),
        span(f"[What is the serial number|Give me the serial] of the {name}[?|.]", imei),
        no("Did the customer leave the charger?"),
        yes(f"Will the {name} be ready on {day}?"),
        other_relation(f"What colour is the {name}?"),
        other_relation(f"Who owns the {name}?"),
        other_thing(f"What is the serial number of the {c.coined()}?"),
    ]
