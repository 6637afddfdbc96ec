extension AboutTexts {
    static let configuration: String = """
        a Nothing needs to be configured. What can be stands in `martlet.yaml`, in `.env` and in the environment, the environment first.
        q how (do|can) I configure Martlet; where is (the|Martlet's) configuration( kept|); where does Martlet keep its settings; (which|what) (is the configuration file|file configures Martlet|configuration files are there); how is Martlet configured; do I (need|have) to configure (Martlet|anything); where do settings go
        k configuration; configure; martlet.yaml; settings
        a The command line comes first, then the environment, then `.env`, then `martlet.yaml`, then the built-in default.
        q (which|what) (setting|value|source) (wins|holds|has precedence|comes first); what is the (order|precedence) of (settings|configuration|the sources); does (.env|the environment) (override|go before) (martlet.yaml|YAML|the file); in what order are settings read
        k precedence; order of configuration; override
        a `martlet config check` reads the configuration and prints every value with where it came from; secrets are masked.
        q how (do|can) I (check|validate|test|see) (the|my) configuration; what does martlet config check do; (which|what) command (checks|prints|shows) the (configuration|settings); how do I find mistakes in my (configuration|martlet.yaml); where does a setting come from
        k config check; validate configuration; check settings
        a No. `martlet.yaml` and `.env` are watched: a change holds from the next request on, and a file with a mistake changes nothing and says where the mistake is.
        q (do I have to|must I|do I need to) restart (Martlet|the server) (after|when I) (a change|change the configuration|edit martlet.yaml|change a setting|an edit); (are|is) (changes|the configuration|martlet.yaml|.env) (watched|reloaded|picked up)( automatically| by itself|); how do I reload the configuration; when does a changed setting (hold|take effect)
        k reload configuration; restart after change; watched files; hot reload
        a `LLM_PROVIDER` says what `default` means: the name of a provider, else a preset, else a type of provider.
        q what is LLM_PROVIDER; what does LLM_PROVIDER (do|mean); (which|what) variable (sets|chooses) the (provider|default provider); how (do|can) I choose the (provider|default provider)( with a variable|); how do I set the default provider
        k LLM_PROVIDER; default provider
        a `LLM_MODEL` names the model of the provider in `LLM_PROVIDER`; without that it may be `provider/model`.
        q what is LLM_MODEL; what does LLM_MODEL (do|mean); (which|what) variable (sets|chooses) the model; how (do|can) I (set|choose) the (default |)model (with a variable|in the environment)
        k LLM_MODEL; model variable
        a `LLM_MODEL_VERSION` names the profile that `default` means.
        q what is LLM_MODEL_VERSION; what does LLM_MODEL_VERSION (do|mean); (which|what) variable (sets|chooses) (the|a) profile; how do I choose a profile with a variable
        k LLM_MODEL_VERSION; profile variable
        a The presets are `llama3`, `gpt-oss`, `custom`, `qlora` and `gemini`; set one with `LLM_PROVIDER`.
        q (which|what) presets (are there|does Martlet have|can LLM_PROVIDER name); what are the presets; what can I set LLM_PROVIDER to; list the presets
        k presets; llama3 preset; gpt-oss preset
        a With `LLM_PROVIDER=custom`, `OPENAI_BASE_URL` and `LLM_MODEL` set: that is any server that speaks OpenAI's API; `OPENAI_API_KEY` may be set too.
        q how (do|can) I use (any|another|my own) (OpenAI-compatible server|server that speaks OpenAI's API|LM Studio|LiteLLM|OpenRouter); what is the preset custom; how do I connect an OpenAI-compatible (server|endpoint)
        k custom; openai-compatible server; LM Studio; OpenRouter
        a In the environment or `.env`, as `OPENAI_API_KEY` or `GOOGLE_API_KEY`, or in a variable that `api_key_env` names; never in `martlet.yaml`.
        q where (do|can|should) I (put|set|write|store) (my|the|an) (API key|key|OpenAI key|Gemini key|keys); (can|may) (an API key|keys|I write keys) (be|stand|go) in martlet.yaml; what is api_key_env; how do I (give|set) (a provider its key|an API key)
        k api key; OPENAI_API_KEY; api_key_env; where to put keys
        a Set `OPENAI_API_KEY` in the environment or `.env`, and add `- type: openai` with a model under `llm.providers`, or set `LLM_PROVIDER=openai`.
        q how (do|can) I use (OpenAI|GPT|GPT-4o|an OpenAI key|OpenAI's models)( with Martlet|); how (do|can) I (connect|add|set up|configure) OpenAI
        k openai; use openai; gpt-4o
        a Set `GOOGLE_API_KEY` and `LLM_PROVIDER=gemini`; the model is `gemini-2.5-flash` unless `LLM_MODEL` says otherwise.
        q how (do|can) I use (Gemini|Google's models|Google|a Gemini key)( with Martlet|); how (do|can) I (connect|add|set up|configure) Gemini; (which|what) is the default Gemini model
        k gemini; GOOGLE_API_KEY; use gemini; google
        a A running Ollama is found by itself at `localhost:11434`; `OLLAMA_HOST` or `endpoint` names another address.
        q how (do|can) I use (Ollama|my Ollama|an Ollama server|models of Ollama)( with Martlet|); how (do|can) I (connect|add|set up|configure) Ollama; does Martlet (find|work with|support) Ollama; where does Martlet look for Ollama; what is OLLAMA_HOST
        k ollama; OLLAMA_HOST; use ollama; 11434
        a Add a provider with `type: vllm` and its `endpoint` (`http://localhost:8001` where it is left out), or set `VLLM_BASE_URL`.
        q how (do|can) I use (vLLM|a vLLM server)( with Martlet|); how (do|can) I (connect|add|set up|configure) (vLLM|a vLLM server); what is VLLM_BASE_URL; what is the default address of vLLM
        k vllm; VLLM_BASE_URL; use vllm
        a Add a provider with `type: llamacpp` and either the `endpoint` of a running `llama-server`, or `model: FILE.gguf`: then Martlet starts it, and restarts it with back-off.
        q how (do|can) I use (llama.cpp|llama-server|a llama.cpp server)( with Martlet|); how (do|can) I (connect|add|set up|configure) llama.cpp; can Martlet start llama-server( itself|); who starts llama-server
        k llama.cpp; llama-server; llamacpp
        a Add a provider with `type: huggingface`: it reaches `transformers serve`, TGI, or the hosted router with `HF_TOKEN`.
        q how (do|can) I use (Hugging Face|transformers serve|TGI|the Hugging Face router)( with Martlet|); how (do|can) I (connect|add|configure) Hugging Face; what is HF_TOKEN( for|)
        k hugging face; transformers serve; TGI; HF_TOKEN
        a The backends are Ollama, OpenAI and what speaks its dialect, vLLM, Hugging Face, llama.cpp, Gemini, and Martlet's own engine, `native`.
        q (which|what) (backends|providers|engines|model servers|types of provider) (are there|does Martlet (support|have|know|work with)|are supported|can I use); what can Martlet connect to; list the (backends|provider types); what are the types of providers
        k backends; providers; supported backends; provider types
        a `llm.providers` lists the backends in order; each entry needs a `type`, and may have `name`, `model`, `endpoint` and more.
        q how (do|can) I (add|configure|define|list) (a provider|a backend|providers|backends|another backend); what (is|goes under) llm.providers; what does a provider entry (need|look like); (show|give) me an example of a provider
        k llm.providers; add provider; add backend
        a `llm.profiles` has named bundles of provider, model, templates and parameters; `martlet switch NAME` or `LLM_MODEL_VERSION` chooses one.
        q (what is|what are) (a profile|profiles|llm.profiles); how (do|can) I (define|make|create|use) a profile; what are profiles for
        k profiles; llm.profiles
        a `llm.routes` gives names to models, as in `fast: [ollama/mistral:7b, openai/gpt-4o-mini]`: the first that can answers.
        q (what is|what are) (a route|routes|llm.routes); how (do|can) I (define|make|create|use) a (route|name of my own for a model|model alias); how do I give a model another name; what are routes for
        k routes; llm.routes; model alias
        a The default port is 8000; change it with `--port N`, `MARTLET_PORT` or `server.port`.
        q how (do|can) I (change|set|choose) the port; (what|which) (is the default port|port is used); how to run Martlet on another port; port 8000 is taken, what now; what is MARTLET_PORT
        k change port; --port; MARTLET_PORT; server.port
        a Set `--host`, `MARTLET_HOST` or `server.host`; an address other than loopback needs a key in `MARTLET_API_KEY`.
        q how (do|can) I (make|let) (Martlet listen on|others reach|other machines reach|people in the network use) (Martlet|it|all addresses|another address); how do I expose Martlet( to the network|); how (do|can) I change the host; what is MARTLET_HOST; can other machines use my Martlet
        k MARTLET_HOST; --host; network access; listen on all addresses
        a Set `MARTLET_API_KEY`, for example with `export MARTLET_API_KEY=$(openssl rand -hex 24)`; several keys are separated by commas, and only hashes are kept.
        q how (do|can) I (protect|secure|require a key for) (Martlet|the server|my server); how (do|can) I (set|use|give) (an API key|a key|keys) (for|of) (callers|clients|Martlet itself); what is MARTLET_API_KEY; does Martlet need (a key|authentication|a password); how do callers authenticate
        k MARTLET_API_KEY; protect server; authentication; require key
        a It listens on 127.0.0.1 only, and refuses to listen elsewhere without a key; `Host` and `Origin` are checked, CORS is off, and logs hold no prompts, answers or keys.
        q is Martlet (safe|secure)( by default|); how (safe|secure) is Martlet; (what|which) (security|protection) does Martlet have; is Martlet (safe|secure); can (anybody|others|the network) (use|reach) my (server|Martlet); what does safe by default mean
        k security; safe by default; 127.0.0.1
        a Put the origin into `server.cors_origins`; CORS is off until you do.
        q how (do|can) I (allow|enable|turn on) (CORS|a web page to call Martlet|another origin); what is (server.cors_origins|cors_origins); why is my web page blocked (with|by) CORS; is CORS on
        k cors; cors_origins; web origin
        a State is kept in `$XDG_DATA_HOME/martlet` (`~/.local/share/martlet` where that is not set); `--data DIR` or `storage.directory` changes it.
        q where does Martlet keep (state|its data|the database|its state); where is (the data|the state|state) kept; what is the data (directory|folder); how (do|can) I change the data (directory|folder); what does --data do; where are files stored
        k data directory; --data; storage.directory; state
        a No. Logs and metrics hold no prompts, answers or keys, and the request log keeps metadata only, unless `log.requests.content` is true.
        q (does|will) Martlet (log|store|keep|record) (prompts|answers|my prompts|what I write|conversations); are (my prompts|prompts) (logged|stored|private); how (do|can) I (log|keep) prompts and answers; what is log.requests.content
        k log prompts; privacy; log.requests.content; log answers
        a Each request is kept in the request log for 30 days; `log.requests.keep_days` changes that, and `log.requests.enabled: false` turns it off.
        q how long (are requests|is the request log) kept; what is the request log; how (do|can) I turn off the request log; what is log.requests.keep_days
        k request log; keep_days; log.requests
        a `log.level` is `debug`, `info`, `warning` or `error`, and `log.format` is `auto`, `text` or `json`.
        q how (do|can) I (change|set) the log (level|format); (which|what) log (levels|formats) are there; how do I get (debug logs|JSON logs|more logging); what is log.format
        k log level; log format; debug logging; json logs
        a `timeout` of a provider says how long an answer may take until it says something: 2 minutes where it is left out.
        q how (do|can) I (set|change) (the|a) timeout( of a provider|); what is the default timeout; how long does Martlet wait for (a backend|an answer); what is timeout (of|for) a provider
        k timeout; provider timeout
        a Times are seconds, or a number with `ms`, `s`, `m` or `h`; sizes are bytes, or a number with `KiB`, `MiB` or `GiB`.
        q how (do|can) I write (times|durations|sizes)( in martlet.yaml|); (which|what) units (do settings have|are there for times|can times have); how are (sizes|times|durations) written
        k time units; sizes; durations
        a `max_tokens` of a provider, a profile or a request limits how long an answer may be.
        q how (do|can) I limit the (length of answers|answer's length|number of tokens); what is max_tokens; what does max_tokens do; how do I make answers shorter
        k max_tokens; answer length
        a `temperature`, from 0 to 2, says how freely the model chooses; set it at a provider, in a profile or in a request.
        q what is temperature; what does temperature (do|mean); how (do|can) I (set|change) the temperature; where do I set temperature
        k temperature; sampling temperature
        a `llm.prompt_templates` holds the texts that questions are put in, with places such as `{context}` and `{question}`; `llm.template_sets` names sets of them for profiles.
        q (what are|how do I use|how do I change) (prompt templates|llm.prompt_templates|template sets); how (do|can) I change the prompt( that is used|); where are prompt templates
        k prompt_templates; template_sets
        a An example is `martlet.example.yaml`: copy it to `martlet.yaml` and keep what you need; docs/configuration.md is the reference.
        q is there an example (configuration|of martlet.yaml|config); where (is|can I find) (an example configuration|a sample martlet.yaml|all settings|the list of settings); (which|what) settings are there; what can be configured
        k example configuration; martlet.example.yaml; all settings
        """
}
