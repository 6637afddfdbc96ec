"""What chaos is made in: two models of the built-in engine, a fake, a real server, and two that nobody touches."""

import os
import pathlib
import signal

import counting_model
from fake import Fake
from judging import LETTERS
from martlet import Martlet
from processes import Child, free_port

HERE = pathlib.Path(__file__).resolve().parent
#: Who is asked after the chosen one, in this order.
ORDER = ["one", "fake", "two", "real"]
WIDTHS = {"one": 256, "two": 320, "steady": 128, "real": 192}
#: Budgets of memory: for all, for two of the three, and for one of the two that are switched.
ROOMY, TIGHT, TIGHTEST = "80%", 40_000_000, 30_000_000


class Setting:
    def __init__(self, program, folder, llamacpp=None):
        self.folder, self.program, self.llamacpp = folder, program, llamacpp
        self.fake, self.bystander = Fake("f", 0.008), Fake("y", 0.002)
        self.real_port, self.real = free_port(), None
        self.budget, self.idle = ROOMY, 2.0
        self.martlet = None

    @property
    def real_name(self):
        return "llama.cpp's server" if self.llamacpp else "another Martlet"

    def model(self, name):
        return self.folder / f"{name}.gguf"

    def models(self):
        return {name: str(self.model(name)) for name in ("one", "two", "steady")} | {"fake": "counting", "bystander": "counting", "real": "real"}

    async def start(self, in_thread):
        for name, width in WIDTHS.items():
            counting_model.write(self.model(name), LETTERS[name], width)
        self.model("broken").write_bytes(self.model("one").read_bytes()[:100_000])
        await self.fake.listen()
        await self.bystander.listen()
        await in_thread(self.start_real)
        variables = {name: "" for name in ("LLM_PROVIDER", "LLM_MODEL", "LLM_MODEL_VERSION", "PROVIDER", "MARTLET_API_KEY")}
        for name in variables:
            os.environ.pop(name, None)
        self.martlet = Martlet(self.program, self.folder / "martlet", self.yaml())
        await in_thread(self.martlet.start)

    def start_real(self):
        """Returns when it answers."""
        log = self.folder / "real.log"
        if self.llamacpp:
            command = [HERE.parent / "llama-server", "-m", self.model("real"), "--alias", "real", "--port", self.real_port]
            command += ["-c", 32768, "-np", 16, "-t", 1]
            self.real = Child("llama.cpp's server", command, log, {"LLAMA_PYTHON": str(self.llamacpp)})
        else:
            folder = self.folder / "real"
            folder.mkdir(exist_ok=True)
            (folder / "models").mkdir(exist_ok=True)
            link = folder / "models/real.gguf"
            if not link.exists():
                link.symlink_to(self.model("real"))
            (folder / "martlet.yaml").write_text("llm:\n  providers: [{type: native, model: models/real.gguf}]\n  routes: {real: [native]}\n")
            command = [self.program.resolve(), "serve", "--port", self.real_port, "--data", folder / "data"]
            self.real = Child("another Martlet", command, log, cwd=folder)
        self.real.wait_for(f"http://127.0.0.1:{self.real_port}/health", 60)

    def kill_real(self):
        self.real.signal(signal.SIGKILL)
        self.real.stop()

    # What is edited while it runs

    def yaml(self):
        kind = "llamacpp" if self.llamacpp else "openai, continues_with: last_turn"
        timing = f"timeout: 3, idle_timeout: {self.idle}, breaker_cooldown: 0.2"
        lines = ["llm:", "  provider: one", "  providers:"]
        for name in ("one", "two", "steady", "broken"):
            lines.append(f"    - {{name: {name}, type: native, model: {self.model(name)}}}")
        lines += [
            f"    - {{name: fake, type: vllm, endpoint: 'http://127.0.0.1:{self.fake.port}', model: counting, {timing}}}",
            f"    - {{name: real, type: {kind}, endpoint: 'http://127.0.0.1:{self.real_port}', model: real, {timing}}}",
            f"    - {{name: bystander, type: vllm, endpoint: 'http://127.0.0.1:{self.bystander.port}', model: counting}}",
            f"  fallback_order: [{', '.join(ORDER)}]",
            "  refresh_interval: 1",
            "  profiles:",
            *(f"    {name}_counting_model_v1.0.0: {{provider: {name}, version: 1.0.0}}" for name in ORDER),
            f"memory: {{budget: '{self.budget}', turn: 300ms}}",
            "log: {level: info, format: text}",
        ]
        return "\n".join(lines) + "\n"

    def write_yaml(self):
        replace(self.martlet.folder / "martlet.yaml", self.yaml())

    def write_dotenv(self, provider):
        replace(self.martlet.folder / ".env", f"LLM_PROVIDER={provider}\n")


def replace(path, text):
    """As editors do it: whoever reads it sees the old text or the new."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.rename(path)
