import Foundation
import JSON
import Testing

@testable import Configuration

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

struct ReferenceTests {
    @Test func `the reference says what the reader does`() throws {
        let file = root.appendingPathComponent("docs/configuration.md")
        if ProcessInfo.processInfo.environment["MARTLET_WRITE_DOCS"] == "1" {
            try Data(ConfigurationReference.markdown.utf8).write(to: file)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(
            written == ConfigurationReference.markdown,
            "write it anew: MARTLET_WRITE_DOCS=1 swift test --filter ReferenceTests"
        )
    }

    @Test func `every key has a summary and stands once`() {
        for (names, summaries) in [
            (SettingsKeys.record.fields.map(\.name), SettingsKeys.record.fields.map(\.summary)),
            (ProviderKeys.record.fields.map(\.name), ProviderKeys.record.fields.map(\.summary)),
            (StructuredKeys.profileRecord.fields.map(\.name), StructuredKeys.profileRecord.fields.map(\.summary)),
        ] {
            #expect(Set(names).count == names.count)
            #expect(summaries.allSatisfy { $0.hasSuffix(".") })
        }
    }

    @Test(arguments: [
        (".env.custom", "openai", "qwen3-8b"), (".env.qlora", "vllm", "qlora_vllm_finetuned_model_v1.0.0"),
        (".env.gemini", "gemini", "gemini-2.5-flash"), (".env.llama3", "ollama", "llama3.1:8b"),
        (".env.gpt-oss", "ollama", "gpt-oss:20b"),
    ])
    func `each example .env selects what it is named after`(
        _ test: (file: String, provider: String, model: String)
    ) throws {
        let text = try String(contentsOf: root.appendingPathComponent(test.file), encoding: .utf8)
        let example = try String(contentsOf: root.appendingPathComponent("martlet.example.yaml"), encoding: .utf8)
        let alone = try load(dotEnv: text)
        #expect(alone.settings.selection.provider == test.provider)
        #expect(alone.settings.selection.model == test.model)
        #expect(try load(yaml: example, dotEnv: text).settings.selection.model == test.model)
    }

    @Test func `the example YAML is read without a warning`() throws {
        let example = try String(contentsOf: root.appendingPathComponent("martlet.example.yaml"), encoding: .utf8)
        let loaded = try load(yaml: example, environment: ["OPENAI_API_KEY": "k", "GOOGLE_API_KEY": "k"])
        #expect(loaded.warnings == [])
        #expect(loaded.settings.providers.count >= 3)
    }

    @Test func `the table is aligned and tells where values came from`() throws {
        let loaded = try load(
            yaml: "server: {port: 1}\nllm: {providers: [{type: ollama, model: \(String(repeating: "x", count: 90))}]}"
        )
        let lines = loaded.table(width: 20).split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix("server.port ") && $0.hasSuffix("  martlet.yaml:1:16") })
        #expect(lines.contains { $0.contains("xxxxxxxxxxxxxxxxxxx…  martlet.yaml:2:41") })
        let columns = lines.map { line in
            line.firstRange(of: "martlet.yaml").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        #expect(Set(columns.compactMap { $0 }).count == 1)
    }

    @Test func `JSON tells the same`() throws {
        let loaded = try load(yaml: "server: {port: 1}", dotEnv: "LLM_PROVIDR=x")
        var json = JSONWriter()
        loaded.write(to: &json)
        let value = try JSONValue(parsing: json.finish())
        #expect(value["valid"] == true)
        #expect(
            value["settings"]?.array?.contains(["key": "server.port", "value": "1", "origin": "martlet.yaml:1:16"])
                == true
        )
        #expect(value["warnings"]?[0]?["line"] == 1)

        let error = #expect(throws: ConfigurationError.self) { try load(yaml: "server: {port: x}") }
        var errors = JSONWriter()
        error?.write(to: &errors)
        let problem = try JSONValue(parsing: errors.finish())["problems"]?[0]
        #expect(problem?["file"] == "martlet.yaml" && problem?["line"] == 1 && problem?["column"] == 16)
        #expect(problem?["remedy"]?.string?.isEmpty == false)
    }
}

struct PromptTemplateTests {
    @Test func `braces stand for places, and doubled for themselves`() throws {
        let template = try PromptTemplate(parsing: "{{\"a\": {b}}} {b}{c_1}")
        #expect(template.placeholders == ["b", "c_1"])
        #expect(template.filled(with: ["b": "{x}"]) == "{\"a\": {x}} {x}")
    }

    @Test(arguments: [("{", 1), ("a\n{ b}", 2), ("{1}", 1), ("{}", 1), ("}\n", 1), ("\r\n\r\n{a-b}", 3), ("{é}", 1)])
    func `a brace that is neither is told with its line`(_ test: (text: String, line: Int)) {
        #expect(throws: PromptTemplateError.self) { try PromptTemplate(parsing: test.text) }
        do { _ = try PromptTemplate(parsing: test.text) } catch { #expect(error.line == test.line) }
    }
}

struct SpellingTests {
    @Test(
        arguments: [
            ("temprature", "temperature"), ("n_thread", "n_threads"), ("modle", "model"), ("Endpoint", "endpoint"),
            ("max_token", "max_tokens"), ("zzz", nil), ("", nil),
        ] as [(String, String?)]
    )
    func `a slip is recognised`(_ test: (String, String?)) {
        #expect(Spelling.nearest(to: test.0, among: ProviderKeys.record.fields.map(\.name)) == test.1)
    }

    @Test func `the distance counts changes, and a swap as one`() {
        #expect(Spelling.distance(Array("kitten".utf8), Array("sitting".utf8)) == 3)
        #expect(Spelling.distance(Array("modle".utf8), Array("model".utf8)) == 1)
        #expect(Spelling.distance([], Array("abc".utf8)) == 3)
    }
}
