import Foundation
import HTTP
import Testing

@testable import Downloads

struct VersionTests {
    private static let first = "1111111111111111111111111111111111111111"
    private static let second = "2222222222222222222222222222222222222222"
    private static let third = "3333333333333333333333333333333333333333"

    /// Three versions, one after the other.
    private func staged() async throws -> PullStage {
        let stage = try PullStage()
        for (text, revision) in [("one", Self.first), ("two", Self.second), ("three", Self.third)] {
            try stage.offerGGUF(Array("GGUF \(text)".utf8), revision: revision)
            _ = try await stage.steps(stage.pull("hf:org/m"))
        }
        return stage
    }

    private func failure(_ body: () throws(DownloadError) -> Void) -> DownloadError.Code? {
        do {
            try body()
            return nil
        } catch { return error.code }
    }

    @Test func `where a model is from is written down beside it`() async throws {
        let stage = try await staged()
        let record = try #require(stage.shelf.record(of: "m-Q8_0"))
        let active = try #require(record.active)
        #expect(active.source == "hf:org/m" && active.revision == Self.third && active.licence == "apache-2.0")
        #expect(active.digest == "sha256:" + (try PullStage.sha256(Array("GGUF three".utf8))))
        #expect(active.bytes == 10 && active.entries == ["m-Q8_0.gguf"])
        #expect(abs(active.pulled.timeIntervalSinceNow) < 60)
        #expect(record.versions.map(\.revision) == [Self.third, Self.second, Self.first])
        #expect(stage.text("m-Q8_0.gguf") == "GGUF three")
    }

    @Test func `rolling back and forth moves whole versions, and pins them`() async throws {
        let stage = try await staged()
        let back = try stage.shelf.rollBack("m-Q8_0")
        #expect(back.isPinned && back.active?.revision == Self.second)
        #expect(stage.text("m-Q8_0.gguf") == "GGUF two")
        let first = try #require(back.versions.first { $0.revision == Self.first })
        _ = try stage.shelf.rollBack("m-Q8_0", to: first.id)
        #expect(stage.text("m-Q8_0.gguf") == "GGUF one")
        _ = try stage.shelf.rollBack("m-Q8_0", to: Self.third)
        #expect(stage.text("m-Q8_0.gguf") == "GGUF three")
        #expect(failure { () throws(DownloadError) in _ = try stage.shelf.rollBack("m-Q8_0", to: "nope") } == .notFound)
        #expect(stage.names == ["m-Q8_0.gguf"])
    }

    @Test func `a pinned model stays, until it is let go`() async throws {
        let stage = try await staged()
        _ = try stage.shelf.rollBack("m-Q8_0")
        let steps = try await stage.steps(stage.pull("hf:org/m"))
        #expect(steps.contains { $0.status.contains("pinned") })
        #expect(stage.text("m-Q8_0.gguf") == "GGUF two")
        #expect(failure { () throws(DownloadError) in try stage.shelf.remove("m-Q8_0") } == .conflict)
        _ = try stage.shelf.pin("m-Q8_0", false)
        _ = try await stage.steps(stage.pull("hf:org/m"))
        #expect(stage.text("m-Q8_0.gguf") == "GGUF three")
    }

    @Test func `no more earlier versions are kept than are wanted`() async throws {
        let stage = try await staged()
        try stage.offerGGUF(Array("GGUF four".utf8), revision: "4444444444444444444444444444444444444444")
        _ = try await stage.steps(stage.pull("hf:org/m"))
        let record = try #require(stage.shelf.record(of: "m-Q8_0"))
        #expect(record.versions.count == 3)
        let kept = try FileManager.default.contentsOfDirectory(atPath: stage.folder + "/.martlet/m-Q8_0")
        #expect(kept.sorted() == (record.versions.dropFirst().map(\.id) + ["record.json"]).sorted())
    }

    @Test func `a model is removed with all that is kept of it, one version by itself, and nothing else`() async throws
    {
        let stage = try await staged()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: stage.folder + "/mine.gguf"))
        let versions = try #require(stage.shelf.record(of: "m-Q8_0")).versions
        #expect(
            failure { () throws(DownloadError) in try stage.shelf.remove("m-Q8_0", version: versions[0].id) }
                == .conflict
        )
        try stage.shelf.remove("m-Q8_0", version: versions[2].id)
        #expect(stage.shelf.record(of: "m-Q8_0")?.versions.count == 2)
        try stage.shelf.remove("m-Q8_0")
        #expect(stage.names == ["mine.gguf"])
        #expect(stage.shelf.record(of: "m-Q8_0") == nil)
    }

    @Test func `what somebody has put there is kept when a pull takes its place`() async throws {
        let stage = try PullStage()
        try Data("by hand".utf8).write(to: URL(fileURLWithPath: stage.folder + "/m-Q8_0.gguf"))
        try stage.offerGGUF(Array("GGUF one".utf8), revision: Self.first)
        _ = try await stage.steps(stage.pull("hf:org/m"))
        #expect(stage.text("m-Q8_0.gguf") == "GGUF one")
        #expect(try stage.shelf.rollBack("m-Q8_0").active?.source == "local")
        #expect(stage.text("m-Q8_0.gguf") == "by hand")
    }

    @Test func `another's model of the same name does not take the place of this one`() async throws {
        let stage = try await staged()
        try stage.offerGGUF(Array("GGUF evil".utf8), revision: Self.first, of: "evil/m")
        await #expect(throws: DownloadError.self) { try await stage.steps(stage.pull("hf:evil/m")) }
        #expect(stage.text("m-Q8_0.gguf") == "GGUF three")
    }

    @Test func `a model is there without its hub, and a pull says so`() async throws {
        let stage = try await staged()
        stage.web.page("https://hub.test/api/models/org/m?blobs=true") { _ in FakeWeb.Answer(status: 503) }
        let steps = try await stage.steps(stage.pull("hf:org/m"))
        #expect(steps.contains { $0.status.contains("is in \(stage.folder) already; hub.test") })
    }

    @Test(
        arguments: [
            #"{"format":1,"model":"m","versions":[{"id":"aaaaaaaaaaaa","source":"x","pulled":1,"bytes":1,"entries":["../x"]}]}"#,
            #"{"format":1,"model":"m","versions":[{"id":"aaaaaaaaaaaa","source":"x","pulled":1,"bytes":1,"entries":["/etc/passwd"]}]}"#,
            #"{"format":1,"model":"m","versions":[{"id":"../../../..","source":"x","pulled":1,"bytes":1,"entries":["m"]}]}"#,
            #"{"format":1,"model":"m","versions":[{"id":"aaaaaaaaaaaa","source":"x","pulled":1,"bytes":1,"entries":[".martlet"]}]}"#,
            #"{"format":1,"model":"../m","versions":[{"id":"aaaaaaaaaaaa","source":"x","pulled":1,"bytes":1,"entries":["m"]}]}"#,
            #"{"format":1,"model":"m","versions":[]}"#, "[]", "",
        ]
    )
    func `a record that leads elsewhere is none`(_ text: String) {
        #expect(ModelRecord(reading: Array(text.utf8)) == nil)
    }
}
