import JSON
import Testing

@testable import Configuration

struct SecretTests {
    private static let environment = [
        "OPENAI_API_KEY": "sk-verysecret-openai", "GOOGLE_API_KEY": "verysecret-google",
        "MARTLET_API_KEY": "verysecret-caller-1,verysecret-caller-2",
        "DATABASE_URL": "postgresql://me:verysecret@db/martlet", "MARTLET_HOST": "0.0.0.0",
    ]

    @Test func `no rendering of settings holds a secret`() throws {
        let loaded = try load(environment: Self.environment)
        var dumped = ""
        dump(loaded.settings, to: &dumped)
        dump(loaded, to: &dumped)
        var json = JSONWriter()
        loaded.write(to: &json)
        let renderings = [
            String(describing: loaded.settings), String(reflecting: loaded.settings), "\(loaded.settings.providers)",
            dumped, loaded.table(), loaded.table(width: 1000), String(decoding: json.finish(), as: UTF8.self),
        ]
        for text in renderings { #expect(!text.contains("verysecret")) }
        #expect(loaded.value("llm.providers.openai.api_key") == "•••• (from OPENAI_API_KEY)")
        #expect(loaded.origin("llm.providers.openai.api_key") == "environment (OPENAI_API_KEY)")
        #expect(loaded.value("storage.database_url") == "•••• (from DATABASE_URL)")
        #expect(loaded.value("server.api_key_hashes") == "[MARTLET_API_KEY#1: ••••, MARTLET_API_KEY#2: ••••]")
        // They are there all the same.
        #expect(loaded.settings.provider("openai")?.apiKey?.reveal() == "sk-verysecret-openai")
        #expect(loaded.warnings.contains { $0.message.hasPrefix("this version keeps its state in SQLite only") })
        #expect(loaded.settings.storage.databaseURL?.reveal() == Self.environment["DATABASE_URL"])
    }

    @Test func `no error holds a secret that was written in the wrong place`() {
        let yamls = [
            "llm: {providers: [{type: openai, api_key: verysecret}]}",
            "llm: {providers: [{type: openai, api_key: {a: verysecret}}]}",
            "llm: {providers: [{type: openai, api_key_env: very-secret}]}",
            "llm: {providers: [{type: openai, endpoint: \"https://u:verysecret@h\"}]}",
            "llm: {providers: [{type: openai, headers: {X-Api-Key: verysecret}}]}",
            "llm: {providers: [{type: openai, headers: {X-A: \"verysecret\\n\"}}]}",
            "llm: {providers: [{type: llamacpp, extra_args: [--api-key=verysecret]}]}",
            "storage: {database_url: \"postgresql://u:verysecret@h/d\"}",
            "storage: {database_url: \"host=h password=verysecret\"}",
            "server: {api_key_hashes: [{name: a, sha256: verysecret}]}",
            "server: {api_keys: [verysecret]}",
            "server: {api_key: verysecret}",
        ]
        for yaml in yamls {
            let found = problems(yaml: yaml).joined()
            #expect(
                !found.isEmpty && !found.contains("verysecret") && !found.contains("very-secret"),
                "\(yaml): \(found)"
            )
        }
        #expect(!problems(environment: ["OPENAI_API_KEY": "verysecret\n\u{1}x"]).joined().contains("verysecret"))
        #expect(!problems(environment: ["OPENAI_BASE_URL": "http://a:verysecret@x"]).joined().contains("verysecret"))
    }

    @Test func `the digest of a key is SHA-256`() {
        let digest = APIKeyDigest(name: "a", key: "abc")
        #expect(digest.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(APIKeyDigest(name: "a", hex: digest.hex.uppercased()) == digest)
        #expect(APIKeyDigest(name: "a", key: "").hex.hasPrefix("e3b0c44298fc1c14"))
        for hex in ["", "ba78", String(repeating: "g", count: 64), String(repeating: "a", count: 65)] {
            #expect(APIKeyDigest(name: "a", hex: hex) == nil)
        }
    }

    @Test func `a key is found by itself alone`() throws {
        let yaml =
            "server: {api_key_hashes: [{name: laptop, sha256: \(APIKeyDigest(name: "", key: "laptop-key-0123456789").hex)}]}"
        let keys = try load(yaml: yaml, environment: Self.environment).settings.server.apiKeys
        #expect(keys.map(\.name) == ["laptop", "MARTLET_API_KEY#1", "MARTLET_API_KEY#2"])
        #expect(keys.first(matching: "laptop-key-0123456789".utf8)?.name == "laptop")
        #expect(keys.first(matching: "verysecret-caller-2".utf8)?.name == "MARTLET_API_KEY#2")
        for wrong in ["", "laptop", "verysecret-caller", "verysecret-caller-1,verysecret-caller-2"] {
            #expect(keys.first(matching: wrong.utf8) == nil)
        }
    }

    @Test(
        arguments: [
            ("127.0.0.1", nil, false), ("localhost", nil, false), ("::1", nil, false), ("0.0.0.0", nil, true),
            ("::", nil, true), ("192.168.1.2", nil, true), ("0.0.0.0", "0123456789abcdef", false),
        ] as [(String, String?, Bool)]
    )
    func `an address that others reach needs a key`(_ test: (String, String?, Bool)) throws {
        var environment = ["MARTLET_HOST": test.0]
        environment["MARTLET_API_KEY"] = test.1
        let problem = try load(environment: environment).settings.server.bindProblem
        #expect((problem != nil) == test.2)
        if let problem { #expect(problem.remedy.contains("openssl rand -hex 24")) }
    }

    @Test func `a short key is a warning`() throws {
        let loaded = try load(environment: ["MARTLET_API_KEY": "abc"])
        #expect(loaded.warnings.map(\.message) == ["key 1 of MARTLET_API_KEY is short enough to be guessed"])
    }
}
