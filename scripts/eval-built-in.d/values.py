"""Answers, and the forms in which each may be given."""

MONTHS = "January February March April May June July August September October November December".split()
CURRENCIES = {"€": ("EUR", "euros", "euro"), "$": ("USD", "dollars", "dollar"), "£": ("GBP", "pounds", "pound"), "kr": ("SEK", "kronor", "crowns")}


class Value(str):
    """A text as a note has it. `forms` are the others that say the same."""

    def __new__(cls, text, forms=()):
        value = super().__new__(cls, text)
        value.forms = [str(text), *forms]
        return value


def money(whole, cents, currency):
    number = f"{whole:,}".replace(",", "") + (f".{cents:02}" if cents is not None else "")
    text = f"{number} kr" if currency == "kr" else currency + number
    numbers = {number, f"{whole:,}" + (f".{cents:02}" if cents is not None else "")}
    if cents == 0:
        numbers.add(str(whole))
    if cents and cents % 10 == 0:
        numbers.add(f"{whole}.{cents // 10}")
    forms = [
        form
        for n in sorted(numbers)
        for form in (n, currency + n, f"{n} {currency}", f"{n}{currency}", *(f"{n} {name}" for name in CURRENCIES[currency]))
    ]
    return Value(text, forms)


def quantity(number, unit, short=None):
    """`unit` in the plural; `short` as it is also written: 14 litres, 14 l."""
    written = [f"{number:,}", str(number)]
    names = [unit, unit[:-1]] + ([short] if short else [])
    forms = [form for n in written for name in names for form in (n, f"{n} {name}", f"{n}{name}")]
    return Value(f"{number} {unit}", forms)


def ordinal(day):
    return f"{day}" + ("th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th"))


class Day:
    """A date, in the ways that people write it."""

    def __init__(self, year, month, day):
        name = MONTHS[month - 1]
        without = [f"{d} {m}" for d in (str(day), ordinal(day)) for m in (name, name[:3])]
        without += [f"{m} {d}" for d in (str(day), ordinal(day)) for m in (name, name[:3])]
        without += [f"the {ordinal(day)} of {name}", f"{ordinal(day)} of {name}"]
        whole = [f"{form}{comma} {year}" for form in without for comma in ("", ",")]
        whole += [f"{year}-{month:02}-{day:02}", f"{day:02}.{month:02}.{year}", f"{day}.{month}.{year}", f"{day:02}/{month:02}/{year}"]
        self.iso = Value(f"{year}-{month:02}-{day:02}", whole)
        self.long = Value(f"{day} {name} {year}", whole)
        self.american = Value(f"{name} {day}, {year}", whole)
        self.dotted = Value(f"{day:02}.{month:02}.{year}", whole)
        self.short = Value(f"{day} {name}", without + whole)
        self.year = Value(str(year))
        self.month = Value(name)


def forms(answer):
    return answer.forms if isinstance(answer, Value) else [str(answer)]
