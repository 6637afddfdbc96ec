"""A reader in front of Martlet's page: a headless Chromium that remembers everything it complained about."""

import contextlib
import shutil
import time

from playwright.sync_api import expect

# Where Debian, Ubuntu and Google's own packages put it.
PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
WATCH = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.__refused.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`));
window.__ran = [];
for (const name of ["alert", "confirm", "prompt"]) window[name] = (text) => window.__ran.push(`${name} ${text}`);
"""


def program():
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextlib.contextmanager
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
    try:
        yield browser
    finally:
        browser.close()


class Reader:
    """One tab. `complaints` is what its console said; leaving it checks that there were none."""

    def __init__(self, browser, url, assets=None, allowed=(), **more):
        self.url = url
        self.allowed = allowed
        self.complaints, self.strangers = [], []
        more.setdefault("viewport", {"width": 1200, "height": 800})
        # There, Enter makes a new line.
        self.touches = more.get("has_touch", False)
        self.context = browser.new_context(**more)
        self.context.add_init_script(WATCH)
        if assets:
            self.context.route("**/page/*/*", lambda route: self._from_disk(route, assets))
            self.context.route(lambda address: address.split("#")[0] == url + "/", lambda route: self._front(route, assets))
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._request)

    def _from_disk(self, route, assets):
        """Files as they are now, with the headers that the program gives: for work on the page without building it."""
        file = assets / route.request.url.rsplit("/", 1)[1]
        kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
        route.fulfill(body=file.read_bytes(), content_type=kinds.get(file.suffix, "text/plain"))

    def _front(self, route, assets):
        given = route.fetch()
        version = given.text().split("/page/", 1)[1].split("/", 1)[0]
        route.fulfill(response=given, body=(assets / "index.html").read_text(encoding="utf-8").replace("VERSION", version))

    def _console(self, message):
        if message.type in ("error", "warning") and not any(part in message.text for part in self.allowed):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request):
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.strangers.append(request.url)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        refused = self.page.evaluate("[...window.__refused, ...window.__ran]") if kind is None else []
        self.context.close()
        if kind is None:
            found = [*self.complaints, *refused, *self.strangers]
            assert not found, "the console: " + "; ".join(found)[:1500]

    # What a reader does

    def open(self, path="/", ready=True):
        self.page.goto(self.url + path)
        if ready:
            expect(self.page.locator("#badge")).not_to_be_empty()
        return self

    def ask(self, text, wait=True):
        self.page.locator("#message").fill(text)
        if self.touches:
            self.page.locator("#send").tap()
        else:
            self.page.keyboard.press("Enter")
        expect(self.page.locator("#message")).to_have_value("")
        if wait:
            self.wait()
        return self

    def wait(self):
        """Until the answer is there, and stored."""
        expect(self.page.locator("#send")).to_have_attribute("aria-label", "Send", timeout=30_000)
        self.page.wait_for_timeout(60)

    def stored(self):
        """Until the last message is stored as it ended."""
        self.until("location.hash.startsWith('#chat_')")
        self.page.wait_for_timeout(250)

    def until(self, expression, seconds=15):
        """Asked from without each time: Playwright's own wait evaluates text in the page, whose policy refuses that."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"not within {seconds} s: {expression}"
            self.page.wait_for_timeout(20)

    def choose(self, provider, model):
        """By hand, as far as that goes."""
        if self.page.locator("#provider").input_value() != provider:
            self.page.locator("#provider").select_option(provider)
        self.page.locator("#model").select_option(model)
        return self

    def settle(self):
        """Until what was chosen is meant, and made."""
        self.page.wait_for_timeout(400)
        expect(self.page.locator("#switching")).to_be_empty(timeout=20_000)

    @property
    def answers(self):
        return self.page.locator(".message.assistant .prose")

    @property
    def last(self):
        return self.page.locator(".message").last

    def text(self, place=-1):
        return self.answers.nth(place if place >= 0 else self.answers.count() + place).inner_text()
