"""The model bar: switches by hand, by others, and those that fail."""

import json
import time

from playwright.sync_api import expect

from processes import fetch


def switch(url, provider, model):
    body = json.dumps({"provider": provider, "model": model}).encode()
    return fetch(url + "/api/models/switch", "POST", body, {"content-type": "application/json"}, timeout=30)


def back(seat):
    status, _, body = switch(seat.server.url, "fake", "fake-1")
    assert status == 200, body


def under_a_stream(seat):
    """The answer that runs ends on the old model; the next one is the new one's."""
    with seat.reader() as reader:
        page = reader.open().page
        words = " ".join(f"word{number}" for number in range(80))
        reader.ask("fault-slow-tokens-100ms " + words, wait=False)
        expect(page.locator(".message.assistant")).to_contain_text("word3")
        reader.choose("native", seat.native)
        expect(page.locator("#badge")).to_have_text("native", timeout=20_000)
        expect(page.locator("#model")).to_have_value(seat.native)
        expect(page.locator("#send")).to_have_attribute("aria-label", "Stop the answer")
        reader.wait()
        assert reader.text() == "You said: fault-slow-tokens-100ms " + words, reader.text()
        expect(page.locator(".by").last).to_contain_text("fake/fake-1")
        page.keyboard.press("Alt+n")
        reader.ask("Once upon a time", wait=False)
        expect(page.locator(".by").last).to_contain_text(f"native/{seat.native}", timeout=30_000)
        expect(reader.answers.last).not_to_be_empty()
        page.keyboard.press("Escape")
        reader.wait()
        reader.stored()
        page.reload()
        expect(page.locator("#badge")).to_have_text("native")
        expect(page.locator("#model")).to_have_value(seat.native)


def failing(seat):
    """The reason is said, the bar shows the old model, and it answers."""
    with seat.reader(allowed=["status of"]) as reader:
        page = reader.open().page
        expect(page.locator("#provider option[value=native]")).to_be_enabled()
        seat.breakable.chmod(0o644)
        seat.breakable.write_bytes(seat.breakable.read_bytes()[:100_000])
        reader.choose("native", "broken")
        notice = page.locator(".notice.problem")
        expect(notice).to_contain_text("native/broken")
        expect(notice).to_contain_text("fake/fake-1 goes on")
        assert len(notice.inner_text()) > 70, notice.inner_text()
        page.locator("#message").focus()
        expect(page.locator("#provider")).to_have_value("fake")
        expect(page.locator("#model")).to_have_value("fake-1")
        expect(page.locator("#progress")).to_be_hidden()
        reader.ask("still there?")
        assert reader.text() == "You said: still there?"


def by_somebody_else(seat):
    with seat.reader() as reader:
        page = reader.open().page
        expect(page.locator("#model")).to_have_value("fake-1")
        page.wait_for_timeout(300)
        start = time.monotonic()
        status, _, body = switch(seat.server.url, "fake", "fake-2")
        assert status == 200, body
        expect(page.locator("#model")).to_have_value("fake-2")
        assert time.monotonic() - start < 3
        expect(page.locator(".notice.info")).to_contain_text("fake/fake-2")


def by_keys_alone(seat):
    with seat.reader() as reader:
        page = reader.open().page
        page.keyboard.press("Alt+m")
        expect(page.locator("#model")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        reader.settle()
        reader.ask("who?")
        expect(page.locator(".by").last).to_contain_text("fake/fake-2")


def with_slow_loading(seat):
    """A switch that takes its time shows that it does, and the message box stays free."""
    with seat.reader() as reader:
        page = reader.open().page
        page.route("**/api/models/switch", lambda route: (page.wait_for_timeout(1500), route.continue_()))
        reader.choose("fake", "fake-2")
        expect(page.locator("#switching")).to_contain_text("fake/fake-2")
        expect(page.locator("#progress")).to_be_visible()
        seat.picture(page, "switching")
        expect(page.locator("#progress")).to_be_hidden()
        expect(page.locator("#model")).to_have_value("fake-2")


CHECKS = {
    "a switch under a stream": under_a_stream,
    "a switch that fails": failing,
    "a switch by somebody else": by_somebody_else,
    "a switch by keys alone": by_keys_alone,
    "a switch that takes its time": with_slow_loading,
}
# These load a file.
NEED_A_MODEL = [under_a_stream, failing]
