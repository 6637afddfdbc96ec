"""Snippets of Jinja that cover the language as chat templates use it, and the values they are given."""

VALUES = {
    "name": "Ada", "empty": "", "text": "  Hello, World! \n", "words": "one two  three", "umlaut": "Grüße 🙂 Straße",
    "n": 7, "zero": 0, "minus": -3, "f": 2.5, "big": 1e20, "small": 1e-7, "yes": True, "no": False, "nothing": None,
    "list": [3, 1, 2], "strings": ["b", "A", "c"], "nested": [[1, 2], [3, [4]]], "empties": [],
    "map": {"b": 1, "a": "two", "list": [1, {"x": None}], "é": True},
    "people": [{"name": "Ada", "age": 36, "tags": ["x"]}, {"name": "Bob", "age": 7}, {"name": "ada", "age": 36}],
    "message": {"role": "user", "content": "Hi", "tool_calls": [{"function": {"name": "f", "arguments": {"q": "a\"b"}}}]},
    "quotes": "it's \"quoted\" \\ and\ttabbed", "html": "<a href='x'>&</a>",
}

SNIPPETS = """
{{ name }}
{{name}}{{ empty }}|
{{ n + 1 }} {{ n - 10 }} {{ n * 2 }} {{ n / 2 }} {{ n // 2 }} {{ n % 4 }} {{ n ** 2 }} {{ minus // 2 }} {{ minus % 2 }} {{ -n }}
{{ 1 + 2 * 3 - 4 / 2 }} {{ (1 + 2) * 3 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 7 // -2 }} {{ 7 % -2 }}
{{ f }} {{ f * 2 }} {{ big }} {{ small }} {{ 1.0 }} {{ 1e3 }} {{ 0.1 + 0.2 }} {{ 100000000000000000.0 }} {{ 123456789.125 }} {{ 1e16 }} {{ 1.5e-5 }}
{{ "a" + "b" }} {{ "a" ~ 1 ~ none ~ true }} {{ "ab" * 3 }} {{ [1] + [2] }} {{ [0] * 3 }}
{{ "a" "b" 'c' }}
{{ 'it\\'s' }} {{ "tab\\tnew\\nline" }} {{ "\\u00e9\\x41" }} {{ "\\d" }}
{{ yes }} {{ no }} {{ nothing }} {{ true }} {{ True }} {{ none }} {{ None }}
{{ list }} {{ map }} {{ strings }} {{ nested }} {{ quotes }} {{ [quotes] }} {{ ["it's"] }} {{ {"a": 1.5, "b": [none]} }}
{{ n == 7 }} {{ n != 7 }} {{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ "a" < "b" }} {{ [1,2] < [1,3] }} {{ 1 == 1.0 }} {{ true == 1 }} {{ "1" == 1 }}
{{ n > 3 and "big" or "small" }} {{ not yes }} {{ not no and yes }} {{ empty or "fallback" }} {{ 0 and 1 }} {{ none or none }}
{{ "a" if yes else "b" }} {{ "a" if no }}| {{ "a" if no else "b" if no else "c" }}
{{ "ell" in "Hello" }} {{ 3 in list }} {{ 9 not in list }} {{ "a" in map }} {{ "z" in map }} {{ "" in "abc" }} {{ 1 in [] }}
{{ list[0] }} {{ list[-1] }} {{ list[1:] }} {{ list[::-1] }} {{ list[:-1] }} {{ list[0:2] }} {{ list[-2:] }} {{ list[5:] }} {{ list[::2] }} {{ list[10] }}|
{{ name[0] }} {{ name[1:] }} {{ name[::-1] }} {{ umlaut[2] }} {{ umlaut[6:7] }} {{ umlaut[:5] }} {{ name[9] }}|
{{ map.b }} {{ map["a"] }} {{ map.list[1].x }} {{ map.missing }}| {{ map["missing"] }}| {{ map.get("b") }} {{ map.get("zz", 5) }} {{ map.get("zz") }}
{{ message.tool_calls[0].function.name }} {{ message["tool_calls"][0]["function"]["arguments"] }}
{{ missing }}| {{ missing is defined }} {{ name is defined }} {{ missing is undefined }} {{ missing|default("d") }} {{ empty|default("d") }} {{ empty|default("d", true) }}
{{ missing.attribute }}
{{ missing + 1 }}
{{ missing["x"] }}
{{ missing() }}
{{ nothing.x }}| {{ name.x }}| {{ n.x }}|
{{ nothing + 1 }}
{{ 1 / 0 }}
{{ 1 // 0 }}
{{ "a" + 1 }}
{{ "a" < 1 }}
{{ 1 in "abc" }}
{{ n is odd }} {{ n is even }} {{ n is divisibleby 7 }} {{ n is divisibleby(2) }} {{ n is number }} {{ f is float }} {{ n is integer }} {{ yes is integer }} {{ yes is boolean }} {{ yes is true }} {{ 1 is true }}
{{ name is string }} {{ list is iterable }} {{ list is sequence }} {{ map is mapping }} {{ name is iterable }} {{ n is iterable }} {{ nothing is none }} {{ nothing is not none }} {{ list is mapping }}
{{ name is eq "Ada" }} {{ name is equalto("Ada") }} {{ n is gt 3 }} {{ n is ge(7) }} {{ n is lt 3 }} {{ n is le 7 }} {{ n is ne 7 }} {{ 3 is in list }} {{ name is sameas name }} {{ no is sameas false }} {{ "a" is lower }} {{ "A" is upper }}
{{ n is == 7 }}
{{ not missing is defined }} {{ not n == 7 }} {{ missing is not defined and yes }}
{{ text|trim }}| {{ text.strip() }}| {{ text.rstrip() }}| {{ text.lstrip() }}| {{ "xxaxx".strip("x") }} {{ "xxaxx"|trim("x") }} {{ "abca".lstrip("ab") }}
{{ name|upper }} {{ name|lower }} {{ "hello wORLD"|capitalize }} {{ "hello wORLD it's"|title }} {{ "hello wORLD it's".title() }} {{ name.upper() }} {{ "ß"|upper }} {{ "aB".swapcase() }}
{{ name|length }} {{ umlaut|length }} {{ list|count }} {{ map|length }} {{ missing|length }} {{ empties|length }}
{{ list|first }} {{ list|last }} {{ empties|first }}| {{ name|first }} {{ list|sum }} {{ list|min }} {{ list|max }} {{ strings|max }} {{ strings|min }}
{{ list|sort }} {{ list|sort(reverse=true) }} {{ strings|sort }} {{ strings|sort(case_sensitive=true) }} {{ people|sort(attribute="age")|map(attribute="name")|list }}
{{ list|reverse|list }} {{ name|reverse }} {{ list|join }} {{ list|join(", ") }} {{ people|join("-", attribute="name") }} {{ strings|map("upper")|join }} {{ people|map(attribute="tags", default=[])|list }}
{{ [1,2,1,3]|unique|list }} {{ ["a","A"]|unique|list }} {{ list|list }} {{ name|list }} {{ map|list }}
{{ people|selectattr("age", "equalto", 36)|map(attribute="name")|list }} {{ people|rejectattr("tags")|list|length }} {{ people|selectattr("tags", "defined")|list|length }} {{ list|select("odd")|list }} {{ list|reject("gt", 1)|list }} {{ [0,1,""]|select|list }}
{{ people|groupby("age")|length }} {% for age, group in people|groupby("age") %}{{ age }}:{{ group|length }} {% endfor %}
{{ [1,2,3,4,5]|batch(2)|list }} {{ [1,2,3]|batch(2, 0)|list }} {{ [1,2,3,4,5]|slice(2)|list }}
{{ map|tojson }} {{ map|tojson(indent=2) }} {{ quotes|tojson }} {{ umlaut|tojson }} {{ 1.0|tojson }} {{ big|tojson }} {{ []|tojson(indent=4) }} {{ none|tojson }} {{ {"b":1,"a":2}|tojson(sort_keys=true) }} {{ list|tojson(separators=(",", ":")) }} {{ "\\u0001"|tojson }}
{{ missing|tojson }}
{{ "3"|int + 1 }} {{ "x"|int }} {{ "x"|int(5) }} {{ 3.9|int }} {{ "2.5"|float }} {{ "x"|float }} {{ n|float }} {{ n|string + "!" }} {{ -3|abs }} {{ (-3)|abs }}
{{ 2.567|round(2) }} {{ 2.5|round }} {{ 3.5|round }} {{ 2.1|round(0, "ceil") }} {{ 2.9|round(method="floor") }} {{ 42|round }}
{{ "a-b-c"|replace("-", "+") }} {{ "a-b-c"|replace("-", "+", 1) }} {{ "aaa".replace("a", "b", 2) }} {{ "abc".replace("", "-") }}
{{ "a,b,c".split(",") }} {{ words.split() }} {{ words.split(" ") }} {{ "a,b,c".split(",", 1) }} {{ "a,b,c".rsplit(",", 1) }} {{ "a\\nb\\r\\nc".splitlines() }} {{ " a  b ".split() }} {{ "a b c".split(none, 1) }}
{{ name.startswith("A") }} {{ name.endswith("a") }} {{ name.startswith(("B", "A")) }} {{ name.find("d") }} {{ name.find("z") }} {{ "abab".rfind("ab") }} {{ "abab".count("ab") }} {{ umlaut.find("🙂") }} {{ "abc".index("c") }}
{{ "-".join(strings) }} {{ "abc".isdigit() }} {{ "12".isdigit() }} {{ "ab".isalpha() }} {{ " ".isspace() }} {{ "7".zfill(3) }} {{ "-7".zfill(4) }} {{ "a".ljust(3, ".") }} {{ "a".rjust(3) }} {{ "a".center(4, "*") }} {{ "ab".center(5, "*") }}
{{ "prefix-x".removeprefix("prefix-") }} {{ "x.txt".removesuffix(".txt") }} {{ "a=b=c".partition("=") [2] }} {{ "a=b=c".rpartition("=")[0] }} {{ "{} and {}".format(1, "x") }} {{ "{a}".format(a=5) }} {{ "{0}{1}{0}".format("a", "b") }}
{{ "%s is %d"|format("x", 5) }} {{ "%s" % name }} {{ "%d%%" % 5 }} {{ "%s-%s" % ("a", "b") }} {{ "%r" % name }}
{{ html|e }} {{ html|escape }} {{ html|safe }} {{ "a b/c?"|urlencode }} {{ words|wordcount }} {{ "<b>x</b> y"|striptags }}
{{ "a\\nb\\n\\nc"|indent }} {{ "a\\nb"|indent(2, true) }} {{ "a\\n\\nb"|indent(2, blank=true) }} {{ "hello world foo"|truncate(9) }} {{ "hello world"|truncate(5, true, "") }} {{ "hello"|truncate(4) }}
{{ map|items|list|length }} {% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %} {% for k, v in map|dictsort %}{{ k }} {% endfor %} {{ map.keys()|list }} {{ map.values()|list|length }}
{{ map|attr("b") }}| {{ people|map(attribute="name")|map("lower")|unique|join(",") }}
{% for x in list %}{{ x }}{% endfor %}
{% for x in list %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ loop.revindex0 }} {% endfor %}
{% for x in list %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}
{% for x in list %}{{ loop.cycle("a", "b") }}{% endfor %} {% for x in [1,1,2] %}{{ loop.changed(x) }} {% endfor %}
{% for x in list if x > 1 %}{{ x }}/{{ loop.length }} {% endfor %}
{% for x in empties %}x{% else %}none{% endfor %} {% for x in missing %}x{% else %}undefined{% endfor %}
{% for a, b in [[1, 2], [3, 4]] %}{{ a }}+{{ b }} {% endfor %} {% for (a, b) in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}
{% for x in nothing %}{% endfor %}
{% for x in n %}{% endfor %}
{% for x in list %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfor %} {% for x in list %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}
{% for x in nested recursive %}{% if x is iterable %}[{{ loop(x) }}]{% else %}{{ x }}@{{ loop.depth }}{% endif %}{% endfor %}
{% for x in range(3) %}{{ x }}{% endfor %} {{ range(1, 10, 3)|list }} {{ range(3, 0, -1)|list }} {{ range(0)|list }}
{% for i in range(2) %}{% for j in range(2) %}{{ loop.index }}{{ i }}{{ j }} {% endfor %}{{ loop.index }};{% endfor %}
{% set x = 1 %}{% for i in list %}{{ x }}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}
{% set ns = namespace(count=0, found=false) %}{% for i in list %}{% set ns.count = ns.count + i %}{% endfor %}{{ ns.count }} {{ ns.found }} {{ ns.missing }}|
{% set a, b = 1, 2 %}{{ a }}{{ b }} {% set t = (1, 2) %}{{ t[1] }} {% set d = dict(a=1, b="x") %}{{ d.b }}
{% set block %}inside {{ name }}{% endset %}{{ block }}! {% set up | upper %}abc{% endset %}{{ up }}
{% if yes %}a{% elif no %}b{% else %}c{% endif %} {% if no %}a{% elif yes %}b{% else %}c{% endif %} {% if no %}a{% endif %}|
{% if empties %}x{% else %}y{% endif %}{% if map %}x{% endif %}{% if zero %}x{% endif %}{% if missing %}x{% endif %}
{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}
{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}| {% with %}{% set q = 5 %}{{ q }}{% endwith %}{{ q }}|
{% macro m(a, b=2) %}{{ a }}-{{ b }};{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}{{ m() }}
{% macro m(a) %}{% set local = a %}{{ local }}{{ outer }}{% endmacro %}{% set outer = "o" %}{{ m(1) }}{{ local }}|
{% macro fact(k) %}{% if k <= 1 %}1{% else %}{{ k * (fact(k - 1)|int) }}{% endif %}{% endmacro %}{{ fact(5) }}
{% macro m() %}{{ varargs|list }}{{ kwargs }}{% endmacro %}{{ m(1, x=2) }}
{% macro box(t) %}<{{ t }}:{{ caller() }}>{% endmacro %}{% call box("x") %}body {{ name }}{% endcall %}
{% macro each(l) %}{% for x in l %}{{ caller(x) }}{% endfor %}{% endmacro %}{% call(x) each(list) %}({{ x }}){% endcall %}
{% for x in [1] %}{% set v = 5 %}{% macro m() %}{{ v }}{% endmacro %}{{ m() }}{% endfor %}
{% set v = 1 %}{% macro m() %}{{ v }}{% endmacro %}{% for x in [1] %}{% set v = 5 %}{{ m() }}{% endfor %}
{% filter upper %}abc {{ name }}{% endfilter %} {% filter replace("a", "b")|trim %} a {% endfilter %}
{% raw %}{{ not }} {% parsed %}{% endraw %}
{# comment #}x{# another {{ name }} #}
a{%- if yes %} b {%- endif %} c {%- if yes -%} d {% endif -%} e
{% generation %}marked{% endgeneration %}
{{ raise_exception("no") }}
{% if no %}{{ raise_exception("no") }}{% endif %}ok
{% set j = joiner("; ") %}{% for x in list %}{{ j() }}{{ x }}{% endfor %}
{% set c = cycler("a", "b") %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}
{{ {"a": {"b": [1, 2]}}.a.b[1] }} {{ [1, [2, 3]][1][0] }} {{ {"k" ~ 1: 2}["k1"] }}
{{ (1, 2) == (1, 2) }} {{ [1] == [1] }} {{ {"a": 1} == {"a": 1.0} }} {{ map == map }}
{{ list|length > 2 }} {{ list|length == 3 and "a" in map }} {{ (list|length) * 2 }} {{ list | length * 2 }}
{{ "a" ~ "b"|upper }} {{ ("a" ~ "b")|upper }} {{ -5|string }} {{ name|default("x")|upper|lower }}
{{ 5 if n is defined and n is not none else 6 }} {{ [x for x in list] }}
{{ name.missing_method() }}
{{ list.append(1) }}
{{ name|nofilter }}
{{ name is notest }}
{% nosuchtag %}
{{ unclosed
{% if yes %}no end
{{ 1 + }}
{% endif %}
{{ "abc"[1:2] }} {{ "abc"[-1] }} {{ ("abc"|list)[1] }} {{ 'a' 'b' }}
{{ message.content is string }} {{ message.tool_calls is defined and message.tool_calls|length > 0 }} {{ message.items is defined }} {{ message['content'] | trim }}
{{ people[0].name ~ "/" ~ people[-1]["name"] }} {{ people[0]["tags"][0] }} {{ people[1].tags is defined }}
{{ 10 - 3 - 2 }} {{ 100 / 10 / 2 }} {{ 2 * 3 % 4 }} {{ 1 - -1 }} {{ +3 }} {{ not not yes }}
{{ 1_000 }} {{ 0 }} {{ 00.5 }} {{ true and 5 }} {{ false or "" }}|
{{ "x" in ["x", "y"] and "z" not in ["x"] }} {{ not "x" in ["x"] }} {{ n in (5, 6, 7) }}
{{ "multi
line string" }}
{%- set x = "trimmed" -%}   {{ x }}
{{ text | trim | replace(",", "") | lower | title }}
{{ list | map("string") | join("+") }} {{ list | map("multiply") | list }}
{{ strings | sort | first | upper }} {{ (people | selectattr("name", "eq", "Bob") | first).age }} {{ people | map(attribute="age") | sum }} {{ people|sum(attribute="age") }} {{ people | max(attribute="age") }}
""".strip("\n").split("\n")

# These hold newlines themselves, and are about them.
SNIPPETS += [
    "a\n{% if yes %}\nb\n{% endif %}\nc\n",
    "  {% if yes %}\n    b\n  {% endif %}\nc",
    "x  {% if yes %}  y{% endif %}",
    "  {%+ if yes %}b{% endif %}",
    "{% if yes +%}\nb{% endif %}",
    "a\n  {#- comment -#}  \n b",
    "a\n  {# comment #}\n b",
    "{{ name }}\n{{ name }}\n\n",
    "a  {{- name -}}  b",
    "{% for x in list -%}\n  {{ x }}\n{%- endfor %}",
    "{% for x in list %}\n  {{ x }}\n{% endfor %}\n",
    "line\r\n{{ name }}\r\nend",
    "\n\n{% if yes %}\n\nx\n\n{% endif %}\n\n",
    "{% raw %}\n  {{ x }}\n{% endraw %}\n!",
    "{%- raw -%}\n  {{ x }}\n{%- endraw -%}\n!",
    "\t{% if yes %}x{% endif %}",
    "{% if yes %}{% if yes %}\n  x\n  {% endif %}{% endif %}",
    "{{ 'a' }}\n  {% if yes %}x{% endif %}",
    "{#- a #}\n{#- b #}\n  c",
]
