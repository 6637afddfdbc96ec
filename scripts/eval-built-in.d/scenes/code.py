"""Programs and what stands round them."""

from asking import no, number, other_relation, other_thing, scene, several, span, yes
from values import Value
import words


@scene("code")
def python(c):
    name, retries, wait, error = "fetch_" + c.coined().lower(), c.number(2, 9), c.number(10, 90), c.coined() + "Error"
    note = (
        f"def {name}(url, *, retries={retries}, timeout={wait}, verify=True):\n    \"\"\"Returns the parsed reply. Raises {error} when all tries are used up.\"\"\"\n    for attempt in range(retries):\n        reply = client.get(url, timeout=timeout, verify=verify)\n"
        f"        if reply.ok:\n            return parse(reply.text)\n    raise {error}(url)"
    )
    return note, [
        number(f"What is the default of retries in {name}?", retries),
        number(f"What timeout does {name} [use by default|have]?", Value(wait, [f"{wait} seconds", f"{wait}s"])),
        span(f"What does {name} raise [in the end|when it fails]?", error),
        yes(f"Does {name} verify certificates by default?"),
        several(f"Which [parameters|arguments] does {name} take?", ["url", "retries", "timeout", "verify"]),
        span(f"What does {name} return?", Value("the parsed reply", ["parsed reply", "parse(reply.text)"])),
        other_relation(f"Who wrote {name}?"),
        other_relation(f"How long does {name} wait between tries?"),
        other_thing(f"What is the default of retries in fetch_{c.coined().lower()}?"),
        no(f"Does {name} return None when all tries fail?"),
    ]


@scene("code")
def constants(c):
    a, b, d = (c.number(100, 999) for _ in range(3))
    kind, colour = c.coined(), c.pick(words.COLOURS)
    note = f"enum {kind} {{\n  static let maxWidth = {a}   // points\n  static let margin = {b}\n  static let accent = \"{colour}\"\n  // deprecated, use margin\n  static let padding = {d}\n  static var isCompact: Bool {{ false }}\n}}"
    return note, [
        number(f"What is {kind}.maxWidth?", Value(a, [f"{a} points"])),
        span(f"What accent [colour|] does {kind} have?", colour),
        number(f"How large is the margin of {kind}?", Value(b, [f"{b} points"])),
        span(f"Which constant of {kind} is deprecated?", "padding"),
        span(f"What should be used instead of {kind}.padding?", "margin"),
        number(f"What value does {kind}.padding have?", d),
        no(f"Is {kind} compact?"),
        yes(f"Is {kind}.padding deprecated?"),
        other_relation(f"What is {kind}.maxHeight?"),
        other_thing(f"What is {c.coined()}.maxWidth?"),
        other_relation(f"What font does {kind} use?"),
    ]


@scene("code")
def table(c):
    name, people, towns = c.coined().lower(), [c.person() for _ in range(3)], [c.town() for _ in range(3)]
    ids, ages = [c.code("###") for _ in range(3)], [c.number(19, 88) for _ in range(3)]
    rows = ",\n".join(f"  ({i}, '{p}', '{t}', {a})" for i, p, t, a in zip(ids, people, towns, ages))
    note = f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, holder TEXT NOT NULL, branch TEXT, age INTEGER);\nINSERT INTO {name} VALUES\n{rows};"
    return note, [
        span(f"[At which branch is|Which branch has] {people[0]}?", towns[0]),
        number(f"How old is {people[1]}?", Value(ages[1], [f"{ages[1]} years", f"{ages[1]} years old"])),
        span(f"Who has the id {ids[2]} in {name}?", people[2]),
        span(f"What is {people[1]}'s id?", ids[1]),
        several(f"[Which|What] columns does {name} have?", ["id", "holder", "branch", "age"]),
        span(f"What is the primary key of {name}?", "id"),
        yes(f"Is {people[2]} at the branch {towns[2]}?"),
        no(f"Is {people[0]} at the branch {towns[1]}?"),
        several(f"Who is in the table {name}?", people),
        other_thing(f"How old is {c.person()}?"),
        other_relation(f"What is the balance of {people[0]}?"),
        other_relation(f"When was {people[1]} added to {name}?"),
    ]


@scene("list")
def release(c):
    name, old, new, day, swift = c.coined(), c.code("0.#.#"), c.version(), c.day(), c.one(["JDK 21", "Node 22", "Ruby 3.3", "GCC 14"])
    one, two, who = *c.some(words.SUBSYSTEMS, 2), c.person()
    note = f"{name} {new} ({day.iso})\n  + {one}: dark mode\n  + needs {swift} now\n  ! {two}: old tokens stop working, make new ones\n  * thanks to {who} for finding the crash\n{name} {old}\n  * first public build"
    return note, [
        span(f"What is the date of {name} {new}?", day.iso),
        span(f"What does {name} {new} [need|require]?", swift),
        span(f"Which version of {name} was the first public [one|build]?", old),
        span(f"Who found the crash [in {name}|that {name} {new} thanks for]?", who),
        span(f"Which part of {name} got a dark mode?", one),
        yes(f"Do users of {two} need new tokens with {name} {new}?"),
        no(f"Do old tokens of {two} still work in {name} {new}?"),
        span(f"What is the newest version of {name}?", Value(new, [f"{name} {new}"])),
        other_thing(f"What is the date of {name} {old}?"),
        other_relation(f"How big is the download of {name} {new}?"),
        other_relation(f"Which licence does {name} have?"),
    ]


@scene("prose")
def readme(c):
    name, lang, port, who, year, command = (
        c.coined(),
        c.one(["OCaml", "Zig", "Elixir", "Nim", "Haskell"]),
        c.number(4000, 9900),
        c.person(),
        c.number(2009, 2022),
        c.coined().lower(),
    )
    other = c.coined()
    note = f"## {name}\n{name} is a little {lang} program that turns whiteboard photos into text. {who} began it in {year} because {other} cost too much. Install it with `{command} install`, then open port {port} in a browser. It works offline. It does not read handwriting in Arabic yet; help is welcome."
    return note, [
        span(f"[In which language is {name} written|What language is {name} in]?", lang),
        span(f"Who [started|began] {name}?", who),
        number(f"In what year was {name} [started|begun]?", year),
        number(f"On which port is {name}?", port),
        span(
            f"How do I install {name}?", Value(f"{command} install", [f"`{command} install`", f"with {command} install", f"with `{command} install`"])
        ),
        span(f"Why was {name} begun?", Value(f"{other} cost too much", [f"because {other} cost too much"])),
        yes(f"Does {name} work [offline|without a network]?"),
        no(f"Can {name} read Arabic handwriting?"),
        other_relation(f"Which licence is {name} under?"),
        other_relation(f"How many people use {name}?"),
        other_thing(f"In which language is {other} written?"),
    ]


@scene("code")
def http_api(c):
    path, limit, page, field = "/v" + c.number(2, 9) + "/" + c.coined().lower() + "s", c.number(20, 900), c.number(10, 19), c.coined().lower()
    scope = c.coined().lower() + ":read"
    note = f"### GET {path}\nNeeds the scope `{scope}`. At most {limit} calls an hour.\n\n| parameter | default | |\n|---|---|---|\n| page_size | {page} | up to 100 |\n| sort | {field} | prefix with - to turn round |\n\nReturns 206 while the list is incomplete. Not paged by offset: follow `next`."
    return note, [
        span(f"Which scope does GET {path} need?", scope),
        number(f"How many calls an hour does {path} allow?", Value(limit, [f"{limit} calls", f"at most {limit}"])),
        number(f"What is the default page_size of {path}?", page),
        number(f"What is the largest page_size of {path}?", Value("100", ["up to 100"])),
        span(f"By what does {path} sort [by default|]?", field),
        number(f"Which status does {path} give while the list is incomplete?", "206"),
        no(f"Is {path} paged by offset?"),
        other_relation(f"In which version was {path} added?"),
        other_relation(f"Which fields does an entry of {path} have?"),
        other_thing(f"Which scope does DELETE {path} need?"),
        yes(f"Can the order of {path} be turned round?"),
    ]


@scene("record")
def dependency(c):
    a, b = c.coined().lower(), c.coined().lower()
    major = c.between(1, 8)
    va, vb, licence, who, kb = (
        c.code(f"{major}.#.#"),
        c.code(f"{major + 1}.#.#"),
        c.one(["MIT", "BSD-2-Clause", "MPL-2.0", "ISC", "Zlib"]),
        c.person(),
        c.count(14, 990, "kB", "KB"),
    )
    note = f"package   {a}\nversion   {va} (latest: {vb})\nlicence   {licence}\nmaintainer  {who}\nsize      {kb}\nneeds     {b} >= 2, libpng\nstatus    no security holes known"
    return note, [
        span(f"Which version of {a} [is installed|do we have]?", va),
        span(f"What is the latest version of {a}?", vb),
        span(f"Which licence has {a}?", licence),
        span(f"Who maintains {a}?", who),
        number(f"How big is {a}?", kb),
        several(f"What does {a} need?", [Value(b, [f"{b} >= 2", f"{b} 2"]), "libpng"]),
        no(f"Are security holes known in {a}?"),
        no(f"Is {a} up to date?"),
        other_thing(f"Which licence has {b}?"),
        other_thing(f"Who maintains {b}?"),
        other_relation(f"How many downloads does {a} have?"),
        yes(f"Does {a} need libpng?"),
    ]
