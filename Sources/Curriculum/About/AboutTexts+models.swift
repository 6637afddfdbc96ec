extension AboutTexts {
    static let models: String = """
        a `martlet pull NAME` fetches a model into `./models`: `ORG/NAME:Q4_K_M` from the hub, `ollama:NAME:TAG` from Ollama's registry, or `https://.../NAME.gguf`.
        q how (do|can) I (download|get|fetch|pull|install) (a model|models|another model|new models|a GGUF file); what does martlet pull do; (which|what) command (downloads|fetches|pulls) (a model|models); how to (download|pull|get) a model; where do models come from
        k martlet pull; download model; pull model; get a model
        a `hf:ORG/NAME[@REVISION][:FILE]` names a repository of Hugging Face's hub; `hf:` may be left out, and `FILE` may be a quantisation such as `Q4_K_M`.
        q how (do|can) I (pull|download|get) a model from (Hugging Face|the hub); how (do|can) I (name|write) a model of the hub; what does hf: mean; how do I choose (a quantisation|the quantisation|Q4_K_M) when I pull
        k hf:; hugging face model; quantisation; pull from hub
        a `martlet pull ollama:NAME:TAG` fetches a model from Ollama's registry.
        q how (do|can) I (pull|download|get) a model from Ollama('s registry|); can Martlet (pull|download) Ollama models; how do I write an Ollama model for pull
        k ollama:NAME; pull from ollama registry
        a Nothing is lost: what an interrupted pull has left is gone on from by the next one.
        q what (happens when|if) a (pull|download) is (interrupted|cut|stopped|aborted); (can|does) a (pull|download) (resume|continue|go on)( after a break|); do I have to start a download again
        k interrupted pull; resume download
        a Put a GGUF file into `./models`: it is served as `native/NAME`, whatever else is configured, loaded when it is first asked for and dropped when it has been idle.
        q how (do|can) I (run|use|serve) (a GGUF file|a model file|my own model|a local model|a file I have); where (do|should) (model files|GGUF files|models) (go|be|lie|belong); what happens (to|with) files in ./models; how do I add a local model; can Martlet run a GGUF file
        k gguf; local model; ./models; run gguf; model file
        a `martlet chat --model FILE.gguf "PROMPT"` runs a model's file here, with no server and no configuration.
        q how (do|can) I (try|run|test|chat with) (a model file|a GGUF file|a file) (without a server|directly|once|quickly); can martlet chat run a file; how do I chat with a GGUF file
        k chat with file; martlet chat --model
        a The engine runs Llama, Mistral, Qwen 2 and 3, Phi-3, Gemma 2 and gpt-oss; BERT and nomic-bert for embeddings.
        q (which|what) (models|architectures|model families) (does|can) (Martlet|the engine|the built-in engine|native) (run|support|load); does (Martlet|the engine) (run|support) (Llama|Mistral|Qwen|Phi|Gemma|gpt-oss|BERT); which models run natively; what can native run
        k supported models; architectures; qwen; llama; gemma
        a `native` is Martlet's own transformer engine: it runs a GGUF file or a Hugging Face directory in the same process, on the CPU.
        q what is (native|the engine|the native engine|the built-in engine|the provider native); what does (native|the engine|the native engine|the built-in engine|the provider native) do; does Martlet have (its own|an|a built-in) engine; (can|does) Martlet run models (itself|without other programs|by itself); do I need Ollama or llama.cpp
        k native; built-in engine; own engine
        a No. Martlet's own engine computes on the CPU; a `llama-server` that Martlet starts puts layers on graphics cards as far as they fit.
        q (does|can) (the engine|Martlet|the native engine) (use|run on) (the|a|my) (GPU|graphics card); do I need a GPU; is there GPU support; how do I use my (GPU|graphics card)
        k gpu; graphics card; cuda; cpu
        a `martlet models show FILE` says what is in a model's file, and `--context N` the memory it would take with a context of so many tokens.
        q how (do|can) I (see|find out|know) (how much memory a model takes|what is in a model's file|the memory of a model|whether a model fits); what does martlet models show do; (which|what) command shows (a model's details|what is in a file); will a model fit into my memory
        k models show; memory of a model; inspect model
        a `martlet bench engine FILE` measures how fast the built-in engine runs a model on this machine.
        q how (do|can) I (measure|benchmark|test) (the speed|how fast a model is|a model|the engine)( here|); what does martlet bench( engine|) do; (which|what) command (benchmarks|measures) (a model|the engine); how fast does a model run on my machine
        k bench engine; benchmark; measure speed
        a `martlet models rollback NAME` goes back to an earlier version of a model, and pins it.
        q how (do|can) I go back to an (earlier|older) version of a model; what does martlet models rollback do; a new version of a model is worse, what can I do; how do I undo a pull
        k rollback; earlier version; models rollback
        a `martlet models pin NAME` has a model stay as it is, whatever a pull would bring; `martlet models unpin NAME` lets it change again.
        q how (do|can) I (keep|pin|freeze) a (model|version of a model|model's version); what does martlet models (pin|unpin) do; how do I keep a model from changing; how do I unpin a model
        k pin model; unpin; models pin
        a `martlet models rm NAME` deletes a model; one that is at work or pinned stays.
        q how (do|can) I (delete|remove|get rid of) a model; (which|what) command (deletes|removes) (a model|models); what does martlet models rm do; why can't I delete a model
        k delete model; remove model; models rm
        a Two earlier versions are kept; `models.keep_versions` changes that.
        q how many (earlier |old |)versions of a model are kept; what is models.keep_versions; are old versions (kept|deleted)
        k keep_versions; old versions
        a In `./models`; `LLAMACPP_MODELS_DIR` or `models.directory` names another folder.
        q where (are models kept|does Martlet keep models|do pulled models go|are models stored|is the models directory); how (do|can) I change the models (folder|directory); what is (LLAMACPP_MODELS_DIR|models.directory)
        k models directory; LLAMACPP_MODELS_DIR; models.directory; where are models
        a Yes. Every file is checked against its digest, and the model is opened before it is moved to its place.
        q (are|is) (pulled models|downloads|what is pulled) (checked|verified|safe); does Martlet (check|verify) (digests|downloads|checksums); how do I know that a download is whole
        k checksum; digest; verified download
        a Not unless you allow it: nothing is fetched from private networks, unless `models.allow_private` or `--allow-private` says so.
        q (can|may) Martlet (pull|fetch) (models |)from (a private network|my own network|localhost|an internal server); what is (--allow-private|models.allow_private); what does (--allow-private|models.allow_private) do; how do I pull from a server in my network
        k allow-private; private network; internal hub
        a Set `models.hub` or `HF_ENDPOINT`, or give `--hub URL`, to pull from another hub.
        q how (do|can) I (use|pull from) (another hub|a mirror|my own hub|a different hub); what is (HF_ENDPOINT|models.hub|--hub); how do I set a mirror
        k HF_ENDPOINT; models.hub; mirror; another hub
        a LoRA adapters are profiles with `adapter: PATH` for vLLM: the adapter is loaded when the profile is switched to or named.
        q how (do|can) I use (a LoRA adapter|LoRA|adapters|a fine-tuned adapter|QLoRA); does Martlet support (LoRA|adapters); what is adapter in a profile; how do I load an adapter into vLLM
        k lora; adapter; qlora; fine-tuned
        a Start it with `--enable-lora` and `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True`, or with the adapter itself (`--lora-modules NAME=PATH`).
        q how must vLLM be started for adapters; what does vLLM need for (LoRA|adapters|runtime loading); which flags does vLLM need for LoRA
        k vllm lora flags; enable-lora; runtime lora
        """
    static let serving: String = """
        a `memory.budget` says what all models that run on this machine may take together: 80% of what it has to spare, or a size such as 12GiB.
        q how (do|can) I limit the memory (of models|that models take|models use); what is memory.budget; what does memory.budget do; how much memory may models (take|use); what is the default memory budget
        k memory.budget; limit memory; memory of models
        a They take turns: a model at work has `memory.turn` (10 s), then the other is loaded for all who wait for it.
        q what (happens when|if) (two models do not fit|models don't fit|there is not enough memory)( into memory| together|); how do models share (the |)memory; what is memory.turn; can I use two models that do not fit together
        k memory.turn; models take turns; not enough memory
        a Set `pin: true` at its provider, or name it under `memory.pin`: it stays in memory once it is there.
        q how (do|can) I (keep|pin) a model in memory; what is memory.pin; what does memory.pin do; how do I keep a model from being (evicted|unloaded); how do I keep a model loaded
        k memory.pin; keep loaded; pin in memory
        a `keep_alive` says how long a model that nobody uses stays loaded; -1 means for ever.
        q what is keep_alive; what does keep_alive (do|mean); how long does (a|an idle|an unused) model stay (loaded|in memory); when is a model unloaded; how do I unload a model later
        k keep_alive; idle model; unload
        a `GET /api/ps` tells which models are in memory, what each takes, and why the last ones left.
        q how (do|can) I (see|find out|list) (which models are (loaded|in memory)|what is in memory|loaded models); what does /api/ps (do|tell|show); where do I see the memory of models
        k /api/ps; loaded models; models in memory
        a `max_concurrent` of a provider limits how many requests it is given at a time; `queue` more may wait, for `queue_timeout`.
        q how (do|can) I limit (concurrent requests|how many requests a backend gets|the load on a backend|requests at a time); what (is|are) (max_concurrent|queue|queue_timeout); can requests (wait|queue)
        k max_concurrent; queue; queue_timeout; concurrency limit
        a Send the header `x-martlet-priority: batch`, or give a key the priority `batch`: such requests wait behind interactive ones.
        q how (do|can) I (give requests a lower priority|send batch requests|set priorities|mark a request as batch); what is x-martlet-priority; does Martlet have priorities; how do batch jobs run behind interactive ones
        k priority; batch; x-martlet-priority
        a The built-in engine works on up to 16 sequences at a time, and 256 more may wait; beyond that the answer is 429.
        q how many (requests|sequences|clients) can the (engine|built-in engine) (serve|handle|work on) (at once|at a time); what are the limits of the built-in engine; does the engine (batch|serve many at once)
        k concurrent sequences; engine limits; batching
        a Prompts that begin alike are read once: what is in a cache is not computed again, and `cached_tokens` tells how much that was.
        q does (the engine|Martlet) (cache prompts|have a prompt cache); what (is|are) cached_tokens; how does (prompt caching|the prefix cache) work; are prompts cached
        k prompt cache; cached_tokens; prefix sharing
        a A prompt that does not fit is an error with both numbers; `truncate: true` cuts it, and `x-martlet-truncated` says by how much.
        q what (happens when|if) (a prompt|my prompt|the context) (is too long|does not fit); what is (x-martlet-truncated|truncate: true); how (do|can) I cut a prompt that is too long; is a long prompt truncated
        k prompt too long; truncate; context too long
        a `n_ctx` of a provider, or `num_ctx` of a request, says how many tokens the model sees.
        q how (do|can) I (set|change|raise) the context( length| size| window|); what is (n_ctx|num_ctx); what does (n_ctx|num_ctx) (do|mean); how many tokens does a model see
        k n_ctx; num_ctx; context length; context window
        a Yes: a JSON schema or `tool_choice` holds by constraint in the built-in engine, whatever the model would rather write.
        q (are|is) JSON (schemas|mode|output) (guaranteed|kept|enforced|strict)( by the engine|); how does the engine (keep to|hold to) a (schema|grammar); can I force JSON; what are grammars for
        k grammar; constrained output; force json
        a `n_threads` says how many threads the model computes with.
        q how (do|can) I (set|limit) the (threads|number of threads|CPU use); what is n_threads; how many threads does the engine use
        k n_threads; threads
        """
    static let inside: String = """
        a Put a file `martlet.gguf` into `./models`: it takes the place of the built-in model.
        q how (do|can) I (replace|exchange|override) (the built-in model|native/martlet)( by my own|); can I put another model in place of the built-in one; what does models/martlet.gguf do
        k replace built-in model; models/martlet.gguf
        a `scripts/install-built-in FILE.gguf` has the program built with another built-in model, and `scripts/install-built-in --none` with none.
        q how (do|can) I build Martlet (without|with another) (a |)built-in model; what does scripts/install-built-in do; how do I leave out the built-in model
        k scripts/install-built-in; build without built-in model
        a `scripts/eval-built-in` measures how well the built-in model, or any other, reads: questions over notes, questions on Martlet, and some that cannot be known.
        q how (do|can) I measure how (well|good) (the built-in model|a model) (reads|is); what does scripts/eval-built-in do; how good is the built-in model; where are the scores of the built-in model
        k scripts/eval-built-in; eval; scores
        a The built-in model takes its likeliest words (`temperature: 0`) and at most 512 tokens where nobody says otherwise, and stays in memory.
        q (which|what) settings does the built-in model have; (what|which) temperature does the built-in model use; how long are the built-in model's answers at most
        k built-in model settings
        a It is a part of the program: `Sources/BuiltInModel/Model/martlet.gguf` is mapped with it, so nothing is downloaded or unpacked.
        q where (is|lies) the built-in model('s file|); is the built-in model downloaded; where is native/martlet stored
        k built-in model file; martlet.gguf
        a Make a folder `Sources/Providers/NAME` with a type that conforms to `Provider`, add its line to `Registration.swift` and its name to `ProviderType`, and test it; CONTRIBUTING.md says how.
        q how (do|can) I add a (new |)(provider|backend) (to the code|to Martlet|in Swift|type); how (do|can) I (write|implement|develop) a provider; where do I start with a new backend
        k new provider; add backend code; contribute backend
        a Code is in `Sources`, a folder a layer, and imports point down only: `martlet`, `Server`, `Gateway`, `Providers`, `Engine`, `Kernels` and others.
        q how is (the code|Martlet|the source code) (organised|structured|laid out); (what|which) (layers|modules) (are there|does Martlet have); where (is|do I find) (the code|the source); what is the architecture of Martlet
        k architecture; layers; source code; modules
        a `Gateway` has routes, backends and their health, failover, the request log and metrics; it knows nothing of dialects.
        q what is (the |)(layer |module |)Gateway; what does (the |)(layer |module |)Gateway do; where are (routes|failover|health) in the code
        k Gateway layer
        a `Engine` is the transformer: weights, forward pass, cache and sampling; it knows token ids only. docs/engine.md follows one token through it.
        q what is the (layer|module) Engine; what does the (layer|module) Engine do; where is the (forward pass|transformer) in the code; how does the engine work; which document explains the engine
        k Engine layer; forward pass; docs/engine.md
        a `martlet train --recipe FILE` trains a small model on this machine's processor; `recipes/built-in.yaml` is the built-in model's, and its data are made by `Sources/Curriculum`.
        q how (was|is) the built-in model (trained|made); how (do|can) I train (a model|the built-in model|my own model|a small model); what does martlet train do; (what|which) data was the built-in model trained on; can Martlet train models; how to train a model
        k martlet train; training; recipe; train a model; built-in model trained
        a `martlet train --recipe FILE --resume` goes on from the folder's checkpoint; Ctrl-C saves one.
        q how (do|can) I (resume|continue|go on with) a training( run|); what does martlet train --resume do; is a training run (lost|saved) (when|if) I press Ctrl-C; can a training be interrupted
        k resume training; --resume; checkpoint
        a A training run leaves `checkpoint.martlet`, `model.gguf`, `best.gguf`, `log.jsonl` and `loss.svg` in its folder; `--out FOLDER` says which.
        q what does (a training run|martlet train) (leave|write); where does (a trained model|the trained model|the loss plot) go; which files does a training run make; what is best.gguf
        k loss.svg; best.gguf; model.gguf; training folder
        a `recipes/tiny-story.yaml` is a recipe to learn with: `martlet train --recipe recipes/tiny-story.yaml`. docs/training.md follows one step of training.
        q is there (a small recipe|an example recipe|a recipe to learn with|an example of training); (which|what) document explains training; how does training work( inside|); where do I begin with training
        k tiny-story; docs/training.md; example recipe
        a `scripts/chaos` switches models under load while backends die, and compares every word of every answer.
        q what is scripts/chaos; what does scripts/chaos do; how is switching (tested|tried) under load; is Martlet tested (with|under) (failures|chaos)
        k scripts/chaos; chaos test
        a `scripts/bench-gateway` measures the gateway beside its peers, `scripts/bench-engine` the engine beside llama.cpp.
        q how (do|can) I (benchmark|measure) (the gateway|Martlet|its speed); (which|what) scripts (measure|benchmark) (Martlet|speed); what does scripts/bench-(gateway|engine) do
        k scripts/bench-gateway; bench-engine; benchmarks
        a The exit code is 0 when it was stopped, 2 when the configuration is wrong, and 3 when the address cannot be listened on.
        q (what|which) exit codes does (martlet serve|Martlet|the server) have; what does exit code (2|3) mean; why did martlet serve end with (2|3)
        k exit codes; exit code 2; exit code 3
        a Send SIGTERM or press Ctrl-C: running answers have 30 s to finish, and a second one does not wait.
        q how (do|can) I stop (Martlet|the server|martlet serve); what happens (on|at) (Ctrl-C|SIGTERM|shutdown); (does|will) Martlet finish (answers|requests) when it stops; how long does a shutdown take
        k stop server; ctrl-c; sigterm; shutdown
        a The commands are `serve`, `chat`, `models`, `pull`, `switch`, `train`, `bench engine`, `config check` and `doctor`; `martlet COMMAND --help` says more.
        q (which|what) commands (are there|does Martlet have|can I use); list the commands( of Martlet|); how (do|can) I (see|get) help (on|for) a command; what can martlet do on the command line
        k commands; --help; command list
        a `martlet serve` serves every configured backend at one address; `--config`, `--host`, `--port` and `--data` are its options.
        q what does martlet serve do; how (do|can) I (start|run) the server; (which|what) command (starts|runs) the server; (which|what) options does martlet serve have
        k martlet serve; start server; serve options
        """
}
