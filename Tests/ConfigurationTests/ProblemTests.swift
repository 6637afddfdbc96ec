import Testing

@testable import Configuration

struct ProblemTests {
    /// A provider list with one entry and these further lines, the first of which is line 4.
    private static func ollama(_ lines: String) -> String {
        "llm:\n  providers:\n    - type: ollama\n" + lines
    }

    @Test(arguments: [
        // Unknown keys
        (
            "llm:\n  provider: ollama\nserve:\n  port: 1",
            "martlet.yaml:3:1: there is no key \"serve\" at the top (try: did you mean \"server\"?)"
        ),
        (
            ollama("      temprature: 0.1"),
            "martlet.yaml:4:7: there is no key \"temprature\" under \"llm.providers.ollama\" (try: did you mean \"temperature\"?)"
        ),
        ("port: 1", "martlet.yaml:1:1: there is no key \"port\" at the top (try: it belongs under \"server\")"),
        (
            "metrics:\n  qqqqqqqq: 1",
            "martlet.yaml:2:3: there is no key \"qqqqqqqq\" under \"metrics\" (try: use enabled or requires_key)"
        ),
        (
            "a: &a {x: 1}\n<<: *a",
            "martlet.yaml:1:1: there is no key \"a\" at the top (try: use llm, server, log, metrics, storage, memory or models)"
        ),
        // Wrong types and ranges
        (
            "server:\n  port: many",
            "martlet.yaml:2:9: \"many\" is not a whole number from 0 to 65535 (try: write a whole number from 0 to 65535)"
        ),
        (
            "server:\n  port: 65536",
            "martlet.yaml:2:9: \"65536\" is not a whole number from 0 to 65535 (try: write a whole number from 0 to 65535)"
        ),
        (
            "server:\n  port: \"80\"",
            "martlet.yaml:2:9: \"80\" is not a whole number from 0 to 65535 (try: write a whole number from 0 to 65535)"
        ),
        (
            "server:\n  port: 99999999999999999999",
            "martlet.yaml:2:9: \"99999999999999999999\" is not a whole number from 0 to 65535 (try: write a whole number from 0 to 65535)"
        ),
        (
            "server:\n  port: [80]",
            "martlet.yaml:2:9: this is a list, not a whole number from 0 to 65535 (try: write a whole number from 0 to 65535)"
        ),
        (
            "server: 8000",
            "martlet.yaml:1:9: this is a single value, not a mapping of keys (try: write keys such as \"host:\" below it, indented)"
        ),
        (
            "- a",
            "martlet.yaml:1:1: this is a list, not a mapping of keys (try: write keys such as \"llm:\" below it, indented)"
        ),
        ("metrics:\n  enabled: yes", "martlet.yaml:2:12: \"yes\" is not true or false (try: write true or false)"),
        (
            "server:\n  max_body: 3 fish",
            "martlet.yaml:2:13: \"3 fish\" is not a size from 1KiB to 4GiB (try: write for example 512KiB or 32MiB)"
        ),
        (
            "server:\n  drain: 2d",
            "martlet.yaml:2:10: \"2d\" is not a time from 0s to 1h (try: write seconds (30), or for example 500ms, 30s, 5m or 1h)"
        ),
        (
            "log:\n  level: wanring",
            "martlet.yaml:2:10: \"wanring\" is none of debug, info, warning or error (try: did you mean \"warning\"?)"
        ),
        (
            ollama("      temperature: 2.5"),
            "martlet.yaml:4:20: \"2.5\" is not a number from 0 to 2 (try: write a number from 0 to 2)"
        ),
        (
            ollama("      temperature: nan"),
            "martlet.yaml:4:20: \"nan\" is not a number from 0 to 2 (try: write a number from 0 to 2)"
        ),
        (
            ollama("      max_tokens: -1"),
            "martlet.yaml:4:19: \"-1\" is not a whole number from 1 to 100000000 (try: write a whole number from 1 to 100000000)"
        ),
        (
            ollama("      models: {a: b}"),
            "martlet.yaml:4:15: this is a mapping, not a list of models (try: write [a, b])"
        ),
        (
            "server:\n  cors_origins: [https://a.example, b.example]",
            "martlet.yaml:2:37: \"b.example\" is not the origin of a web page (try: write for example https://chat.example.org, without a path, or \"*\")"
        ),
        // Providers
        (
            "llm:\n  providers: ollama",
            "martlet.yaml:2:14: this is a single value, not a list of providers (try: begin each provider with \"- type: …\")"
        ),
        (
            "llm:\n  providers:\n    - model: x",
            "martlet.yaml:3:7: this provider has no type (try: write \"type:\" with native, llamacpp, ollama, vllm, huggingface, openai or gemini)"
        ),
        (
            "llm:\n  providers:\n    - type: olama",
            "martlet.yaml:3:13: \"olama\" is none of native, llamacpp, ollama, vllm, huggingface, openai or gemini (try: did you mean \"ollama\"?)"
        ),
        (
            ollama("    - type: ollama"),
            "martlet.yaml:4:7: a provider is named \"ollama\" a second time, after martlet.yaml:3:7 (try: give each a \"name:\" of its own)"
        ),
        (
            ollama("      name: a/b"),
            "martlet.yaml:4:13: \"a/b\" is not a name (try: use only letters, digits, \"-\", \"_\", \".\" and \":\", at most 128)"
        ),
        (
            ollama("  fallback_order: [ollama, olama]"),
            "martlet.yaml:4:28: there is no provider \"olama\" (try: did you mean \"ollama\"?)"
        ),
        (
            ollama("  fallback_order: [ollama, ollama]"),
            "martlet.yaml:4:28: \"ollama\" is here a second time (try: name each provider once)"
        ),
        (
            ollama("  provider: zzz"),
            "martlet.yaml:4:13: \"zzz\" is no provider and no preset (try: use ollama, native, llama3, gpt-oss, custom, qlora or gemini)"
        ),
        // URLs
        (
            ollama("      endpoint: localhost:11434"),
            "martlet.yaml:4:17: the URL has no scheme (try: write http:// or https:// before it, as in http://localhost:11434)"
        ),
        (
            ollama("      endpoint: ftp://a"),
            "martlet.yaml:4:17: the URL has a scheme that is neither http nor https (try: write it as http://localhost:11434)"
        ),
        (
            ollama("      endpoint: http://me:pw@a"),
            "martlet.yaml:4:17: the URL has a user or password in it (try: leave it out, and name the key's variable in api_key_env)"
        ),
        (
            ollama("      endpoint: http://a/?k=1"),
            "martlet.yaml:4:17: the URL has a query or a fragment (try: end it before the \"?\" or \"#\")"
        ),
        (
            ollama("      endpoint: http://localhost:8000"),
            "martlet.yaml:4:17: ollama is at http://localhost:8000, which is where Martlet itself listens (try: give the backend another port, or set MARTLET_PORT)"
        ),
        // Secrets
        (
            ollama("      api_key: sk-123"),
            "martlet.yaml:4:16: keys do not belong in this file (try: write api_key_env: NAME, and put the key in the environment or .env)"
        ),
        (
            ollama("      api_key_env: sk-123"),
            "martlet.yaml:4:20: this is not the name of an environment variable (try: write the variable's name, such as OPENAI_API_KEY, never the key itself)"
        ),
        (
            ollama("      headers: {Authorization: Bearer x}"),
            "martlet.yaml:4:17: the header Authorization holds a secret, which does not belong in this file (try: write api_key_env: NAME, and put the key in the environment or .env)"
        ),
        (
            ollama("      headers: {Host: x}"),
            "martlet.yaml:4:17: the header Host is set by HTTP itself (try: leave it out)"
        ),
        (
            ollama("      headers: {\"X\\r\\nY\": x}"),
            "martlet.yaml:4:17: this is no name of a header (try: write a name like X-Title)"
        ),
        (
            ollama("      headers: {X-A: \"b\\r\\nc\"}"),
            "martlet.yaml:4:22: the value of the header X-A is not plain text on one line (try: use printable ASCII)"
        ),
        (
            ollama("      extra_args: [--api-key, sk-123]"),
            "martlet.yaml:4:19: keys do not belong in this file (try: write api_key_env: NAME, and put the key in the environment or .env)"
        ),
        (
            "storage:\n  database_url: postgresql://me:pw@db/martlet",
            "martlet.yaml:2:17: a password does not belong in this file (try: set DATABASE_URL in .env instead)"
        ),
        (
            "server:\n  api_key_hashes:\n    - {name: a, sha256: sk-123}",
            "martlet.yaml:3:7: this is not 64 hexadecimal digits (try: hash the key with `printf %s \"$KEY\" | sha256sum`)"
        ),
        (
            "server:\n  api_key_hashes:\n    - {name: a}",
            "martlet.yaml:3:7: a key needs a name and a sha256 (try: hash the key with `printf %s \"$KEY\" | sha256sum`)"
        ),
        // Profiles, routes, templates
        (
            "llm:\n  profiles:\n    fast: {model: x}",
            "martlet.yaml:3:5: the profile \"fast\" names no provider (try: write \"provider:\" in it)"
        ),
        (
            "llm:\n  profiles:\n    fast: {provider: olama}",
            "martlet.yaml:3:22: there is no provider \"olama\" (try: did you mean \"ollama\"?)"
        ),
        (
            "llm:\n  profiles:\n    fast: {provider: ollama, template_set: x}",
            "martlet.yaml:3:44: there is no template set \"x\" (try: describe it under llm.template_sets)"
        ),
        (
            "llm:\n  profiles:\n    ollama: {provider: ollama}",
            "martlet.yaml:3:5: a provider is called \"ollama\" too (try: rename the profile)"
        ),
        ("llm:\n  profile: zz", "martlet.yaml:2:12: there is no profile \"zz\" (try: describe it under llm.profiles)"),
        (
            "llm:\n  routes:\n    fast: [ollama/x, openai/y]",
            "martlet.yaml:3:22: there is no provider \"openai\" (try: use ollama or native)"
        ),
        (
            "llm:\n  routes:\n    fast: mistral",
            "martlet.yaml:3:11: \"mistral\" is no provider and no profile (try: write provider/model)"
        ),
        (
            "llm:\n  routes:\n    default: ollama",
            "martlet.yaml:3:5: \"default\" cannot be the name of a route (try: set llm.provider and llm.model instead)"
        ),
        (
            "llm:\n  routes:\n    ollama: ollama/x",
            "martlet.yaml:3:5: a provider is called \"ollama\" too (try: rename the route)"
        ),
        ("llm:\n  routes:\n    fast: []", "martlet.yaml:3:11: this route leads nowhere (try: name a target)"),
        (
            "llm:\n  prompt_templates:\n    summarization: \"{tex}\"",
            "martlet.yaml:3:20: summarization has no {tex} (try: did you mean {text}?)"
        ),
        (
            "llm:\n  prompt_templates:\n    rag_query: \"{context}\"",
            "martlet.yaml:3:16: rag_query has no place for {question} (try: write it where the value shall stand)"
        ),
        (
            "llm:\n  prompt_templates:\n    mine: |\n      a\n      { b",
            "martlet.yaml:3:11: a \"{\" begins no placeholder, in line 2 of the template (try: write {name} for a place, and {{ or }} for a brace)"
        ),
        (
            "llm:\n  prompt_templates:\n    mine: {openai/x: a}",
            "martlet.yaml:3:22: there is no provider \"openai\" (try: use ollama or native)"
        ),
        // YAML itself
        (
            "server:\n  port: 1\n  port: 2",
            "martlet.yaml:3:3: the key \"port\" stands here a second time, after line 2 (try: keep one of the two)"
        ),
        (
            "server: {port: 1",
            "martlet.yaml:2:1: this is not YAML: did not find expected ',' or '}' (try: check the indentation of this line and the one before it)"
        ),
        (
            "server:\n\tport: 1",
            "martlet.yaml:2:1: this is not YAML: found character that cannot start any token (try: indent with spaces, and put quotes around text that begins with @, ` or %)"
        ),
        (
            "a: b: c",
            "martlet.yaml:1:5: this is not YAML: mapping values are not allowed in this context (try: check the indentation, and put quotes around text that holds \": \")"
        ),
        (
            "---\nserver:\n---\nlog:",
            "martlet.yaml:3:1: a second document begins here (try: keep one document, without \"---\")"
        ),
        ("server: !!python/object x", "martlet.yaml:1:9: tags have no meaning here (try: leave out the \"!…\")"),
        ("server: *a", "martlet.yaml:1:9: no anchor is named \"a\" (try: define &a before it)"),
        ("? [a]\n: b", "martlet.yaml:1:3: a key is a list or a mapping (try: use a plain name as the key)"),
        ("log:\n  format: a\0", "martlet.yaml:2:12: there is a NUL byte here (try: save the file as plain UTF-8 text)"),
    ])
    func `what is wrong in YAML is told with its place and a remedy`(_ test: (yaml: String, problem: String)) {
        #expect(problems(yaml: test.yaml).contains(test.problem), "\(problems(yaml: test.yaml))")
    }

    @Test func `each of those is the only problem told`() {
        for yaml in ["server:\n  port: many", Self.ollama("      temprature: 0.1"), Self.ollama("      api_key: x")] {
            #expect(problems(yaml: yaml).count == 1)
        }
    }

    @Test func `what else is wrong with a provider of no known type is told too`() {
        let told = problems(yaml: "llm:\n  providers:\n    - type: olama\n      modl: x\n      timeout: soon")
        #expect(told.count == 3, "\(told)")
        #expect(told.contains { $0.contains("there is no key \"modl\" under \"llm.providers.olama\"") })
    }

    @Test func `all problems are told at once, in the order of the file`() {
        let yaml = """
            server:
              port: x
              hots: y
            llm:
              providers:
                - type: ollama
                  temperature: hot
                - type: nothing
              fallback_order: [nobody]
            """
        let places = problems(yaml: yaml, dotEnv: "what").map { $0.prefix { $0 != " " } }
        // That nobody is no provider is not told: one provider could not be read.
        #expect(
            places == [
                ".env:1:5:", "martlet.yaml:2:9:", "martlet.yaml:3:3:", "martlet.yaml:7:20:", "martlet.yaml:8:13:",
            ]
        )
    }

    @Test(
        arguments: [
            (
                ["MARTLET_PORT": "x"],
                "environment (MARTLET_PORT): \"x\" is not a whole number from 0 to 65535 (try: write a whole number from 0 to 65535)"
            ),
            (
                ["LLM_PROVIDER": "gemni"],
                "environment (LLM_PROVIDER): \"gemni\" is no provider and no preset (try: did you mean \"gemini\"?)"
            ),
            (
                ["OLLAMA_HOST": "ftp://x"],
                "environment (OLLAMA_HOST): OLLAMA_HOST has a scheme that is neither http nor https (try: write it as http://localhost:11434)"
            ),
            (
                ["OPENAI_API_KEY": "sk-a\r\nX: b"],
                "environment (OPENAI_API_KEY): OPENAI_API_KEY has a space or another character that no key has (try: copy the key again)"
            ),
            (
                ["LLM_PROVIDER": "custom", "LLM_MODEL": "m"],
                "environment (LLM_PROVIDER): the preset custom needs the address of a server (try: set OPENAI_BASE_URL, such as http://localhost:8001/v1)"
            ),
            (
                ["LLM_PROVIDER": "custom", "OPENAI_BASE_URL": "http://x"],
                "environment (LLM_PROVIDER): the preset custom needs the name of a model (try: set LLM_MODEL)"
            ),
            (
                ["LLM_PROVIDER": "qlora"],
                "environment (LLM_PROVIDER): the preset qlora needs the name of a model (try: set LLM_MODEL_VERSION)"
            ),
            (
                ["LLM_MODEL_VERSION": "v1"],
                "environment (LLM_MODEL_VERSION): there is no profile \"v1\" (try: describe it under llm.profiles)"
            ),
        ] as [([String: String], String)]
    )
    func `what is wrong in the environment is told with its variable`(_ test: ([String: String], String)) {
        #expect(problems(environment: test.0) == [test.1])
    }

    @Test func `invalid UTF-8 is told with its line and column`() throws {
        let files = SourceFiles(yaml: Array("a: é\nb: é".utf8) + [0xff], dotEnv: Array("A=b\nC=é".utf8) + [0xc3])
        let error = #expect(throws: ConfigurationError.self) {
            try SettingsLoader.load(files, from: ConfigurationSources())
        }
        #expect(
            error?.problems.map(\.description) == [
                ".env:2:4: this is not UTF-8 (try: save the file as UTF-8)",
                "martlet.yaml:2:5: this is not UTF-8 (try: save the file as UTF-8)",
            ]
        )
    }

    @Test func `a file that is too large is told, not read`() {
        let yaml = "# " + String(repeating: "x", count: 1 << 20)
        #expect(
            problems(yaml: yaml) == [
                "martlet.yaml:1:1: the file is larger than 1 MiB (try: keep only configuration in it)"
            ]
        )
    }
}
