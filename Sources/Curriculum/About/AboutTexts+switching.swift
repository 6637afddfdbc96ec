extension AboutTexts {
    static let switching: String = """
        a The new model is loaded while the old one serves and must say a token first; then it gets every new request, and those under way end on the old one. If anything fails, the old one goes on.
        q (what happens|what goes on) (when I switch|during a switch|in a switch|when a model is switched); how does (a switch|switching) work; (do|are) (requests|answers) (get lost|lost|interrupted|dropped) (in|during) a switch; (is|does) a switch (safe|lose requests|interrupt answers); (does|will) switching (cause|have|mean) downtime; what becomes of running answers when I switch; can I switch without (downtime|a restart)
        k how switching works; switch downtime; requests during a switch
        a A switch that fails leaves the old model serving, and the error says why.
        q what (happens|comes) (if|when) (a switch|the new model|switching) fails; (what if|and if) the new model (does not load|cannot be loaded|does not answer); does a failed switch (break|stop) anything; which model answers after a failed switch
        k failed switch; switch error
        a `martlet switch --back` goes back to the model before the last switch.
        q how (do|can) I (go back|switch back|undo a switch|return to the old model|revert a switch); how to (go back|undo the last switch|revert); (which|what) command (goes back to|restores) the (old|previous|last) model; I want my old model back, how; what does martlet switch --back do
        k switch back; undo switch; previous model; --back
        a `martlet switch --history` shows the switches so far, with who, when, why and what came of it; `GET /api/models/switches` does so over HTTP.
        q how (do|can) I (see|show|list) (the history of switches|past switches|what was switched|who switched the model); (where|how) is the (history|record) of switches( shown|); who (switched|changed) the model; what does martlet switch --history (do|show)
        k switch history; who switched; --history
        a `martlet switch NEW --canary 5%` sends 5 % of the requests to the new model, then 10, 25 and 50 %, and goes forward or back by itself, saying why.
        q how (do|can) I (try|test) a (new|) model (first|on a part of the traffic|gradually|carefully|before I switch); what is (a canary|--canary|a trial); how does (a canary|--canary|a trial) work; does Martlet (have|support) (canaries|canary releases|gradual switches|A/B switches); how do I (switch gradually|roll a model out slowly|do a canary)
        k canary; gradual switch; --canary; trial
        a `--guard` states what a tried model must hold to, as in `--guard 'error_rate<1%, p95<1.5x'`; where it does not, it goes back by itself. The default is `error_rate<2%, p95<2x`.
        q (what is|how do I use) (--guard|a guard); what does --guard do; how (do|can) I (say|set) (what|which limits) a (trial|canary|new model) must hold; what are the (guards|rules) of a (trial|canary); when does a (trial|canary) go back; what is the default guard
        k guard; --guard; canary rules
        a `--shadow` sends the new model copies of requests first, whose answers nobody sees; at most four at a time.
        q what is (--shadow|a shadow|shadowing); what does (--shadow|a shadow|shadowing) do; how (do|can) I (test|try) a model (without users seeing it|on copies of requests); what are shadow requests; does Martlet support shadow traffic
        k shadow; --shadow; copies of requests
        a `--for TIME` says how long a model is tried, such as 90s, 10m or 2h; 10 minutes where it is left out.
        q how long (is a model tried|does a (trial|canary) last|is a canary); what does --for (do|mean); how (do|can) I set (the length of a trial|how long a trial takes)
        k trial length; --for; canary duration
        a `martlet switch NAME --user USER` changes only what `default` means for requests that name this user.
        q how (do|can) I (switch|change) (the model|a model) for (one user|a single user|one person) only; what does --user do; can (users|different users) have (different models|models of their own); can a user have another model than the rest
        k per-user model; --user; model for one user
        a `--why TEXT` puts a reason for the switch into the history.
        q how (do|can) I (give|record|note) (a reason|why) (for|with) a switch; what does --why do; how do I say why I switched
        k --why; reason of a switch
        a `martlet switch NAME --no-wait` begins a switch and does not wait for its end; over HTTP it is `?wait=false`, which answers 202.
        q how (do|can) I (begin|start) a switch without waiting( for it|); what does --no-wait do; what is wait=false; can I switch in the background
        k --no-wait; wait=false; background switch
        a `martlet switch --withdraw NUMBER` ends a switch that is under way, and the old model goes on; Ctrl-C only stops watching.
        q how (do|can) I (cancel|stop|abort|withdraw|end) a (running|) switch; (does|will) Ctrl-C (stop|cancel|end) (a|the) switch; what does --withdraw do; how do I call off a switch
        k cancel switch; --withdraw; abort switch
        a Send `POST /api/models/switch` with `{"provider": "...", "model": "..."}`; the answer is `{"success": true, "provider": ..., "model": ...}`.
        q how (do|can) I switch (models|the model) (over HTTP|with curl|by HTTP|by the API|through the API); what does POST /api/models/switch (do|take|answer); (which|what) endpoint (switches|changes) the model; (what is|give me) the (request|body) (for|of) a switch
        k /api/models/switch; switch api; switch with curl
        a `POST /model/switch/PROFILE` switches to a profile and answers `{"status": "switched", "active_model": ...}`.
        q how (do|can) I switch to a profile( over HTTP|); what does POST /model/switch do; (which|what) endpoint switches to a profile
        k switch profile; /model/switch
        a Set `LLM_PROVIDER` in `.env`, for example with `cp .env.llama3 .env`: a running server takes it up with the next request.
        q how (do|can) I switch (with|by|through|using) (.env|the .env file|an environment file); what does cp .env.llama3 .env do; does an edited .env (switch|change) the model; what are the .env files for; how do I change the model with LLM_PROVIDER
        k .env switch; .env.llama3; cp .env
        a There are `.env.llama3`, `.env.gpt-oss`, `.env.custom`, `.env.qlora` and `.env.gemini`: copy one to `.env` to use it.
        q (which|what) (.env files|ready-made .env files|presets as files) (are there|come with Martlet|does Martlet have); what .env examples are there; is there a .env for (Gemini|Llama 3|vLLM)
        k env files; .env examples
        a Yes. The choice is stored, and holds after a restart as long as the configuration says what it said when it was made.
        q (does|will) (a switch|the choice|my choice|the chosen model) (survive|outlive|hold after) a restart; is (a switch|the choice) (permanent|kept|remembered|stored); what happens to a switch when Martlet restarts; do I have to switch again after a restart
        k switch after restart; remembered choice
        a Choose a provider and a model in the bar under the message box: it switches for everybody who asks `default`.
        q how (do|can) I switch (the model|models) (in|on) (the page|the browser|the web page); what does the (bar|model bar) (do|in the page do); where in the page do I change the model
        k model bar; switch in browser
        a `PUT /api/routes/NAME` sends a route to another model.
        q how (do|can) I change (a|one) route( while it runs|); what does PUT /api/routes do; which endpoint changes a route
        k change route; /api/routes
        a The new model is probed: it is asked for one token, and takes over only when it has answered.
        q what is the probe (of a switch|); how does the probe (of a switch|) work; how does Martlet know (that|whether) a new model works; is a new model tested before it takes over; what must a model do before it takes over
        k probe; token before switch
        a The newer one goes on, and the switch that was still loading is superseded: its caller is told 409.
        q what (happens|comes) (if|when) (two people switch|I switch twice|another switch comes) at (once|the same time); what if a switch comes while another one is loading; can two switches run at once
        k superseded switch; two switches; 409 switch
        """
    static let failing: String = """
        a A failure before the first word goes to the next target, and the client sees nothing of it but time; after it, the next that can carries the answer on.
        q what (happens|does Martlet do) (when|if) a (backend|provider|model) (fails|dies|is down|breaks|crashes|does not answer); how does (failover|fallback) work; (what is|explain) failover; does Martlet (fail over|have failover|retry); what does a client see (when|if) a backend fails
        k failover; backend down; backend fails
        a `llm.fallback_order` lists the providers that are tried in turn, as in `fallback_order: [ollama, openai]`; nobody is asked who is not named there.
        q how (do|can) I (set|configure|define) (the fallback|fallbacks|a fallback order|which backend is next|the order of fallbacks); what is (llm.fallback_order|fallback_order); what does (llm.fallback_order|fallback_order) do; who is (asked|tried) when a backend fails; how do I add a fallback provider
        k fallback_order; fallback; order of providers
        a Five: `llm.failover.attempts` says how many targets a request may try.
        q how (many|often) (targets|attempts|tries|backends) (does|may) a request (try|have|make); what is llm.failover.attempts; how (do|can) I limit the attempts; what is the default number of attempts
        k attempts; llm.failover.attempts; retries
        a The next target that can carries the answer on in one stream, with no text twice and none missing; `llm.failover.after_first_token: error` ends it with an error instead.
        q what (happens when|if) a (stream|backend|model) (breaks off|dies|fails) in (mid-answer|the middle of an answer); what is (llm.failover.after_first_token|after_first_token); can an answer be (continued|carried on) by another model; what becomes of a stream that breaks off
        k after_first_token; mid-answer failure; stream breaks off
        a `llm.failover.hedge_after` says after how long without a first token a stream is asked of the next target too; the first to begin has the request. It is off unless it is set.
        q (what is|how do I use) (hedging|hedge_after|llm.failover.hedge_after|hedged requests); what does hedge_after do; how (do|can) I (ask a second backend|make slow backends not matter|hedge requests); does Martlet hedge requests
        k hedging; hedge_after; second attempt
        a After five failures in a row a provider is left alone for 5 s, then one request at a time probes it; each failed probe doubles the time, up to twelve times as long.
        q what is (the breaker|a circuit breaker|the circuit breaker); how does (the breaker|a circuit breaker|the circuit breaker) work; when does the breaker open; when is a provider left alone; how long is a failing provider left alone; does Martlet have a circuit breaker
        k breaker; circuit breaker; failing provider
        a `breaker_failures` of a provider says how many failures open its breaker (5; 0 means never), and `breaker_cooldown` for how long at first (5s).
        q how (do|can) I (configure|set|turn off|change) the breaker; what (is|are) (breaker_failures|breaker_cooldown); how do I (disable|switch off) the (circuit |)breaker
        k breaker_failures; breaker_cooldown
        a The backend is freed at once: its exchange is closed as soon as the client leaves.
        q what (happens|becomes of the backend) (when|if) a client (leaves|disconnects|goes away|hangs up|closes the connection); (is|does) a request (cancelled|stop) when the client leaves; does Martlet cancel requests
        k client disconnects; cancel; client leaves
        a 429 comes with `Retry-After`: a key over its own limit is told 429, a full queue or too long a wait is 503.
        q (when|why) do I get (429|503|a 429|a 503); what does (429|503|Retry-After) mean; why is my request (refused|turned away); what happens when the queue is full
        k 429; 503; retry-after; queue full
        a Send the header `x-martlet-after-failure: restart`: the client is told that all before is void, and a new answer begins.
        q how (do|can) I have an answer (restarted|begun again) after a failure; what is x-martlet-after-failure; how do I ask for a restart (of|after) a broken answer
        k x-martlet-after-failure; restart answer
        """
}
