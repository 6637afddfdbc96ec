import Testing

@testable import Configuration

struct HostileInputTests {
    @Test func `an alias bomb is refused at once`() {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            yaml += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let clock = ContinuousClock()
        let took = clock.measure {
            #expect(
                problems(yaml: yaml) == [
                    "martlet.yaml:5:25: with its aliases the file has more than 50000 values (try: use fewer)"
                ]
            )
        }
        #expect(took < .seconds(20))
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{a: ", "&a [", "!a "])
    func `deep nesting is refused at once`(_ opening: String) {
        let yaml = String(repeating: opening, count: (1 << 20) / opening.utf8.count)
        let took = ContinuousClock().measure { #expect(problems(yaml: yaml).count == 1) }
        #expect(took < .seconds(20))
    }

    @Test func `an alias inside its own anchor is refused`() {
        #expect(
            problems(yaml: "a: &a [*a]") == ["martlet.yaml:1:8: no anchor is named \"a\" (try: define &a before it)"]
        )
    }

    @Test func `aliases within bounds are read`() throws {
        let yaml = "llm:\n  providers:\n    - type: ollama\n      stop: &s [a, b]\n    - {type: vllm, stop: *s}"
        #expect(try load(yaml: yaml).settings.provider("vllm")?.parameters.stop == ["a", "b"])
    }

    @Test func `no bytes make it crash`() {
        var random = SystemRandomNumberGenerator()
        let seeds = [
            "llm:\n  providers:\n    - {type: ollama, temperature: 0.1, timeout: 30s, headers: {X-A: b}}\n",
            "server: {port: 8000, api_key_hashes: [{name: a, sha256: b}], max_body: 1MiB}\n",
            "llm: {routes: {a: [b/c]}, prompt_templates: {rag_query: |\n \"{context}\"}, profiles: {p: &a {provider: x}}}\n",
        ].map { Array($0.utf8) }
        for round in 0..<3000 {
            var bytes =
                round % 4 == 0 ? (0..<Int.random(in: 0..<64)).map { _ in UInt8.random(in: 0...255) } : seeds[round % 3]
            for _ in 0..<Int.random(in: 0..<6) where !bytes.isEmpty {
                let index = Int.random(in: bytes.indices)
                switch UInt8.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(Array("{}[]:,&*!|>'\"#-? \n\t\0".utf8).randomElement() ?? 0, at: index)
                default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 20)], at: index)
                }
            }
            let files = SourceFiles(yaml: bytes, dotEnv: bytes)
            do {
                let loaded = try SettingsLoader.load(
                    files,
                    from: ConfigurationSources(environment: ["LLM_MODEL": "a/b"])
                )
                _ = loaded.table()
            } catch {
                #expect(!error.problems.isEmpty)
                for problem in error.problems { #expect(!problem.message.isEmpty && !problem.remedy.isEmpty) }
            }
        }
    }

    @Test func `a name that is no text is shown harmlessly`() {
        let found = problems(yaml: "\"a\\e[31m\\n\(String(repeating: "b", count: 100))\": 1")
        #expect(found.count == 1)
        #expect(found.first?.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
        #expect((found.first?.count ?? 0) < 200)
    }
}
