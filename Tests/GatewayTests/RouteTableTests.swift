import Testing

@testable import Gateway

@Suite struct RouteTableTests {
    private let entries = [
        RouteTable.Entry(name: "ollama", defaultModel: nil, models: ["mistral:latest", "llama3.2:1b", "shared"]),
        RouteTable.Entry(
            name: "vllm",
            defaultModel: "meta-llama/Llama-3-8B",
            models: ["meta-llama/Llama-3-8B", "shared"]
        ),
        RouteTable.Entry(name: "openai", defaultModel: "gpt-4o-mini", models: ["gpt-4o-mini"]),
    ]

    private func table(_ plan: RoutePlan = RoutePlan(), down: Set<String> = []) -> RouteTable {
        RouteTable(
            entries.map { entry in
                var entry = entry
                entry.isUp = !down.contains(entry.name)
                return entry
            },
            plan: plan
        )
    }

    @Test(arguments: [
        ("ollama/mistral:latest", "ollama/mistral:latest"),
        ("ollama/not-listed", "ollama/not-listed"),
        ("mistral", "ollama/mistral:latest"),
        ("mistral:latest", "ollama/mistral:latest"),
        ("gpt-4o-mini:latest", "openai/gpt-4o-mini"),
        ("meta-llama/Llama-3-8B", "vllm/meta-llama/Llama-3-8B"),
        ("vllm/meta-llama/Llama-3-8B", "vllm/meta-llama/Llama-3-8B"),
        ("vllm", "vllm/meta-llama/Llama-3-8B"),
        ("ollama", "ollama/mistral:latest"),
        ("default", "ollama/mistral:latest"),
    ])
    func `a name stands for one model`(name: String, expected: String) throws {
        #expect(try table().resolve(name).map(\.id.description) == [expected])
    }

    @Test func `a name that two providers have must be made plain`() {
        let error = #expect(throws: GatewayError.self) { try table().resolve("shared") }
        #expect(error?.status == 404)
        #expect(error?.message.contains("'ollama/shared' or 'vllm/shared'") == true)
    }

    @Test(arguments: ["default", "gpt-4o", "ollama", "mistral:7b"])
    func `where there is no model at all, every name is answered with what to do`(name: String) {
        let table = RouteTable([RouteTable.Entry(name: "ollama", defaultModel: nil, models: [])], plan: RoutePlan())
        let error = #expect(throws: GatewayError.self) { try table.resolve(name) }
        #expect(error?.status == 503)
        #expect(error?.retryAfter != nil)
        #expect(error?.message.contains("start Ollama and pull a model") == true)
    }

    @Test(arguments: [
        ("olama/mistral", "'ollama/mistral'"), ("misstral:latest", "'mistral'"), ("mistrl", "'mistral'"),
        ("gpt-4o", "'gpt-4o-mini'"), ("lama3.2:1b", "'llama3.2:1b'"),
    ])
    func `an unknown name is answered with the nearest one`(name: String, near: String) {
        let error = #expect(throws: GatewayError.self) { try table().resolve(name) }
        #expect(error?.status == 404)
        #expect(error?.message.contains(near) == true)
    }

    @Test(arguments: ["", "/", "ollama/", "../../etc/passwd", "zzzzzzzzzzzzzzzzzzzz", "a\u{0}b"])
    func `a name that means nothing is a 404`(name: String) {
        #expect(throws: GatewayError.self) { try table().resolve(name) }
    }

    @Test func `the default falls back in the configured order`() throws {
        let plan = RoutePlan(
            active: RouteTarget(provider: "vllm", model: "m"),
            fallbackOrder: ["openai", "vllm", "ollama"]
        )
        #expect(
            try table(plan).resolve("default").map(\.id.description)
                == ["vllm/m", "openai/gpt-4o-mini", "ollama/mistral:latest"]
        )
    }

    @Test func `a backend known to be down is tried last`() throws {
        let plan = RoutePlan(active: RouteTarget(provider: "vllm", model: "m"), fallbackOrder: ["vllm", "openai"])
        #expect(
            try table(plan, down: ["vllm"]).resolve("default").map(\.id.description) == [
                "openai/gpt-4o-mini", "vllm/m",
            ]
        )
    }

    @Test func `with nothing chosen the default is the first backend that answers and has no fallback`() throws {
        #expect(
            try table(down: ["ollama"]).resolve("default").map(\.id.description) == ["vllm/meta-llama/Llama-3-8B"]
        )
    }

    @Test func `with nothing configured the default is a 503 that can be tried again`() {
        let error = #expect(throws: GatewayError.self) { try RouteTable([], plan: RoutePlan()).resolve("default") }
        #expect(error?.status == 503)
        #expect(error?.retryAfter != nil)
    }

    @Test func `a configured route comes before a model of the same name`() throws {
        let plan = RoutePlan(routes: ["mistral": [RouteTarget(provider: "openai", model: "gpt-4o-mini")]])
        #expect(try table(plan).resolve("mistral").map(\.id.description) == ["openai/gpt-4o-mini"])
    }
}
