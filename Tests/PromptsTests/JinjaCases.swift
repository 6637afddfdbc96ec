// swift-format-ignore-file: the lines are as long as the snippets are.

/// Snippets, what they are given, and what Jinja itself makes of them (nil: it refuses). Taken from
/// `scripts/conformance.d/prompts/snippets.py`, which is run beside Jinja in `scripts/conformance`.
enum JinjaCases {
    static let values = #"""
        {"name": "Ada", "empty": "", "text": "  Hello, World! \n", "words": "one two  three", "umlaut": "Grüße 🙂 Straße", "n": 7, "zero": 0, "minus": -3, "f": 2.5, "big": 1e+20, "small": 1e-07, "yes": true, "no": false, "nothing": null, "list": [3, 1, 2], "strings": ["b", "A", "c"], "nested": [[1, 2], [3, [4]]], "empties": [], "map": {"b": 1, "a": "two", "list": [1, {"x": null}], "é": true}, "people": [{"name": "Ada", "age": 36, "tags": ["x"]}, {"name": "Bob", "age": 7}, {"name": "ada", "age": 36}], "message": {"role": "user", "content": "Hi", "tool_calls": [{"function": {"name": "f", "arguments": {"q": "a\"b"}}}]}, "quotes": "it's \"quoted\" \\ and\ttabbed", "html": "<a href='x'>&</a>"}
        """#

    static let all: [(template: String, text: String?)] = [
        (#"{{ name }}"#, #"Ada"#),
        (#"{{name}}{{ empty }}|"#, #"Ada|"#),
        (
            #"{{ n + 1 }} {{ n - 10 }} {{ n * 2 }} {{ n / 2 }} {{ n // 2 }} {{ n % 4 }} {{ n ** 2 }} {{ minus // 2 }} {{ minus % 2 }} {{ -n }}"#,
            #"8 -3 14 3.5 3 3 49 -2 1 -7"#
        ),
        (
            #"{{ 1 + 2 * 3 - 4 / 2 }} {{ (1 + 2) * 3 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 7 // -2 }} {{ 7 % -2 }}"#,
            #"5.0 9 64 4 -4 -1"#
        ),
        (
            #"{{ f }} {{ f * 2 }} {{ big }} {{ small }} {{ 1.0 }} {{ 1e3 }} {{ 0.1 + 0.2 }} {{ 100000000000000000.0 }} {{ 123456789.125 }} {{ 1e16 }} {{ 1.5e-5 }}"#,
            #"2.5 5.0 1e+20 1e-07 1.0 1000.0 0.30000000000000004 1e+17 123456789.125 1e+16 1.5e-05"#
        ),
        (
            #"{{ "a" + "b" }} {{ "a" ~ 1 ~ none ~ true }} {{ "ab" * 3 }} {{ [1] + [2] }} {{ [0] * 3 }}"#,
            #"ab a1NoneTrue ababab [1, 2] [0, 0, 0]"#
        ),
        (#"{{ "a" "b" 'c' }}"#, #"abc"#),
        (#"{{ 'it\'s' }} {{ "tab\tnew\nline" }} {{ "\u00e9\x41" }} {{ "\d" }}"#, #"it's tab\#tnew\#nline éA \d"#),
        (
            #"{{ yes }} {{ no }} {{ nothing }} {{ true }} {{ True }} {{ none }} {{ None }}"#,
            #"True False None True True None None"#
        ),
        (
            #"{{ list }} {{ map }} {{ strings }} {{ nested }} {{ quotes }} {{ [quotes] }} {{ ["it's"] }} {{ {"a": 1.5, "b": [none]} }}"#,
            #"[3, 1, 2] {'b': 1, 'a': 'two', 'list': [1, {'x': None}], 'é': True} ['b', 'A', 'c'] [[1, 2], [3, [4]]] it's "quoted" \ and\#ttabbed ['it\'s "quoted" \\ and\ttabbed'] ["it's"] {'a': 1.5, 'b': [None]}"#
        ),
        (
            #"{{ n == 7 }} {{ n != 7 }} {{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ "a" < "b" }} {{ [1,2] < [1,3] }} {{ 1 == 1.0 }} {{ true == 1 }} {{ "1" == 1 }}"#,
            #"True False True False True True True True False"#
        ),
        (
            #"{{ n > 3 and "big" or "small" }} {{ not yes }} {{ not no and yes }} {{ empty or "fallback" }} {{ 0 and 1 }} {{ none or none }}"#,
            #"big False True fallback 0 None"#
        ),
        (#"{{ "a" if yes else "b" }} {{ "a" if no }}| {{ "a" if no else "b" if no else "c" }}"#, #"a | c"#),
        (
            #"{{ "ell" in "Hello" }} {{ 3 in list }} {{ 9 not in list }} {{ "a" in map }} {{ "z" in map }} {{ "" in "abc" }} {{ 1 in [] }}"#,
            #"True True True True False True False"#
        ),
        (
            #"{{ list[0] }} {{ list[-1] }} {{ list[1:] }} {{ list[::-1] }} {{ list[:-1] }} {{ list[0:2] }} {{ list[-2:] }} {{ list[5:] }} {{ list[::2] }} {{ list[10] }}|"#,
            #"3 2 [1, 2] [2, 1, 3] [3, 1] [3, 1] [1, 2] [] [3, 2] |"#
        ),
        (
            #"{{ name[0] }} {{ name[1:] }} {{ name[::-1] }} {{ umlaut[2] }} {{ umlaut[6:7] }} {{ umlaut[:5] }} {{ name[9] }}|"#,
            #"A da adA ü 🙂 Grüße |"#
        ),
        (
            #"{{ map.b }} {{ map["a"] }} {{ map.list[1].x }} {{ map.missing }}| {{ map["missing"] }}| {{ map.get("b") }} {{ map.get("zz", 5) }} {{ map.get("zz") }}"#,
            #"1 two None | | 1 5 None"#
        ),
        (
            #"{{ message.tool_calls[0].function.name }} {{ message["tool_calls"][0]["function"]["arguments"] }}"#,
            #"f {'q': 'a"b'}"#
        ),
        (
            #"{{ missing }}| {{ missing is defined }} {{ name is defined }} {{ missing is undefined }} {{ missing|default("d") }} {{ empty|default("d") }} {{ empty|default("d", true) }}"#,
            #"| False True True d  d"#
        ),
        (#"{{ missing.attribute }}"#, nil),
        (#"{{ missing + 1 }}"#, nil),
        (#"{{ missing["x"] }}"#, nil),
        (#"{{ missing() }}"#, nil),
        (#"{{ nothing.x }}| {{ name.x }}| {{ n.x }}|"#, #"| | |"#),
        (#"{{ nothing + 1 }}"#, nil),
        (#"{{ 1 / 0 }}"#, nil),
        (#"{{ 1 // 0 }}"#, nil),
        (#"{{ "a" + 1 }}"#, nil),
        (#"{{ "a" < 1 }}"#, nil),
        (#"{{ 1 in "abc" }}"#, nil),
        (
            #"{{ n is odd }} {{ n is even }} {{ n is divisibleby 7 }} {{ n is divisibleby(2) }} {{ n is number }} {{ f is float }} {{ n is integer }} {{ yes is integer }} {{ yes is boolean }} {{ yes is true }} {{ 1 is true }}"#,
            #"True False True False True True True False True True False"#
        ),
        (
            #"{{ name is string }} {{ list is iterable }} {{ list is sequence }} {{ map is mapping }} {{ name is iterable }} {{ n is iterable }} {{ nothing is none }} {{ nothing is not none }} {{ list is mapping }}"#,
            #"True True True True True False True False False"#
        ),
        (
            #"{{ name is eq "Ada" }} {{ name is equalto("Ada") }} {{ n is gt 3 }} {{ n is ge(7) }} {{ n is lt 3 }} {{ n is le 7 }} {{ n is ne 7 }} {{ 3 is in list }} {{ name is sameas name }} {{ no is sameas false }} {{ "a" is lower }} {{ "A" is upper }}"#,
            #"True True True True False True False True True True True True"#
        ),
        (#"{{ n is == 7 }}"#, nil),
        (#"{{ not missing is defined }} {{ not n == 7 }} {{ missing is not defined and yes }}"#, #"True False True"#),
        (
            #"{{ text|trim }}| {{ text.strip() }}| {{ text.rstrip() }}| {{ text.lstrip() }}| {{ "xxaxx".strip("x") }} {{ "xxaxx"|trim("x") }} {{ "abca".lstrip("ab") }}"#,
            #"Hello, World!| Hello, World!|   Hello, World!| Hello, World! \#n| a a ca"#
        ),
        (
            #"{{ name|upper }} {{ name|lower }} {{ "hello wORLD"|capitalize }} {{ "hello wORLD it's"|title }} {{ "hello wORLD it's".title() }} {{ name.upper() }} {{ "ß"|upper }} {{ "aB".swapcase() }}"#,
            #"ADA ada Hello world Hello World It's Hello World It'S ADA SS Ab"#
        ),
        (
            #"{{ name|length }} {{ umlaut|length }} {{ list|count }} {{ map|length }} {{ missing|length }} {{ empties|length }}"#,
            #"3 14 3 4 0 0"#
        ),
        (
            #"{{ list|first }} {{ list|last }} {{ empties|first }}| {{ name|first }} {{ list|sum }} {{ list|min }} {{ list|max }} {{ strings|max }} {{ strings|min }}"#,
            #"3 2 | A 6 1 3 c A"#
        ),
        (
            #"{{ list|sort }} {{ list|sort(reverse=true) }} {{ strings|sort }} {{ strings|sort(case_sensitive=true) }} {{ people|sort(attribute="age")|map(attribute="name")|list }}"#,
            #"[1, 2, 3] [3, 2, 1] ['A', 'b', 'c'] ['A', 'b', 'c'] ['Bob', 'Ada', 'ada']"#
        ),
        (
            #"{{ list|reverse|list }} {{ name|reverse }} {{ list|join }} {{ list|join(", ") }} {{ people|join("-", attribute="name") }} {{ strings|map("upper")|join }} {{ people|map(attribute="tags", default=[])|list }}"#,
            #"[2, 1, 3] adA 312 3, 1, 2 Ada-Bob-ada BAC [['x'], [], []]"#
        ),
        (
            #"{{ [1,2,1,3]|unique|list }} {{ ["a","A"]|unique|list }} {{ list|list }} {{ name|list }} {{ map|list }}"#,
            #"[1, 2, 3] ['a'] [3, 1, 2] ['A', 'd', 'a'] ['b', 'a', 'list', 'é']"#
        ),
        (
            #"{{ people|selectattr("age", "equalto", 36)|map(attribute="name")|list }} {{ people|rejectattr("tags")|list|length }} {{ people|selectattr("tags", "defined")|list|length }} {{ list|select("odd")|list }} {{ list|reject("gt", 1)|list }} {{ [0,1,""]|select|list }}"#,
            #"['Ada', 'ada'] 2 1 [3, 1] [1] [1]"#
        ),
        (
            #"{{ people|groupby("age")|length }} {% for age, group in people|groupby("age") %}{{ age }}:{{ group|length }} {% endfor %}"#,
            #"2 7:1 36:2 "#
        ),
        (
            #"{{ [1,2,3,4,5]|batch(2)|list }} {{ [1,2,3]|batch(2, 0)|list }} {{ [1,2,3,4,5]|slice(2)|list }}"#,
            #"[[1, 2], [3, 4], [5]] [[1, 2], [3, 0]] [[1, 2, 3], [4, 5]]"#
        ),
        (#"{{ missing|tojson }}"#, nil),
        (
            #"{{ "3"|int + 1 }} {{ "x"|int }} {{ "x"|int(5) }} {{ 3.9|int }} {{ "2.5"|float }} {{ "x"|float }} {{ n|float }} {{ n|string + "!" }} {{ -3|abs }} {{ (-3)|abs }}"#,
            #"4 0 5 3 2.5 0.0 7.0 7! 3 3"#
        ),
        (
            #"{{ 2.567|round(2) }} {{ 2.5|round }} {{ 3.5|round }} {{ 2.1|round(0, "ceil") }} {{ 2.9|round(method="floor") }} {{ 42|round }}"#,
            #"2.57 2.0 4.0 3.0 2.0 42"#
        ),
        (
            #"{{ "a-b-c"|replace("-", "+") }} {{ "a-b-c"|replace("-", "+", 1) }} {{ "aaa".replace("a", "b", 2) }} {{ "abc".replace("", "-") }}"#,
            #"a+b+c a+b-c bba -a-b-c-"#
        ),
        (
            #"{{ "a,b,c".split(",") }} {{ words.split() }} {{ words.split(" ") }} {{ "a,b,c".split(",", 1) }} {{ "a,b,c".rsplit(",", 1) }} {{ "a\nb\r\nc".splitlines() }} {{ " a  b ".split() }} {{ "a b c".split(none, 1) }}"#,
            #"['a', 'b', 'c'] ['one', 'two', 'three'] ['one', 'two', '', 'three'] ['a', 'b,c'] ['a,b', 'c'] ['a', 'b', 'c'] ['a', 'b'] ['a', 'b c']"#
        ),
        (
            #"{{ name.startswith("A") }} {{ name.endswith("a") }} {{ name.startswith(("B", "A")) }} {{ name.find("d") }} {{ name.find("z") }} {{ "abab".rfind("ab") }} {{ "abab".count("ab") }} {{ umlaut.find("🙂") }} {{ "abc".index("c") }}"#,
            #"True True True 1 -1 2 2 6 2"#
        ),
        (
            #"{{ "-".join(strings) }} {{ "abc".isdigit() }} {{ "12".isdigit() }} {{ "ab".isalpha() }} {{ " ".isspace() }} {{ "7".zfill(3) }} {{ "-7".zfill(4) }} {{ "a".ljust(3, ".") }} {{ "a".rjust(3) }} {{ "a".center(4, "*") }} {{ "ab".center(5, "*") }}"#,
            #"b-A-c False True True True 007 -007 a..   a *a** **ab*"#
        ),
        (
            #"{{ "prefix-x".removeprefix("prefix-") }} {{ "x.txt".removesuffix(".txt") }} {{ "a=b=c".partition("=") [2] }} {{ "a=b=c".rpartition("=")[0] }} {{ "{} and {}".format(1, "x") }} {{ "{a}".format(a=5) }} {{ "{0}{1}{0}".format("a", "b") }}"#,
            #"x x b=c a=b 1 and x 5 aba"#
        ),
        (
            #"{{ "%s is %d"|format("x", 5) }} {{ "%s" % name }} {{ "%d%%" % 5 }} {{ "%s-%s" % ("a", "b") }} {{ "%r" % name }}"#,
            #"x is 5 Ada 5% a-b 'Ada'"#
        ),
        (
            #"{{ html|e }} {{ html|escape }} {{ html|safe }} {{ "a b/c?"|urlencode }} {{ words|wordcount }} {{ "<b>x</b> y"|striptags }}"#,
            #"&lt;a href=&#39;x&#39;&gt;&amp;&lt;/a&gt; &lt;a href=&#39;x&#39;&gt;&amp;&lt;/a&gt; <a href='x'>&</a> a%20b/c%3F 3 x y"#
        ),
        (
            #"{{ "a\nb\n\nc"|indent }} {{ "a\nb"|indent(2, true) }} {{ "a\n\nb"|indent(2, blank=true) }} {{ "hello world foo"|truncate(9) }} {{ "hello world"|truncate(5, true, "") }} {{ "hello"|truncate(4) }}"#,
            #"a\#n    b\#n\#n    c   a\#n  b a\#n  \#n  b hello... hello hello"#
        ),
        (
            #"{{ map|items|list|length }} {% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %} {% for k, v in map|dictsort %}{{ k }} {% endfor %} {{ map.keys()|list }} {{ map.values()|list|length }}"#,
            #"4 b=1;a=two;list=[1, {'x': None}];é=True; a b list é  ['b', 'a', 'list', 'é'] 4"#
        ),
        (#"{{ map|attr("b") }}| {{ people|map(attribute="name")|map("lower")|unique|join(",") }}"#, #"| ada,bob"#),
        (#"{% for x in list %}{{ x }}{% endfor %}"#, #"312"#),
        (
            #"{% for x in list %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ loop.revindex0 }} {% endfor %}"#,
            #"10TrueFalse332 21FalseFalse321 32FalseTrue310 "#
        ),
        (#"{% for x in list %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}"#, #"<3>1 3<1>2 1<2> "#),
        (
            #"{% for x in list %}{{ loop.cycle("a", "b") }}{% endfor %} {% for x in [1,1,2] %}{{ loop.changed(x) }} {% endfor %}"#,
            #"aba True False True "#
        ),
        (#"{% for x in list if x > 1 %}{{ x }}/{{ loop.length }} {% endfor %}"#, #"3/2 2/2 "#),
        (
            #"{% for x in empties %}x{% else %}none{% endfor %} {% for x in missing %}x{% else %}undefined{% endfor %}"#,
            #"none undefined"#
        ),
        (
            #"{% for a, b in [[1, 2], [3, 4]] %}{{ a }}+{{ b }} {% endfor %} {% for (a, b) in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}"#,
            #"1+2 3+4  12"#
        ),
        (#"{% for x in nothing %}{% endfor %}"#, nil),
        (#"{% for x in n %}{% endfor %}"#, nil),
        (
            #"{% for x in list %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfor %} {% for x in list %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}"#,
            #"3 32"#
        ),
        (
            #"{% for x in nested recursive %}{% if x is iterable %}[{{ loop(x) }}]{% else %}{{ x }}@{{ loop.depth }}{% endif %}{% endfor %}"#,
            #"[1@22@2][3@2[4@3]]"#
        ),
        (
            #"{% for x in range(3) %}{{ x }}{% endfor %} {{ range(1, 10, 3)|list }} {{ range(3, 0, -1)|list }} {{ range(0)|list }}"#,
            #"012 [1, 4, 7] [3, 2, 1] []"#
        ),
        (
            #"{% for i in range(2) %}{% for j in range(2) %}{{ loop.index }}{{ i }}{{ j }} {% endfor %}{{ loop.index }};{% endfor %}"#,
            #"100 201 1;110 211 2;"#
        ),
        (#"{% set x = 1 %}{% for i in list %}{{ x }}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}"#, #"14 12 13 1"#),
        (
            #"{% set ns = namespace(count=0, found=false) %}{% for i in list %}{% set ns.count = ns.count + i %}{% endfor %}{{ ns.count }} {{ ns.found }} {{ ns.missing }}|"#,
            #"6 False |"#
        ),
        (
            #"{% set a, b = 1, 2 %}{{ a }}{{ b }} {% set t = (1, 2) %}{{ t[1] }} {% set d = dict(a=1, b="x") %}{{ d.b }}"#,
            #"12 2 x"#
        ),
        (
            #"{% set block %}inside {{ name }}{% endset %}{{ block }}! {% set up | upper %}abc{% endset %}{{ up }}"#,
            #"inside Ada! ABC"#
        ),
        (
            #"{% if yes %}a{% elif no %}b{% else %}c{% endif %} {% if no %}a{% elif yes %}b{% else %}c{% endif %} {% if no %}a{% endif %}|"#,
            #"a b |"#
        ),
        (
            #"{% if empties %}x{% else %}y{% endif %}{% if map %}x{% endif %}{% if zero %}x{% endif %}{% if missing %}x{% endif %}"#,
            #"yx"#
        ),
        (#"{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}"#, #"2"#),
        (
            #"{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}| {% with %}{% set q = 5 %}{{ q }}{% endwith %}{{ q }}|"#,
            #"3| 5|"#
        ),
        (
            #"{% macro m(a, b=2) %}{{ a }}-{{ b }};{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}{{ m() }}"#,
            #"1-2;1-3;4-5;-2;"#
        ),
        (
            #"{% macro m(a) %}{% set local = a %}{{ local }}{{ outer }}{% endmacro %}{% set outer = "o" %}{{ m(1) }}{{ local }}|"#,
            #"1o|"#
        ),
        (
            #"{% macro fact(k) %}{% if k <= 1 %}1{% else %}{{ k * (fact(k - 1)|int) }}{% endif %}{% endmacro %}{{ fact(5) }}"#,
            #"120"#
        ),
        (#"{% macro m() %}{{ varargs|list }}{{ kwargs }}{% endmacro %}{{ m(1, x=2) }}"#, #"[1]{'x': 2}"#),
        (
            #"{% macro box(t) %}<{{ t }}:{{ caller() }}>{% endmacro %}{% call box("x") %}body {{ name }}{% endcall %}"#,
            #"<x:body Ada>"#
        ),
        (
            #"{% macro each(l) %}{% for x in l %}{{ caller(x) }}{% endfor %}{% endmacro %}{% call(x) each(list) %}({{ x }}){% endcall %}"#,
            #"(3)(1)(2)"#
        ),
        (#"{% for x in [1] %}{% set v = 5 %}{% macro m() %}{{ v }}{% endmacro %}{{ m() }}{% endfor %}"#, #"5"#),
        (
            #"{% set v = 1 %}{% macro m() %}{{ v }}{% endmacro %}{% for x in [1] %}{% set v = 5 %}{{ m() }}{% endfor %}"#,
            #"1"#
        ),
        (
            #"{% filter upper %}abc {{ name }}{% endfilter %} {% filter replace("a", "b")|trim %} a {% endfilter %}"#,
            #"ABC ADA b"#
        ),
        (#"{% raw %}{{ not }} {% parsed %}{% endraw %}"#, #"{{ not }} {% parsed %}"#),
        (#"{# comment #}x{# another {{ name }} #}"#, #"x"#),
        (#"a{%- if yes %} b {%- endif %} c {%- if yes -%} d {% endif -%} e"#, #"a b cd e"#),
        (#"{% generation %}marked{% endgeneration %}"#, #"marked"#),
        (#"{{ raise_exception("no") }}"#, nil),
        (#"{% if no %}{{ raise_exception("no") }}{% endif %}ok"#, #"ok"#),
        (#"{% set j = joiner("; ") %}{% for x in list %}{{ j() }}{{ x }}{% endfor %}"#, #"3; 1; 2"#),
        (#"{% set c = cycler("a", "b") %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}"#, #"abaa"#),
        (#"{{ {"a": {"b": [1, 2]}}.a.b[1] }} {{ [1, [2, 3]][1][0] }} {{ {"k" ~ 1: 2}["k1"] }}"#, #"2 2 2"#),
        (
            #"{{ (1, 2) == (1, 2) }} {{ [1] == [1] }} {{ {"a": 1} == {"a": 1.0} }} {{ map == map }}"#,
            #"True True True True"#
        ),
        (
            #"{{ list|length > 2 }} {{ list|length == 3 and "a" in map }} {{ (list|length) * 2 }} {{ list | length * 2 }}"#,
            #"True True 6 6"#
        ),
        (
            #"{{ "a" ~ "b"|upper }} {{ ("a" ~ "b")|upper }} {{ -5|string }} {{ name|default("x")|upper|lower }}"#,
            #"aB AB -5 ada"#
        ),
        (#"{{ 5 if n is defined and n is not none else 6 }} {{ [x for x in list] }}"#, nil),
        (#"{{ name.missing_method() }}"#, nil),
        (#"{{ list.append(1) }}"#, nil),
        (#"{{ name|nofilter }}"#, nil),
        (#"{{ name is notest }}"#, nil),
        (#"{% nosuchtag %}"#, nil),
        (#"{{ unclosed"#, nil),
        (#"{% if yes %}no end"#, nil),
        (#"{{ 1 + }}"#, nil),
        (#"{% endif %}"#, nil),
        (#"{{ "abc"[1:2] }} {{ "abc"[-1] }} {{ ("abc"|list)[1] }} {{ 'a' 'b' }}"#, #"b c b ab"#),
        (
            #"{{ message.content is string }} {{ message.tool_calls is defined and message.tool_calls|length > 0 }} {{ message.items is defined }} {{ message['content'] | trim }}"#,
            #"True True True Hi"#
        ),
        (
            #"{{ people[0].name ~ "/" ~ people[-1]["name"] }} {{ people[0]["tags"][0] }} {{ people[1].tags is defined }}"#,
            #"Ada/ada x False"#
        ),
        (
            #"{{ 10 - 3 - 2 }} {{ 100 / 10 / 2 }} {{ 2 * 3 % 4 }} {{ 1 - -1 }} {{ +3 }} {{ not not yes }}"#,
            #"5 5.0 2 2 3 True"#
        ),
        (#"{{ 1_000 }} {{ 0 }} {{ 00.5 }} {{ true and 5 }} {{ false or "" }}|"#, #"1000 0 0.5 5 |"#),
        (
            #"{{ "x" in ["x", "y"] and "z" not in ["x"] }} {{ not "x" in ["x"] }} {{ n in (5, 6, 7) }}"#,
            #"True False True"#
        ),
        (#"{{ "multi"#, nil),
        (#"line string" }}"#, #"line string" }}"#),
        (#"{%- set x = "trimmed" -%}   {{ x }}"#, #"trimmed"#),
        (#"{{ text | trim | replace(",", "") | lower | title }}"#, #"Hello World!"#),
        (#"{{ list | map("string") | join("+") }} {{ list | map("multiply") | list }}"#, nil),
        (
            #"{{ strings | sort | first | upper }} {{ (people | selectattr("name", "eq", "Bob") | first).age }} {{ people | map(attribute="age") | sum }} {{ people|sum(attribute="age") }} {{ people | max(attribute="age") }}"#,
            #"A 7 79 79 {'name': 'Ada', 'age': 36, 'tags': ['x']}"#
        ),
        (#"a\#n{% if yes %}\#nb\#n{% endif %}\#nc\#n"#, #"a\#nb\#nc"#),
        (#"  {% if yes %}\#n    b\#n  {% endif %}\#nc"#, #"    b\#nc"#),
        (#"x  {% if yes %}  y{% endif %}"#, #"x    y"#),
        (#"  {%+ if yes %}b{% endif %}"#, #"  b"#),
        (#"{% if yes +%}\#nb{% endif %}"#, #"\#nb"#),
        (#"a\#n  {#- comment -#}  \#n b"#, #"ab"#),
        (#"a\#n  {# comment #}\#n b"#, #"a\#n b"#),
        (#"{{ name }}\#n{{ name }}\#n\#n"#, #"Ada\#nAda\#n"#),
        (#"a  {{- name -}}  b"#, #"aAdab"#),
        (#"{% for x in list -%}\#n  {{ x }}\#n{%- endfor %}"#, #"312"#),
        (#"{% for x in list %}\#n  {{ x }}\#n{% endfor %}\#n"#, #"  3\#n  1\#n  2\#n"#),
        (#"line\#r\#n{{ name }}\#r\#nend"#, #"line\#nAda\#nend"#),
        (#"\#n\#n{% if yes %}\#n\#nx\#n\#n{% endif %}\#n\#n"#, #"\#n\#n\#nx\#n\#n"#),
        (#"{% raw %}\#n  {{ x }}\#n{% endraw %}\#n!"#, #"\#n  {{ x }}\#n!"#),
        (#"{%- raw -%}\#n  {{ x }}\#n{%- endraw -%}\#n!"#, #"{{ x }}!"#),
        (#"\#t{% if yes %}x{% endif %}"#, #"x"#),
        (#"{% if yes %}{% if yes %}\#n  x\#n  {% endif %}{% endif %}"#, #"  x\#n"#),
        (#"{{ 'a' }}\#n  {% if yes %}x{% endif %}"#, #"a\#nx"#),
        (#"{#- a #}\#n{#- b #}\#n  c"#, #"  c"#),
    ]
}
