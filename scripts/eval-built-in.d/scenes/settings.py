"""Settings as they stand in files."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("configuration")
def yaml(c):
    host, port, pool, level, user, queue = (
        c.host(),
        c.number(2000, 9999),
        c.number(4, 64),
        c.one(["warn", "trace", "notice", "fatal"]),
        c.coined().lower(),
        c.count(5, 90, "seconds", "s"),
    )
    note = f"database:\n  host: {host}.internal\n  port: {port}\n  user: {user}\n  pool:\n    size: {pool}\n    timeout: {queue.split()[0]}s   # was 2s, too short\nlogging:\n  level: {level}\n  colour: false\nmail:\n  enabled: true"
    return note, [
        number("[Which|What] port [is the database on|does the database use]?", port),
        span("What is the database host [called|]?", Value(f"{host}.internal", [host])),
        number("How [big|large] is the database pool?", Value(pool, [f"{pool} connections"])),
        span("What is the log level [set to|]?", level),
        number("What is the pool's timeout?", queue),
        number("What was the pool's timeout before?", Value("2s", ["2", "2 seconds", "2 s"])),
        span("As which user do we [log in to|connect to] the database?", user),
        yes("Is mail [switched on|enabled]?"),
        no("Are the logs coloured?"),
        other_relation("What is the database's password?"),
        other_thing("Which port does the mail server use?"),
        other_relation("Where are the log files written?"),
    ]


@scene("configuration")
def env(c):
    app, bucket, region, retries, key, hours = (
        c.coined().upper(),
        c.coined().lower() + "-" + c.one(["assets", "archive", "media"]),
        c.one(["eu-north-1", "sa-east-1", "ap-south-2"]),
        c.number(2, 9),
        c.code("%%%%%%%%"),
        c.number(2, 72),
    )
    note = f"# {app} settings, do not commit\n{app}_BUCKET={bucket}\n{app}_REGION={region}\n{app}_RETRIES={retries}\n{app}_TOKEN={key}\n{app}_SESSION_HOURS={hours}\n#{app}_PROXY=http://proxy:3128\n{app}_DEBUG=0"
    return note, [
        span(f"Which bucket does {app} [use|write to]?", bucket),
        span(f"[What's the region|Which region is set] for {app}?", region),
        number(f"How often does {app} retry?", Value(retries, [f"{retries} times"])),
        span(f"What's {app}'s token?", key),
        number(f"How many hours does a session of {app} last?", Value(hours, [f"{hours} hours"])),
        no(f"Is debugging on for {app}?"),
        no(f"Does {app} use a proxy?"),
        other_relation(f"On which port does {app} listen?"),
        other_thing(f"Which bucket does {c.coined().upper()} use?"),
        other_relation(f"What is the secret of {app}'s database?"),
    ]


@scene("configuration")
def ini(c):
    one, two = c.coined().lower(), c.coined().lower()
    ra, rb, da, user = c.number(20, 99), c.number(100, 400), "/srv/" + c.coined().lower(), c.first().lower()
    note = f"[{one}]\npath = {da}\nread only = yes\nmax users = {ra}\n\n[{two}]\npath = /home/share/{two}\nread only = no\nmax users = {rb}\nowner = {user}\n; guests may not write anywhere"
    return note, [
        span(f"[What is the path of|Where is] the share {one}?", da),
        number(f"How many users may use {two}?", Value(rb, [f"{rb} users"])),
        number(f"What is the user limit of {one}?", Value(ra, [f"{ra} users"])),
        span(f"Who [owns|is the owner of] {two}?", user),
        yes(f"Is {one} read only?"),
        no(f"Is {two} read only?"),
        no("Are guests allowed to write?"),
        span(f"Where does {two} lie?", f"/home/share/{two}"),
        other_thing(f"Who owns {one}?"),
        other_relation(f"How much space does {two} take?"),
        other_thing(f"What is the path of the share {c.coined().lower()}?"),
    ]


@scene("configuration")
def compose(c):
    a, b, version, port, volume, ram = (
        c.coined().lower(),
        c.coined().lower(),
        c.version(),
        c.number(3000, 9000),
        c.coined().lower() + "-data",
        c.number(128, 960),
    )
    note = f"services:\n  {a}:\n    image: registry.example/{a}:{version}\n    ports: [\"{port}:80\"]\n    restart: unless-stopped\n    depends_on: [{b}]\n  {b}:\n    image: postgres:16\n    volumes: [\"{volume}:/var/lib/postgresql/data\"]\n    mem_limit: {ram}m"
    return note, [
        span(f"Which version of {a} [runs|is used]?", version),
        number(f"On which port of the machine is {a} reached?", port),
        span(f"Which volume does {b} [use|keep its data in]?", volume),
        span(f"What does {a} depend on?", b),
        number(f"What is the memory limit of {b}?", Value(f"{ram}m", [ram, f"{ram} MB", f"{ram}MB", f"{ram} m"])),
        span(f"Which image does {b} run?", Value("postgres:16", ["postgres 16"])),
        span(f"What is the restart policy of {a}?", "unless-stopped"),
        other_thing(f"What is the memory limit of {a}?"),
        other_thing(f"What is the restart policy of {b}?"),
        other_relation(f"Which user does {a} run as?"),
        yes(f"Does {a} depend on {b}?"),
    ]


@scene("code")
def json(c):
    name, city, score, plan, mail, seats = (
        c.person(),
        c.town(),
        c.number(11, 98),
        c.one(["starter", "family", "studio", "campus"]),
        c.coined().lower() + "@post.example",
        c.number(2, 40),
    )
    note = (
        '{"customer": {"name": "'
        + name
        + '", "email": "'
        + mail
        + '", "city": "'
        + city
        + '"},\n "plan": {"tier": "'
        + plan
        + f'", "seats": {seats}, "trial": false'
        + '},\n "score": '
        + score
        + ', "tags": ["vip", "net30"], "phone": null}'
    )
    return note, [
        span(f"Which city is {name} in?", city),
        span(f"[What plan|Which plan] does {name} have?", plan),
        number(f"How many seats does {name}['s plan|] have?", Value(seats, [f"{seats} seats"])),
        span(f"[What's the email of {name}|Under which address can I mail {name}]?", mail),
        number(f"What is {name}'s score?", score),
        no(f"Is {name} on a trial?"),
        yes(f"Is {name} [tagged as|a] vip?"),
        several(f"What tags does {name} have?", ["vip", "net30"]),
        other_relation(f"What is {name}'s phone number?"),
        other_relation(f"When did {name} sign up?"),
        other_thing(f"Which plan does {c.person()} have?"),
    ]


@scene("configuration")
def ssh(c):
    alias, host, user, port, key, jump = (
        c.coined().lower(),
        c.host(),
        c.first().lower(),
        c.number(1022, 9922),
        "id_" + c.coined().lower(),
        c.coined().lower(),
    )
    note = f"Host {alias}\n    HostName {host}.lan.example\n    User {user}\n    Port {port}\n    IdentityFile ~/.ssh/{key}\n    ProxyJump {jump}\n\nHost {jump}\n    HostName gate.example\n    ForwardAgent no"
    return note, [
        span(f"Which user logs in on {alias}?", user),
        number(f"Which port does {alias} use?", port),
        span(f"Which key is used for {alias}?", Value(f"~/.ssh/{key}", [key, f".ssh/{key}"])),
        span(f"Through which host do I [reach|get to] {alias}?", jump),
        span(f"What is the real host name of {jump}?", "gate.example"),
        no(f"Is the agent forwarded to {jump}?"),
        span(f"What's the HostName of {alias}?", Value(f"{host}.lan.example", [host])),
        other_thing(f"Which user logs in on {jump}?"),
        other_thing(f"Which port does {jump} use?"),
        other_relation(f"Which operating system runs on {alias}?"),
        yes(f"Is {alias} reached through {jump}?"),
    ]


@scene("configuration")
def schedule(c):
    a, b, d = c.coined().lower(), c.coined().lower(), c.coined().lower()
    ta, tb, who, keep = c.time(1, 5), c.time(6, 11), c.first(), c.count(4, 60, "days")
    note = f"[[job]]\nname = \"{a}\"\nat = \"{ta}\"\non_failure = \"mail {who}\"\n\n[[job]]\nname = \"{b}\"\nat = \"{tb}\"\nenabled = false\n\n[[job]]\nname = \"{d}\"\nevery = \"6h\"\nkeep = \"{keep}\""
    return note, [
        span(f"When does the job {a} run?", Value(ta, ["at " + ta])),
        span(f"Who [is told|gets a mail] when {a} fails?", who),
        span(f"How often does {d} run?", Value("every 6h", ["6h", "every 6 hours", "every six hours", "6 hours"])),
        number(f"For how [long|many days] does {d} keep things?", keep),
        no(f"Is the job {b} [switched on|enabled]?"),
        span(f"At what time is {b} scheduled?", Value(tb, ["at " + tb])),
        several("~Which jobs are there?", [a, b, d]),
        other_thing(f"Who is told when {d} fails?"),
        other_thing(f"For how many days does {a} keep things?"),
        other_relation(f"Which command does {b} start?"),
        yes(f"Does {d} run more than once a day?"),
    ]
