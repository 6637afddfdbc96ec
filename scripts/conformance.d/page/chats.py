"""Talking: answers as they come, and everything that can be done with them."""

import json
import re
import time

from playwright.sync_api import expect

from processes import fetch


def chat(seat):
    with seat.reader() as reader:
        page = reader.open().page
        expect(page.locator(".welcome")).to_contain_text("anything")
        reader.ask("good **morning**")
        assert reader.text() == "You said: good morning", reader.text()
        expect(page.locator(".message.assistant strong")).to_have_text("morning")
        expect(page.locator(".message.user .said")).to_have_text("good **morning**")
        expect(page.locator(".message.assistant .by")).to_contain_text("fake/fake-1")
        expect(page.locator("#title")).to_have_text("good **morning**")
        reader.ask("and again")
        assert seat.last_request()["body"]["messages"] == [
            {"role": "user", "content": "good **morning**"},
            {"role": "assistant", "content": "You said: good **morning**"},
            {"role": "user", "content": "and again"},
        ]
        assert reader.text() == "You said: and again"


def reload(seat):
    with seat.reader() as reader:
        page = reader.open().page
        reader.ask("remember *this*")
        reader.stored()
        page.reload()
        expect(reader.answers).to_have_text(["You said: remember this"])
        expect(page.locator("#title")).to_have_text("remember *this*")
        expect(page.locator("#chats a[aria-current]")).to_have_text("remember *this*")
        reader.ask("and go on")
        page.reload()
        expect(reader.answers).to_have_count(2)
        page.keyboard.press("Alt+n")
        expect(page.locator(".message")).to_have_count(0)
        page.go_back()
        expect(reader.answers).to_have_count(2)


def reload_within(seat):
    """An answer that was being written is kept as far as it came, and its model is let go."""
    with seat.reader(allowed=["ERR_"]) as reader:
        page = reader.open().page
        reader.ask("fault-slow-tokens-100ms " + "word " * 60, wait=False)
        expect(page.locator(".message.assistant")).to_contain_text("word word word")
        page.wait_for_timeout(2000)
        aborted = seat.seen()["aborted"]
        page.reload()
        expect(page.locator(".message.assistant")).to_contain_text("word word word word")
        expect(page.locator(".message.assistant .remark")).to_contain_text("The page was left")
        assert seat.seen()["aborted"] == aborted + 1
        page.locator("body").click(position={"x": 600, "y": 300})
        page.keyboard.press("Alt+r")
        expect(page.locator("#send")).to_have_attribute("aria-label", "Stop the answer")
        page.keyboard.press("Escape")
        reader.wait()


def stop(seat):
    with seat.reader() as reader:
        page = reader.open().page
        aborted = seat.seen()["aborted"]
        reader.ask("fault-slow-tokens-100ms " + "word " * 60, wait=False)
        expect(page.locator(".message.assistant")).to_contain_text("word word")
        page.keyboard.press("Escape")
        reader.wait()
        expect(page.locator(".message.assistant .remark")).to_have_text("You stopped the answer here.")
        page.wait_for_timeout(300)
        assert seat.seen()["aborted"] == aborted + 1, "the model goes on"
        reader.stored()
        page.reload()
        expect(page.locator(".message.assistant .remark")).to_have_text("You stopped the answer here.")


def failure(seat):
    """What went wrong is said, with what to do; another try mends it."""
    with seat.reader(allowed=["status of 5", "status of 4", "ERR_"]) as reader:
        page = reader.open().page
        reader.ask("fault-once-500 please")
        expect(page.locator(".message.assistant .problem")).to_contain_text("Try again")
        page.locator("button[aria-label^='Ask again']").click()
        reader.wait()
        assert reader.text() == "You said: fault-once-500 please", reader.text()
        reader.ask("fault-cut-after-3 one two three four five")
        expect(page.locator(".message.assistant .problem").last).to_be_visible()
        expect(page.locator(".message.assistant").last).to_contain_text("You said:")
        reader.stored()
        page.reload()
        expect(page.locator(".message.assistant .problem")).to_have_count(1)


def edit_and_retry(seat):
    with seat.reader() as reader:
        page = reader.open().page
        reader.ask("first").ask("second")
        page.locator("#message").focus()
        page.keyboard.press("ArrowUp")
        expect(page.locator(".editor textarea")).to_have_value("second")
        page.keyboard.press("Escape")
        expect(page.locator(".message.user .said")).to_have_text(["first", "second"])
        page.locator(".message.user").first.hover()
        page.locator(".message.user button[aria-label^='Edit']").first.click()
        expect(page.locator(".editor .remark")).to_have_text("What came after it goes.")
        page.locator(".editor textarea").fill("changed")
        page.keyboard.press("Enter")
        reader.wait()
        expect(reader.answers).to_have_text(["You said: changed"])
        page.keyboard.press("Alt+r")
        reader.wait()
        reader.stored()
        page.reload()
        expect(reader.answers).to_have_text(["You said: changed"])
        expect(page.locator(".message")).to_have_count(2)


def thinking(seat):
    with seat.reader() as reader:
        page = reader.open().page
        reader.choose("fake", "fake-think").settle()
        reader.ask("well?")
        fold = page.locator("details.thinking")
        expect(fold).not_to_have_attribute("open", "")
        fold.locator("summary").click()
        expect(fold).to_contain_text("Let me think.")
        reader.stored()
        page.reload()
        expect(page.locator("details.thinking .thought")).to_have_text("Let me think.")
        reader.choose("fake", "fake-1").settle()


def clipboard(seat):
    code = "so:\n```swift\nlet bird = \"martlet\" // flies\n```"
    with seat.reader(permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = reader.open().page
        reader.ask(code)
        page.locator(".message.assistant button[aria-label='Copy the code']").click()
        page.wait_for_timeout(100)
        assert page.evaluate("navigator.clipboard.readText()") == 'let bird = "martlet" // flies'
        page.keyboard.press("Alt+c")
        page.wait_for_timeout(100)
        assert page.evaluate("navigator.clipboard.readText()") == "You said: " + code
        page.locator("button[aria-label='Copy the message']").last.click()
        page.wait_for_timeout(100)
        assert page.evaluate("navigator.clipboard.readText()") == code


def search(seat):
    with seat.reader() as reader:
        page = reader.open().page
        for word in ("heliotrope", "lapis lazuli", "Crème brûlée"):
            page.keyboard.press("Alt+n")
            reader.ask(f"tell me of {word}")
            reader.stored()
        page.keyboard.press("Control+k")
        page.keyboard.type("lapis")
        found = page.locator("#chats a")
        expect(found).to_have_count(1)
        expect(found.locator("mark").first).to_have_text("lapis")
        page.keyboard.press("Enter")
        expect(reader.answers).to_have_text(["You said: tell me of lapis lazuli"])
        page.keyboard.press("Control+k")
        page.keyboard.type("creme bru")
        expect(found).to_have_count(1)
        page.keyboard.press("Escape")
        expect(found.nth(2)).to_be_visible()


def rename_delete_export(seat):
    with seat.reader() as reader:
        page = reader.open().page
        reader.ask("a chat to be renamed")
        reader.stored()
        page.keyboard.press("F2")
        page.keyboard.type("Quite / another \"name\"")
        page.keyboard.press("Enter")
        expect(page.locator("#title")).to_have_text('Quite / another "name"')
        expect(page.locator("#chats a").first).to_contain_text("Quite / another")
        for how, check in (("Markdown", lambda text: text.startswith("# Quite /")), ("JSON", lambda text: len(json.loads(text)["messages"]) == 2)):
            page.locator("#export").click()
            with page.expect_download() as download:
                page.locator(f"dialog button[value={how}]").click()
            path = download.value.path()
            assert check(path.read_text(encoding="utf-8")), path.read_text(encoding="utf-8")
            assert re.fullmatch(r"Quite another name\.(md|json)", download.value.suggested_filename), download.value.suggested_filename
        page.locator("#delete").click()
        page.locator("dialog button[value='']").click()
        expect(page.locator(".message")).to_have_count(2)
        page.locator("#delete").click()
        page.locator("dialog .danger").click()
        expect(page.locator(".message")).to_have_count(0)
        expect(page.locator("#chats")).not_to_contain_text("Quite / another")
        page.go_back()
        expect(page.locator("#notices")).to_contain_text("not there any more")
        reader.allowed = ["404"]
        reader.complaints.clear()


def two_chats_at_once(seat):
    """An answer goes on while another chat is looked at."""
    with seat.reader() as reader:
        page = reader.open().page
        reader.ask("fault-slow-tokens-50ms " + "word " * 30 + "end", wait=False)
        reader.until("location.hash.startsWith('#chat_')")
        slow = page.evaluate("location.hash.slice(1)")
        page.keyboard.press("Alt+n")
        reader.ask("something quick")
        assert reader.text() == "You said: something quick"
        page.locator(f"#chats a[data-id={slow}]").click()
        reader.wait()
        assert reader.text().endswith("word end"), reader.text()


def long_answer(seat):
    """A reader who has scrolled up stays there; one at the end follows."""
    with seat.reader() as reader:
        page = reader.open().page
        lines = "\n\n".join(f"paragraph {number}" for number in range(60))
        reader.ask(lines)
        left = "(() => { const s = document.getElementById('scroller'); return s.scrollHeight - s.scrollTop - s.clientHeight })()"
        assert page.evaluate(left) < 5
        reader.ask("fault-slow-tokens-20ms " + lines, wait=False)
        expect(page.locator(".message.assistant").last).to_contain_text("paragraph 3")
        page.evaluate("document.getElementById('scroller').scrollTop = 200")
        page.wait_for_timeout(400)
        assert abs(page.evaluate("document.getElementById('scroller').scrollTop") - 200) < 5
        page.locator("#latest").click()
        assert page.evaluate(left) < 60
        reader.wait()
        assert page.evaluate(left) < 5


def with_a_key(seat):
    key = "sk-page-" + "x" * 24
    with seat.another("key", seat.yaml, {"MARTLET_API_KEY": key}) as server:
        with seat.reader(server.url, allowed=["401"]) as reader:
            page = reader.open(ready=False).page
            page.locator("dialog button[value='']").click()
            page.wait_for_timeout(2500)
            expect(page.locator("dialog")).to_have_count(0)
            reader.ask("let me in", wait=False)
            page.locator("dialog input[type=password]").fill("wrong")
            page.keyboard.press("Enter")
            expect(page.locator("dialog p")).to_contain_text("does not know this key")
            page.locator("dialog input").fill(key)
            page.keyboard.press("Enter")
            reader.wait()
            assert reader.text() == "You said: let me in", reader.text()
            reader.stored()
            page.reload()
            expect(page.locator("#badge")).to_have_text("openai")
            expect(reader.answers).to_have_count(1)
            expect(page.locator("dialog")).to_have_count(0)
            assert key not in page.url and key not in page.evaluate("JSON.stringify({...localStorage}) + document.cookie")
            assert page.evaluate("sessionStorage.getItem('martlet.key')") == key
        status, _, body = fetch(server.url + "/api/chats")
        assert status == 401 and b"let me in" not in body


def nothing_found(seat):
    environment = {"OLLAMA_HOST": "http://127.0.0.1:9", "LLAMACPP_MODELS_DIR": str(seat.folder / "no-models"), "OPENAI_API_KEY": "", "GOOGLE_API_KEY": ""}
    with seat.another("nothing", "", environment) as server:
        with seat.reader(server.url) as reader:
            page = reader.open().page
            expect(page.locator(".welcome.none")).to_contain_text("No model can answer yet")
            expect(page.locator(".welcome.none")).to_contain_text("What Martlet looked for")
            seat.picture(page, "nothing-found")


def server_goes_and_comes(seat):
    with seat.another("restart", seat.yaml, seat.environment) as server:
        with seat.reader(server.url, allowed=["ERR_", "Failed to fetch"]) as reader:
            page = reader.open().page
            reader.ask("before")
            reader.stored()
            server.stop()
            reader.ask("while it is away")
            expect(page.locator(".message.assistant .problem")).to_contain_text("Martlet does not answer.")
            server.start()
            start = time.monotonic()
            expect(page.locator("#badge")).to_have_attribute("data-status", "healthy", timeout=25_000)
            assert time.monotonic() - start < 25
            page.keyboard.press("Alt+r")
            reader.wait()
            assert reader.text() == "You said: while it is away", reader.text()
            reader.stored()
            page.reload()
            expect(page.locator(".message.user .said")).to_have_text(["before", "while it is away"])
            expect(reader.answers).to_have_text(["You said: before", "You said: while it is away"])


CHECKS = {
    "a chat, as it streams": chat,
    "reload keeps everything": reload,
    "reload within an answer keeps what was there, and frees the model": reload_within,
    "stop": stop,
    "a failure says what to do, and another try mends it": failure,
    "edit and ask again": edit_and_retry,
    "thinking is folded": thinking,
    "copy": clipboard,
    "search in earlier chats": search,
    "rename, delete, export": rename_delete_export,
    "an answer goes on while another chat is read": two_chats_at_once,
    "a long answer is followed, or not": long_answer,
    "a key is asked for once": with_a_key,
    "where no model is found, it says what to do": nothing_found,
    "the server goes and comes back": server_goes_and_comes,
}
