"""What must not happen, whatever a model writes."""

import random

from playwright.sync_api import expect

import hostile

RENDER = "async ([base, text]) => { const { markdown } = await import(base + 'markdown.js'); const root = markdown(text); document.getElementById('transcript').replaceChildren(root); return (%s)(root); }" % hostile.CHECK
TIMED = "async ([base, text]) => { const { markdown } = await import(base + 'markdown.js'); const start = performance.now(); markdown(text); return performance.now() - start; }"
GROWING = """
async ([base, text, cuts]) => {
  const { MarkdownView, markdown } = await import(base + "markdown.js");
  const view = new MarkdownView();
  for (const cut of cuts) view.update(text.slice(0, cut));
  const seen = (root) => root.outerHTML;
  const [grown, whole] = [seen(view.element), seen(markdown(text))];
  return grown === whole ? null : [grown, whole];
}
"""
PIECES = [
    "# Head", "## Head #", "text", "**bold** and *thin* `code`", "- item", "- item two", "  - inner", "    deeper", "1. one", "2. two",
    "7) seven", "- [ ] to do", "- [x] done", "> quote", "> > deeper", "```", "```js", "let x = 1", "~~~", "| a | b |", "|---|:-:|", "| 1 | 2 |",
    "---", "***", "***bold*** start", "    indented", "\tcode", "", "", "", "* star", "+ plus", "[link](https://a.example)", "a | b", "-", "1.",
    "```x", "\\[x\\]", "https://a.example/b", "line  ", "# ", "#no", "-5 degrees",
]


def base_of(page):
    return page.evaluate("document.querySelector('script[type=module]').src.replace(/[^/]*$/, '')")


def corpus(seat):
    """Each by itself, as it would be shown: the elements and attributes that come of it are known ones."""
    with seat.reader() as reader:
        page = reader.open().page
        base = base_of(page)
        for text in hostile.TEXTS + ["\n\n".join(hostile.TEXTS), "- " + "\n- ".join(hostile.TEXTS)]:
            wrong = page.evaluate(RENDER, [base, text])
            assert not wrong, f"{text!r}: {wrong}"
        page.wait_for_timeout(500)


def corpus_in_a_chat(seat):
    """All of it through a model, streamed, as question, title, excerpt and history, too."""
    with seat.reader() as reader:
        page = reader.open().page
        for text in ["<img src=x onerror=alert(1)> xss <script>alert(2)</script>", "\n\n".join(hostile.TEXTS).replace("\0", "")]:
            page.keyboard.press("Alt+n")
            reader.ask(text)
            reader.stored()
        page.reload()
        expect(reader.answers).to_have_count(1)
        wrong = page.locator(".message.assistant .prose").first.evaluate(hostile.CHECK)
        assert not wrong, wrong
        page.keyboard.press("Control+k")
        page.keyboard.type("onerror")
        expect(page.locator("#chats mark").first).to_be_visible()
        assert page.locator("#chats img, #chats script, #transcript img, #transcript iframe").count() == 0
        page.wait_for_timeout(500)


def links(seat):
    with seat.reader() as reader:
        page = reader.open().page
        reader.ask("[one](https://a.example/x_(y)?q=1&r=2 \"t\"), https://b.example/z. and <http://c.example/> but not [four](ftp://d.example)")
        found = page.locator(".message.assistant a")
        expect(found).to_have_count(3)
        hrefs = [link.get_attribute("href") for link in found.all()]
        assert hrefs == ["https://a.example/x_(y)?q=1&r=2", "https://b.example/z", "http://c.example/"], hrefs
        assert all("noopener" in link.get_attribute("rel") and link.get_attribute("target") == "_blank" for link in found.all())
        expect(page.locator(".message.assistant .prose")).to_contain_text("[four](ftp://d.example)")


def policy(seat):
    """Even script that got into the page would not run: neither inline nor from elsewhere, nor would text become markup."""
    with seat.reader(allowed=["Content Security Policy", "TrustedHTML", "ERR_", "blocked", "Refused", "violates"]) as reader:
        page = reader.open().page
        done = page.evaluate("""async () => {
          const found = [];
          const inline = document.createElement("script");
          try { inline.text = "window.__pwned = 1"; document.body.append(inline); } catch { found.push("text refused"); }
          try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.__pwned = 2'>"); found.push("HTML taken"); } catch { found.push("HTML refused"); }
          try { setTimeout("window.__pwned = 3", 0); } catch { found.push("timer refused"); }
          try { await fetch("https://evil.example/"); found.push("fetched"); } catch { found.push("fetch refused"); }
          await new Promise((resolve) => setTimeout(resolve, 100));
          return [found, window.__pwned ?? null, window.__refused.length];
        }""")
        found, pwned, refused = done
        assert pwned is None and refused >= 2, done
        assert "HTML refused" in found and "fetch refused" in found and "fetched" not in found, done
        reader.strangers.clear()
        page.evaluate("window.__refused.length = 0")


def endless(seat):
    """No text takes the reader's browser away."""
    with seat.reader() as reader:
        page = reader.open().page
        base = base_of(page)
        for text in hostile.ENDLESS:
            took = page.evaluate(TIMED, [base, text])
            assert took < 1500, f"{took:.0f} ms for {text[:40]!r}"


def growing(seat):
    """However an answer comes in pieces, it ends as the same elements."""
    with seat.reader() as reader:
        page = reader.open().page
        base = base_of(page)
        chance = random.Random(5)
        for _ in range(400):
            text = "\n".join(chance.choice(PIECES) for _ in range(chance.randint(1, 14)))
            cuts = sorted(chance.sample(range(len(text) + 1), min(len(text), chance.randint(1, 40)))) + [len(text)]
            differs = page.evaluate(GROWING, [base, text, cuts])
            assert differs is None, f"{text!r} cut at {cuts}:\n{differs[0]}\n{differs[1]}"


def rendering(seat):
    """What Markdown means, by a table of cases."""
    cases = [
        ("a\nb", "<p>a\nb</p>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("**b** *i* ***bi*** ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <em><strong>bi</strong></em> <s>s</s> <code>c</code></p>"),
        ("snake_case_name and 2*3*4", "<p>snake_case_name and 2<em>3</em>4</p>"),
        ("``a ` b``", "<p><code>a ` b</code></p>"),
        ("\\*not\\* \\(x^2\\)", "<p>*not* \\(x^2\\)</p>"),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("1. a\n\n   more\n2. b", "<ol><li><p>a</p><p>more</p></li><li><p>b</p></li></ol>"),
        ("> a\n> b", "<blockquote><p>a\nb</p></blockquote>"),
        ("# one\n### three ###", '<h3 class="level-1">one</h3><h5 class="level-3">three</h5>'),
        ("---", "<hr>"),
        ("<b>a</b> &amp; &lt;", "<p>&lt;b&gt;a&lt;/b&gt; &amp;amp; &amp;lt;</p>"),
        ("a * b * c", "<p>a * b * c</p>"),
        ("**unclosed", "<p>**unclosed</p>"),
    ]
    with seat.reader() as reader:
        page = reader.open().page
        base = base_of(page)
        for text, wanted in cases:
            got = page.evaluate("async ([base, text]) => (await import(base + 'markdown.js')).markdown(text).innerHTML", [base, text])
            assert got == wanted, f"{text!r}: {got}"


CHECKS = {
    "Markdown, by a table of cases": rendering,
    f"{len(hostile.TEXTS)} hostile texts become harmless elements": corpus,
    "hostile texts in a chat, its title, its excerpt": corpus_in_a_chat,
    "links lead to the web only": links,
    "the policy stops what gets in": policy,
    f"{len(hostile.ENDLESS)} endless texts end": endless,
    "in pieces or whole, an answer looks the same": growing,
}
