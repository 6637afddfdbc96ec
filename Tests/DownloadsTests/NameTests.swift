import Testing

@testable import Downloads

struct NameTests {
    @Test(
        arguments: [
            "", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "a\\b", "a\u{7}", "a\u{0}", "a\u{0}.gguf", "C:", "C:\\x",
            "a:b", "CON", "con.gguf", "a/NUL.txt", "com1", "LPT9.x", "COM\u{b9}", "a.", "a ", " a", "a./b", "a|b", "a*",
            "a?",
            "<a>", "\"a\"", "a\u{202e}fugg.exe", "a\u{200b}", "a\u{ad}", "a\u{feff}", "\u{2024}\u{2024}/a",
            "a\u{2215}b",
            "a\u{2044}b", "\u{ff0e}\u{ff0e}", "a\u{ff0f}b", "a\u{ff3c}b", "a\u{2028}b", "a\u{85}b", "a\u{a0}b",
            "a\u{e000}",
            "e\u{301}.gguf", "a\u{ff1a}b",
        ]
    )
    func `what leads elsewhere is no path`(_ text: String) { #expect(RelativePath(text) == nil) }

    @Test func `a path knows the way from a folder, and how it is written in an address`() throws {
        let path = try #require(RelativePath("model/1_Pooling/größe 1.json"))
        let folder = try #require(RelativePath("model"))
        #expect(path.within(folder)?.description == "1_Pooling/größe 1.json")
        #expect(folder.within(folder) == nil)
        #expect(path.within(path) == nil)
        #expect(path.percentEncoded == "model/1_Pooling/gr%C3%B6%C3%9Fe%201.json")
        #expect(RelativePath(String(repeating: "a", count: 241)) == nil)
        #expect(RelativePath(".git/config")?.isHidden == true)
    }

    @Test(
        arguments: [
            "", "mistral", "a/b/c", "../x", "a/..", "a/b:c:d", "-a/b", "a/b?x", "a/b#c", "a b/c", ".a/b", "a/b%2f",
            "http://example.org/a", "a/b\n", "hf:", "hf:a", "hf:../b", "hf:a/b:../../x.gguf", "hf:a/b:/etc/x.gguf",
            "hf:a/b@",
            "hf:a/b@x/y", "hf:a/b:.x.gguf", "hf:a/b:NUL/x.gguf", "ollama:", "ollama:a/b/c", "ollama:../x",
            "ollama:a:..", "ollama:a:b:c",
            "ollama:a b", "ollama:sha256:../../x/y", "https://", "https://host", "https://host/x", "https://host/x.bin",
            "https://user:pw@host/x.gguf", "https://host/..%2f..%2fx.gguf", "https://host/%2e%2e",
            "https://host/a%00.gguf",
            "https://host/.x.gguf", "https://host/x.gguf#sha256=12", "https://host/x.gguf#md5=1",
            "https://host/NUL.gguf",
            "file:///etc/passwd", "ftp://host/x.gguf", "https://host/x y.gguf",
            "https://huggingface.co/a/b/resolve/main/../x.gguf",
        ]
    )
    func `a name that could lead anywhere is refused`(_ name: String) {
        #expect(throws: DownloadError.self) { try PullName(name) }
    }

    @Test(arguments: ["all-MiniLM-L6-v2", "all-minilm-l6-v2:latest"])
    func `the default embedding model is known by its name`(_ name: String) throws {
        let known = try PullName(name)
        #expect(known.model == "all-MiniLM-L6-v2")
        #expect(known.sources.count == 2)
        #expect(known.limited(toHub: true)?.sources == [try #require(known.sources.last)])
    }

    @Test func `other models are named by their repository`() throws {
        let name = try PullName("hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M")
        #expect(name.model == "Llama-3.2-1B-Instruct-GGUF")
        guard case .hub(let repository) = name.sources.first else {
            Issue.record("it is no repository")
            return
        }
        #expect(repository.description == "bartowski/Llama-3.2-1B-Instruct-GGUF")
        #expect(repository.variant == "Q4_K_M")
        #expect(HubRepository("a/b:latest")?.variant == nil)
    }

    @Test func `names say where a model is, and what it will be called`() throws {
        let file = try PullName("hf:a/b@v1:sub/m-Q4_0.gguf")
        guard case .hub(let repository) = file.sources.first else {
            Issue.record("it is no repository")
            return
        }
        #expect(file.model == "m-Q4_0" && repository.revision == "v1")
        #expect(repository.file?.description == "sub/m-Q4_0.gguf")
        #expect(
            try PullName("https://huggingface.co/a/b/resolve/main/m.gguf?download=true").sources.first
                == PullName("hf:a/b@main:m.gguf").sources.first
        )
        #expect(try PullName("ollama:llama3.2:1b").model == "llama3.2-1b")
        #expect(try PullName("ollama:me/thing").model == "thing")
        #expect(try PullName("ollama:me/thing").sources.first?.description == "ollama:me/thing:latest")
        let web = try PullName("https://host/a/x.gguf?token=secret#sha256=" + String(repeating: "Ab", count: 32))
        #expect(web.model == "x" && web.sources.first?.description == "https://host/a/x.gguf")
        #expect(web.renamed(to: "y")?.model == "y")
        #expect(web.renamed(to: "../y") == nil)
    }

    private func choice(_ names: [String], _ repository: String) throws -> [String] {
        let all = names.compactMap { RelativePath($0) }
        return try HubChoice(all, of: #require(HubRepository(repository))).paths.map(\.description).sorted()
    }

    @Test func `of a repository only what makes the model is taken`() throws {
        let files = [
            "config.json", "model.safetensors", "pytorch_model.bin", "onnx/model.onnx", "tokenizer.json", "train.py",
            "1_Pooling/config.json", "other/config.json", "modules.json", "README.md",
        ]
        let wanted = [
            "1_Pooling/config.json", "README.md", "config.json", "model.safetensors", "modules.json", "tokenizer.json",
        ]
        #expect(try choice(files, "a/b") == wanted)
        #expect(throws: DownloadError.self) { try choice(["pytorch_model.bin", "config.json"], "a/b") }
    }

    @Test func `of several quantisations one is taken, with all of its parts`() throws {
        let files = [
            "m-Q4_K_M.gguf", "m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf", "m-Q3_K_M.gguf", "README.md",
        ]
        #expect(try choice(files, "a/b") == ["m-Q4_K_M.gguf"])
        #expect(try choice(files, "a/b:q8_0") == ["m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf"])
        #expect(try choice(["only.gguf"], "a/b") == ["only.gguf"])
        #expect(throws: DownloadError.self) { try choice(files, "a/b:Q2_K") }
        #expect(throws: DownloadError.self) { try choice(files, "a/b:K_M") }
    }
}
