extension AboutTexts {
    static let basics: String = """
        a Martlet is one endpoint for any language model: it speaks OpenAI's, Ollama's and Google's dialects and lets you change the model behind a running program.
        q (what is|what's) (Martlet|martlet); what (does Martlet do|is Martlet for|is Martlet good for|is this program|is the purpose of Martlet|kind of program is Martlet); (explain|describe) (what Martlet is|Martlet)( in a sentence| briefly|); (can you|could you) (tell me|explain) what Martlet is; why would I use Martlet; what is this; what problem does Martlet solve
        k Martlet; what is martlet; martlet purpose; martlet overview; about martlet
        a To switch models, run `martlet switch PROVIDER/MODEL`, send `POST /api/models/switch`, or set `LLM_PROVIDER` in `.env`; answers under way finish on the old model.
        q how (do|can|would) I (switch|change|swap)( the|) (models|model|to another model|between models|the language model); how (is|does one) (the model changed|change the model|switched to another model); how to (switch|change|swap) models; how do I (make Martlet use|use|pick|choose|select) (another|a different) model; what (do I do|is the command|is the way) to (switch|change) (models|the model); (which|what) command (switches|changes) (models|the model); in what way can I change the model( while it runs| of a running server|); how do you switch models
        k switch model; change model; switching models; martlet switch model; how to switch; model switch
        a I am Martlet's built-in model, `native/martlet`: a small transformer that answers from notes you give it and knows Martlet itself. For more, get a bigger model with `martlet pull`, run Ollama, or set a key such as `OPENAI_API_KEY`.
        q who are you; what are you; (which|what) model (are you|is this|answers|am I talking to|do I talk to|is answering); (introduce|describe) yourself; are you (ChatGPT|an AI|a language model|a person|a human|a bot|GPT|Llama); what is your name; what's your name; who am I (talking|speaking) (to|with); who (made|built|trained|created) you; what is native/martlet; what is the built-in model; which model is built in
        k who are you; your name; native/martlet; built-in model; builtin model
        a I answer questions about notes, tables, logs, configuration or code that you paste here, quote or list what they say, tell you when they don't hold the answer, and explain how to use Martlet.
        q what can you do; what (are you able to do|can you help me with|are you good at|are your abilities|can I ask you|do you do|are you for); how can you help( me|); what can I use you for; (what|which) (tasks|kinds of questions) can you (do|answer|handle); what should I ask you; help; what do you know; how do I use you; can you help me
        k help; abilities; what can you do; usage
        a Get a bigger model with `martlet pull ORG/NAME:Q4_K_M`, or install Ollama and pull one there, or set a key such as `OPENAI_API_KEY` or `GOOGLE_API_KEY`; then `martlet switch PROVIDER/MODEL`.
        q how (do|can) I get a (bigger|better|larger|smarter|stronger|real|more capable) model; where (do|can) I get a (bigger|better|larger) model; how to (use|install|add) a (bigger|better|larger) model; this model is too small, what (now|can I do); what if the built-in model is not (enough|good enough); how do I replace you by a bigger model; how do I upgrade from the built-in model; can I have a (better|bigger) model
        k bigger model; better model; larger model; upgrade model
        a `native/martlet` answers where nothing was chosen and no other provider has a model to chat with; by its name it is always there. Files in `./models`, a running Ollama or a key go before it.
        q when (do you answer|does the built-in model answer|does native/martlet answer|is the built-in model used); (which|what) model answers when nothing is configured; what (answers|happens) (without a key|without any model|with no model installed|with nothing configured); do I need a model( to begin|); does Martlet work without (a model|a key|a network|the internet); what is the default model when nothing is configured
        k no model configured; nothing configured; default without key; offline
        a `scripts/run` installs the libraries it needs, builds Martlet and serves it at http://127.0.0.1:8000. It needs Linux or macOS and Swift 6.2 or newer.
        q how (do|can) I (start|run|launch|install|build|set up) Martlet; how to (start|run|launch|install|build) (Martlet|it); (how do I|how to) get started( with Martlet|); how do I begin; what is the first command; (what|which) script (starts|builds|runs) Martlet; how is Martlet (installed|built|started); what does scripts/run do
        k install martlet; run martlet; start; getting started; build; scripts/run
        a Martlet runs on Linux (Debian, Ubuntu) and macOS, and building it needs Swift 6.2 or newer. Windows is not supported.
        q (what|which) (systems|operating systems|platforms|OS) does Martlet (run on|support|need); does Martlet (run|work) on (Windows|macOS|Linux|Ubuntu|Debian|a Mac); what (does Martlet need|are the requirements|do I need) to (run|be built|build it); (which|what) (version of Swift|Swift version|Swift) (does Martlet need|is needed|do I need); what are the (system |)requirements( of Martlet|)
        k requirements; supported systems; windows; macos; swift version
        a Martlet serves at http://127.0.0.1:8000: OpenAI's dialect under `/v1`, Ollama's at the same address, Google's under `/v1beta`, and a chat page for browsers.
        q (where|at which address|on which port|at what address) does Martlet (listen|serve|run|answer); (what|which) (port|address|URL) does Martlet (use|listen on|have|serve at); what is (the default address|the base URL|the address|the endpoint|Martlet's port); where (do|can) I (reach|find|open) (Martlet|the server); what is the (base URL|endpoint) for my client
        k port; default port; address; base url; endpoint; 8000
        a Martlet is written in Swift, with a few C kernels for its engine.
        q (what|which) (language|programming language) is Martlet (written|implemented|programmed) in; what is Martlet written in; is Martlet written in (Swift|Python|Rust|Go|C++); in what is Martlet (written|implemented)
        k language; swift; implementation language
        a A martlet is the heraldic swift that never lands.
        q (why is it called Martlet|why the name Martlet|where does the name Martlet come from|what does the name Martlet mean|what does Martlet mean|what is a martlet); what kind of bird is a martlet
        k name; meaning of martlet; heraldic bird
        a Martlet is licensed under Apache-2.0.
        q (what|which) (is the licence|is the license|licence does Martlet have|license does Martlet use); under (which|what) (licence|license) is Martlet; how is Martlet (licensed|licenced); is Martlet (open source|free); may I use Martlet at work
        k licence; license; apache
        a Open http://127.0.0.1:8000 in a browser: it is a chat with a bar that switches the model, and chats that are kept and can be searched.
        q (is there|does Martlet have) a (web page|web interface|user interface|UI|GUI|chat page|browser interface); how (do|can) I chat in (a|the|my) browser; where is the (web page|web interface|chat page|UI); what is the page at 8000; what does the page do; can I use Martlet (in|from) a browser
        k web page; ui; browser; chat page; gui
        a `martlet chat "PROMPT"` answers once in the terminal; without a prompt it is a conversation, and `/help` lists its commands.
        q how (do|can) I (chat|talk with a model|ask something|use a model) (in|from) the (terminal|command line|shell|console); what does martlet chat do; how do I use martlet chat; is there a (terminal|command-line) chat; which command chats in the terminal; how do I talk to a model without a browser
        k martlet chat; terminal chat; command line chat
        a `martlet doctor` looks at this machine, the configuration, the keys and the backends, and says what to do next.
        q what does martlet doctor do; what is martlet doctor( for|); how (do|can) I (find out what is wrong|check my setup|diagnose a problem|see what Martlet found|troubleshoot); (which|what) command (checks|diagnoses) (my setup|the machine|the backends); nothing works, what (can|should) I do; how do I debug my (setup|installation)
        k doctor; martlet doctor; diagnose; troubleshooting
        a It needs under 32 MB of memory, answers within 50 ms of its start, and spends about 35 µs on a request.
        q how much memory does Martlet (need|use|take); how (fast|quick) is (Martlet|the gateway); what (overhead|latency) does Martlet (add|have); how (light|heavy|large) is Martlet; how (long|much time) does Martlet (need|take) (to start|for a request); what does a request cost
        k memory use; overhead; latency; performance; startup time
        a `scripts/test` sets up as `scripts/run` does and runs the tests; `scripts/check` formats, lints, builds and tests.
        q how (do|can) I run the tests; (which|what) (script|command) runs the tests; how is Martlet tested; what does scripts/(test|check) do; how do I (lint|format|check) the code
        k tests; run tests; scripts/check; lint
        a Start with README.md; ARCHITECTURE.md says how it works, CONTRIBUTING.md how to add a backend, `docs/` has a page a topic, and docs/configuration.md is the reference of settings.
        q where is the documentation; where can I read more( about Martlet|); (which|what) (documents|docs|pages) are there; where (is|do I find) the (reference|manual|documentation)( of settings|); how do I learn more
        k documentation; docs; manual; reference
        """
    static let interfaces: String = """
        a Point the client's base URL at `http://127.0.0.1:8000/v1` and use `default` as the model; the official OpenAI SDK works unchanged.
        q how (do|can) I use (the OpenAI SDK|my OpenAI client|OpenAI's client|the openai package|LangChain)( with Martlet|); how (do|can) I connect (my client|my program|an OpenAI client|the OpenAI SDK)( to Martlet|); does the OpenAI (SDK|client|library) work( with Martlet|); what base URL do I (set|give) in the OpenAI client; is Martlet compatible with OpenAI
        k openai sdk; openai client; base_url; python client
        a Martlet speaks three dialects: OpenAI's, Ollama's and Google's, all on the same port.
        q (what|which) (APIs|dialects|protocols|API formats) does Martlet (speak|support|offer|have|understand); (is Martlet|does Martlet work as) an Ollama (server|replacement); does Martlet (speak|support) (Ollama's|Google's|OpenAI's|the Ollama|the Gemini) (API|dialect); (how many|which) dialects (are there|does it speak)
        k dialects; supported apis; ollama api; google api
        a Send `POST /api/v1/chat` with `{"message": "..."}`; the answer has `response`, `model`, `provider`, `latency_ms`, `usage` and `request_id`.
        q how (do|can) I (ask|send) (a question|a message|something) (over HTTP|with curl|by HTTP); (what|which) is the simplest (request|endpoint|API); what does /api/v1/chat (do|take|return|answer); how does Martlet's own chat (endpoint|API) work; (show|give) me (a|the) curl (command|example) for a chat; what is Martlet's own API for chats
        k /api/v1/chat; curl chat; chat endpoint; message endpoint
        a OpenAI's dialect has `/v1/models`, `/v1/chat/completions`, `/v1/completions`, `/v1/embeddings` and `/v1/responses`.
        q (what|which) OpenAI endpoints (are there|does Martlet have|are supported); which paths does OpenAI's dialect have; does Martlet (have|support) (/v1/chat/completions|/v1/responses|/v1/completions|the responses API|chat completions); what is under /v1
        k openai endpoints; /v1/chat/completions; /v1/responses
        a Use `default` as the model: it means what the configuration chose. `provider/model`, a bare model name, a provider's name, a route or a profile work too.
        q (what|which) (name|model name|model) do I (put in|write in|give in|use for|send as) model; (what|which) names (can|may) (a client|clients|I) use in model; what does default mean( as a model|); what is the model called default; how do I (name|address) a model (in a request|in my client)
        k default model name; model names; model field
        a `martlet models` lists the models of every backend; `GET /api/models` and `GET /v1/models` do the same over HTTP.
        q how (do|can) I (list|see|show) (the|all|my|all the) models; (which|what) (command|endpoint) lists (the|all) models; (what|which) models (are there|do I have|are available|can I use); where do I see which models there are; how do I find out (which|what) models I have
        k list models; martlet models; available models
        a `GET /health` says that it is alive, `GET /ready` whether it can answer, and `GET /metrics` gives Prometheus metrics.
        q is there a health (check|endpoint); how (do|can) I (check|monitor|see) (the health of|whether) (Martlet is alive|Martlet|the server is up|Martlet is ready); (which|what) endpoint is for (health|readiness); what do /health and /ready (do|say); how do I monitor Martlet
        k health check; /health; /ready; monitoring
        a `GET /metrics` answers with Prometheus metrics; `metrics.enabled` turns it off, and it wants a key where the API wants one unless `metrics.requires_key` is false.
        q (does Martlet have|are there|where are the) (metrics|Prometheus metrics); how (do|can) I (get|scrape|turn off|read) (the |)metrics; (which|what) (path|endpoint) has the metrics; does Martlet support Prometheus; what is at /metrics
        k metrics; prometheus; /metrics
        a `GET /api/events` is a stream of server-sent events: switches, loads, evictions, health and pulls, as they happen.
        q what is /api/events( for|); what does /api/events do; how (do|can) I (watch|follow|see) (what happens|switches as they happen|events|what Martlet is doing); is there an event stream; (does|can) Martlet (send|push) events; how do I listen to events
        k events; /api/events; server-sent events; sse
        a Every answer carries the headers `x-martlet-model`, `x-martlet-attempts` and `x-request-id`: which model gave it, how many were tried, and the request's id.
        q (what|which) headers (does an answer|do answers|does Martlet) (have|carry|add|send|set); how (do|can) I (see|tell|know|find out) which model (answered|gave the answer); what is x-(martlet-model|martlet-attempts|request-id); where do I see (which model answered|how many attempts there were)
        k headers; x-martlet-model; which model answered; x-request-id
        a Yes. Tools, images, JSON schemas, reasoning, log-probabilities and embeddings are translated where dialects differ; what a backend cannot do is a 400 that names it.
        q does Martlet support (tools|tool calls|function calling|images|JSON schemas|JSON mode|structured output|log-probabilities|reasoning); (can I use|do) (tools|function calls|images|JSON schemas|embeddings) (with Martlet|work); what happens (to|with) fields that a backend (cannot do|does not support)
        k tools; function calling; images; json schema; structured output
        a Ask `/v1/embeddings` or `/api/embed`. Where no embedding model is configured, all-MiniLM-L6-v2 answers; `martlet pull all-MiniLM-L6-v2` (90 MB) fetches it.
        q how (do|can) I (get|make|compute|create) embeddings; (does|can) Martlet (make|do|support) (embeddings|vectors); (which|what) (is the|model is the) (embedding model|default embedding model|model for embeddings); where do (vectors|embeddings) come from
        k embeddings; vectors; all-MiniLM-L6-v2; /v1/embeddings
        a The page is opened with `?` for all its keys: `Enter` sends, `Esc` stops, `Ctrl K` searches the chats, `Alt N` begins a new one.
        q (what|which) (keys|shortcuts|keyboard shortcuts) (does the page have|are there|are there in the page); how (do|can) I (search|find) (my|old|the) chats; how do I (stop an answer|start a new chat) in the (page|browser); what does Ctrl K do
        k shortcuts; keyboard; search chats; page keys
        a The page's chats are kept in `martlet.sqlite` in the data folder, one set for each API key.
        q where are (the|my) chats (kept|stored|saved); are (my chats|chats) (kept|stored|saved); does Martlet keep (my |)chats; where does the (page|browser chat) store its chats; who can see my chats
        k chats stored; chat history; martlet.sqlite
        """
}
