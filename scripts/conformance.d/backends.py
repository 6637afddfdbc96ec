"""The backends that the clients are tried over, and the one configuration that puts Martlet in front of them all."""

import hashlib
import os
import pathlib
import secrets
import shutil
import sys

import environments
from processes import Child, NotReady, fetch, free_port

# It refuses to start without one, or with one that looks weak.
LITELLM_KEY = "sk-" + secrets.token_hex(32)
HERE = pathlib.Path(__file__).resolve().parent

# What a backend cannot do, with a word that the refusal must have in it. Everything else it must do.
NOT_TRANSFORMERS = {
    "embeddings": "embeddings",
    "embed batch": "embeddings",
    "embed base64": "embeddings",
    "embed floats": "embeddings",
    "embed tokens": "embeddings",
    "embed dimensions": "embeddings",
    "embed legacy": "embeddings",
    "json mode": "JSON mode",
    "json schema": "JSON schema",
    "parse": "JSON schema",
    "responses parse": "JSON schema",
    "logprobs": "logprobs",
    "completion logprobs": "logprobs",
    "n": "n greater than 1",
    "completion batch": "prompt must be a string",
    "penalties": "presence_penalty",
    "tools forced": "tool_choice",
    "tools stream": "tool_choice",
    "num_ctx": "num_ctx",
    "load": "keep_alive",
    "top_k": "top_k",
}
NOT_LLAMACPP = {
    "embeddings": "embeddings",
    "embed batch": "embeddings",
    "embed base64": "embeddings",
    "embed floats": "embeddings",
    "embed tokens": "embeddings",
    "embed dimensions": "dimensions",
    "embed legacy": "embeddings",
    "images": "images",
    "num_ctx": "num_ctx",
    "load": "keep_alive",
}
# What comes with models that see.
NOT_NATIVE = {"images": "images"}
NOT_VLLM = {**NOT_LLAMACPP, "embed dimensions": "embeddings", "images": "multimodal"}
NOT_OLLAMA = {
    "n": "n greater than 1",
    "completion batch": "n greater than 1",
    "tools forced": "tool_choice",
    "embed tokens": "token arrays",
    "logit bias": "logit_bias",
    "completion echo": "echo",
}
NOT_GEMINI = {
    "completion": "prompt completion",
    "completion stream": "prompt completion",
    "completion batch": "prompt completion",
    "completion logprobs": "prompt completion",
    "completion echo": "prompt completion",
    "embed tokens": "token arrays",
    "logit bias": "logit_bias",
    "num_ctx": "num_ctx",
    "load": "keep_alive",
    "raw": "prompt completion",
}
NOT_OPENAI = {"num_ctx": "num_ctx", "load": "keep_alive", "top_k": "top_k"}


class Backend:
    """One column of the matrix. `fake`: its answers are known to the word."""

    def __init__(self, name, kind, settings, model, lacks, fake=False, direct=None, start=None, needs=None):
        self.name, self.kind, self.settings, self.model = name, kind, settings, model
        self.lacks, self.fake, self.direct = lacks, fake, direct
        self.start, self.needs = start, needs
        self.absence = None
        self.child = None

    def manifest(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "model": f"{self.name}/{self.model}",
            "bare": self.model,
            "fake": self.fake,
            "lacks": self.lacks,
            "direct": self.direct,
            "direct_key": LITELLM_KEY if self.needs == "litellm" else "none",
        }


BACKENDS = ("fake", "ollama", "gemini", "litellm", "transformers", "llamacpp", "child", "native", "vllm")


class Backends:
    def __init__(self, pythons, folder, say):
        self.pythons, self.folder, self.say = pythons, folder, say
        # Made again when what makes it changes.
        recipe = hashlib.sha256((HERE / "tiny_model.py").read_bytes()).hexdigest()[:12]
        self.tiny = environments.cache_folder() / f"tiny-{recipe}"
        fake = self.fake_url = f"http://127.0.0.1:{free_port()}"
        self.fake = None
        transformers, llamacpp, vllm, litellm = (free_port() for _ in range(4))

        def on(port):
            return f"http://127.0.0.1:{port}"

        launcher = HERE / "llama-server"
        self.all = [
            Backend("fake", "openai", {"type": "openai", "endpoint": fake}, "fake-1", NOT_OPENAI, True, fake),
            Backend("ollama", "ollama", {"type": "ollama", "endpoint": fake}, "fake-1:latest", NOT_OLLAMA, True, fake),
            Backend("gemini", "gemini", {"type": "gemini", "endpoint": fake}, "fake-1", NOT_GEMINI, True, fake),
            Backend(
                "litellm",
                "openai",
                {"type": "openai", "endpoint": on(litellm), "api_key_env": "LITELLM_KEY"},
                "fake-1",
                # It knows better than the models behind it.
                NOT_OPENAI | {"embed dimensions": "dimensions"},
                True,
                on(litellm),
                lambda: self.start_litellm(litellm),
                "litellm",
            ),
            Backend(
                "transformers",
                "huggingface",
                {"type": "huggingface", "endpoint": on(transformers), "model": str(self.tiny)},
                str(self.tiny),
                NOT_TRANSFORMERS,
                direct=on(transformers),
                start=lambda: self.start_transformers(transformers),
                needs="transformers",
            ),
            Backend(
                "llamacpp",
                "llamacpp",
                {"type": "llamacpp", "endpoint": on(llamacpp)},
                "tiny",
                NOT_LLAMACPP,
                direct=on(llamacpp),
                start=lambda: self.start_llamacpp(llamacpp),
                needs="llamacpp",
            ),
            Backend(
                "child",
                "llamacpp",
                {
                    "type": "llamacpp",
                    "model": str(self.tiny.with_suffix(".gguf")),
                    "executable": str(launcher),
                    "n_ctx": 8192,
                    "n_threads": 1,
                    "extra_args": "[-np, '4']",
                },
                str(self.tiny.with_suffix(".gguf")),
                NOT_LLAMACPP,
                start=lambda: None,
                needs="llamacpp",
            ),
            Backend(
                "native",
                "native",
                {"type": "native", "model": str(self.tiny.with_suffix(".gguf")), "n_ctx": 8192, "n_threads": 1},
                str(self.tiny.with_suffix(".gguf")),
                NOT_NATIVE,
                start=lambda: None,
                needs="transformers",
            ),
            Backend(
                "vllm",
                "vllm",
                {"type": "vllm", "endpoint": on(vllm)},
                "tiny",
                NOT_VLLM,
                direct=on(vllm),
                start=lambda: self.start_vllm(vllm),
                needs="vllm",
            ),
        ]

    @property
    def here(self):
        return [backend for backend in self.all if backend.absence is None]

    def __getitem__(self, name):
        return next(backend for backend in self.all if backend.name == name)

    # Starting

    def start(self, only=None):
        """Starts what can be started; the rest says why it is not here."""
        self.fake = self.start_fake()
        for backend in self.all:
            if only and backend.name not in only:
                backend.absence = "left out by --only"
            elif backend.needs and backend.needs not in self.pythons.pythons:
                backend.absence = self.pythons.problems.get(backend.needs, "left out")
        waits = []
        if any(backend.needs in ("transformers", "llamacpp", "vllm") for backend in self.here):
            problem = self.make_tiny()
            for backend in self.here:
                if problem and backend.needs in ("transformers", "llamacpp", "vllm"):
                    backend.absence = problem
        for backend in self.here:
            if backend.start:
                waits.append((backend, backend.start()))
        for backend, wait in waits:
            try:
                if wait:
                    wait()
            except NotReady as problem:
                backend.absence = f"it does not start: {problem}"

    def make_tiny(self):
        if (self.tiny / "config.json").exists() and self.tiny.with_suffix(".gguf").exists():
            return None
        python = self.pythons.pythons.get("transformers")
        if not python:
            return "the tiny model is made with transformers, which are not here"
        self.say("making a tiny model ...")
        self.tiny.parent.mkdir(parents=True, exist_ok=True)
        made = self.tiny.with_name("tiny-new")
        shutil.rmtree(made, ignore_errors=True)
        try:
            environments.run(python, HERE / "tiny_model.py", made, seconds=180)
        except Exception as error:
            return f"the tiny model could not be made: {error} {(getattr(error, 'stdout', b'') or b'')[-500:]!r}"
        made.with_suffix(".gguf").rename(self.tiny.with_suffix(".gguf"))
        made.rename(self.tiny)
        return None

    def log(self, name):
        return self.folder / f"{name}.log"

    def start_fake(self):
        port = self.fake_url.rsplit(":", 1)[1]
        child = Child("fake", [sys.executable, HERE / "fake_upstream.py", "--port", port], self.log("fake"))
        child.wait_for(self.fake_url + "/health", 20)
        return child

    def start_transformers(self, port):
        program = pathlib.Path(self.pythons.pythons["transformers"]).parent / "transformers"
        command = [program, "serve", self.tiny, "--host", "127.0.0.1", "--port", port, "--device", "cpu"]
        # What is cached elsewhere on this machine shall not show up in its list.
        environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(self.folder / "hf-home"), "OMP_NUM_THREADS": "2"}
        child = Child("transformers serve", command, self.log("transformers"), environment)
        self["transformers"].child = child
        return lambda: child.wait_for(f"http://127.0.0.1:{port}/health", 180)

    def start_llamacpp(self, port):
        command = [HERE / "llama-server", "-m", self.tiny.with_suffix(".gguf"), "--alias", "tiny"]
        command += ["--port", port, "-c", 8192, "-np", 4, "-t", 1, "--jinja"]
        environment = {"LLAMA_PYTHON": str(self.pythons.pythons["llamacpp"])}
        child = self["llamacpp"].child = Child("llama.cpp", command, self.log("llamacpp"), environment)
        return lambda: child.wait_for(f"http://127.0.0.1:{port}/health", 60)

    def start_vllm(self, port):
        command = [self.pythons.pythons["vllm"], "-m", "vllm.entrypoints.openai.api_server", "--model", self.tiny]
        command += ["--served-model-name", "tiny", "--host", "127.0.0.1", "--port", port, "--enforce-eager"]
        command += ["--max-model-len", 512, "--dtype", "float32", "--max-num-seqs", 8]
        command += ["--enable-auto-tool-choice", "--tool-call-parser", "hermes"]
        # A model that knows nothing would write white space for ever.
        command += ["--structured-outputs-config", '{"backend": "xgrammar", "disable_any_whitespace": true}']
        environment = {"HF_HUB_OFFLINE": "1", "VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1"}
        environment |= {"VLLM_TARGET_DEVICE": "cpu", "VLLM_CPU_OMP_THREADS_BIND": "nobind"}
        child = self["vllm"].child = Child("vLLM", command, self.log("vllm"), environment)
        return lambda: child.wait_for(f"http://127.0.0.1:{port}/health", 300)

    def start_litellm(self, port):
        lines = ["model_list:"]
        for model in ("fake-1", "fake-think", "fake-embed"):
            lines += [
                f"  - model_name: {model}",
                f"    litellm_params: {{model: openai/{model}, api_base: {self.fake_url}/v1, api_key: none}}",
            ]
        lines += ["litellm_settings:", "  drop_params: false", "  num_retries: 0", "  telemetry: false"]
        lines += ["general_settings:", f"  master_key: {LITELLM_KEY}"]
        config = self.folder / "litellm.yaml"
        config.write_text("\n".join(lines) + "\n")
        program = pathlib.Path(self.pythons.pythons["litellm"]).parent / "litellm"
        command = [program, "--config", config, "--host", "127.0.0.1", "--port", port]
        environment = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False", "NO_DOCS": "True"}
        child = self["litellm"].child = Child("LiteLLM", command, self.log("litellm"), environment)
        return lambda: child.wait_for(f"http://127.0.0.1:{port}/health/liveliness", 180)

    # Martlet's configuration

    def martlet_yaml(self):
        lines = ["llm:", "  provider: fake", "  refresh_interval: 5", "  providers:"]
        # The fake is there in any case: routes and lifecycles are tried with it.
        for backend in [self["fake"]] + [other for other in self.here if other.name != "fake"] + [DEAD]:
            lines.append(f"    - name: {backend.name}")
            lines += [f"      {key}: {value}" for key, value in backend.settings.items()]
        # A route whose first target refuses connections.
        lines += ["  routes:", "    survivor: [dead/fake-1, fake/fake-1]"]
        return "\n".join(lines) + "\n"

    def environment(self):
        """For a Martlet that starts a llama-server by itself; and nothing of whoever runs this."""
        names = ("LLM_PROVIDER", "LLM_MODEL", "LLM_MODEL_VERSION", "PROVIDER", "OLLAMA_HOST", "OPENAI_API_KEY")
        names += ("OPENAI_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "DATABASE_URL", "MARTLET_HOST", "MARTLET_PORT")
        for name in names + ("MARTLET_API_KEY", "LLAMACPP_MODELS_DIR", "LLAMACPP_CHAT_MODEL"):
            os.environ.pop(name, None)
        python = self.pythons.pythons.get("llamacpp")
        keys = {"GOOGLE_API_KEY": "conformance-google-key", "LITELLM_KEY": LITELLM_KEY}
        return keys | ({"LLAMA_PYTHON": str(python)} if python else {})


DEAD = Backend("dead", "openai", {"type": "openai", "endpoint": "http://127.0.0.1:9"}, "fake-1", {}, True)


def reset(fake_url):
    fetch(fake_url + "/__reset", "POST", b"")
