import Testing

@testable import Downloads

/// What servers write, as it should be and as it should not.
struct UntrustedTextTests {
    @Test func `a content range is read`() {
        #expect(ContentRange("bytes 0-99/200")?.range == 0..<100)
        #expect(ContentRange("Bytes 5-5/6")?.total == 6)
        #expect(ContentRange("bytes 0-99/*")?.total == nil)
    }

    @Test(
        arguments: [
            "", "bytes", "bytes 0-99", "bytes 9-1/20", "bytes 0-20/20", "bytes -1-5/20", "bytes 0-5/-1", "bytes +1-5/9",
            "bytes 0-99999999999999999999/*", "bytes */200", "items 0-9/20", "bytes 0-5/20/3", "bytes 0–5/20",
            "bytes ١-٢/٩",
            "bytes 0x1-5/20", "bytes 0 - 5/20",
        ]
    )
    func `a content range that cannot be is none`(_ text: String) { #expect(ContentRange(text) == nil) }

    @Test func `a challenge is read, whatever stands in its quotes`() throws {
        let text =
            #"Bearer realm="https://auth.test/token",service="reg,istry",scope="repository:a/b:pull",error="in\"v""#
        let challenge = try #require(AuthChallenge(text))
        #expect(challenge.realm == "https://auth.test/token")
        #expect(challenge.service == "reg,istry")
        #expect(challenge.url == "https://auth.test/token?service=reg%2Cistry&scope=repository%3Aa%2Fb%3Apull")
        #expect(AuthChallenge("bearer realm=https://x")?.realm == "https://x")
    }

    @Test(
        arguments: [
            "", "Bearer", "Bearer ", "Basic realm=\"x\"", "Bearer realm=\"x", "Bearer realm=", "Bearer =x",
            "Bearer realm=\"a\",realm=\"b\"", "Bearer service=\"x\"", "Bearer realm=\"\"", "Bearer realm=\"x\\",
        ]
    )
    func `a challenge that cannot be read is none`(_ text: String) { #expect(AuthChallenge(text) == nil) }

    @Test func `a journal is read as it was written, and no other is`() {
        let journal = PartJournal(size: 100, tag: "\"a\"", done: [0..<10, 20..<100])
        #expect(PartJournal(reading: journal.bytes) == journal)
        for text in [
            "", "{}", #"{"format":1}"#, #"{"format":1,"done":[[5,2]]}"#, #"{"format":1,"done":[[0,9],[5,12]]}"#,
            #"{"format":1,"done":[[-1,9]]}"#, #"{"format":1,"size":5,"done":[[0,9]]}"#, #"{"format":2,"done":[[0,9]]}"#,
            #"{"format":1,"done":[[0,9,9]]}"#, #"{"format":1,"size":-1,"done":[[0,9]]}"#, #"{"format":1,"done":["0"]}"#,
        ] { #expect(PartJournal(reading: Array(text.utf8)) == nil, "\(text)") }
    }

    /// Any bytes: nothing traps, and what is taken keeps its promises.
    @Test(arguments: 0..<40)
    func `noise is refused or harmless`(_ seed: Int) {
        var chance = Chance(UInt64(seed))
        let alphabet = Array(#"bytes 0-9/*Bearer realm="x",sha256:af../\\C:NUL.gguf@#{}[]format1done size:é‮﹨"#)
        for _ in 0..<2000 {
            let text = String((0..<chance.below(60)).compactMap { _ in alphabet.randomElement(using: &chance) })
            if let range = ContentRange(text) {
                #expect(range.range.lowerBound >= 0 && !range.range.isEmpty)
                #expect(range.total.map { $0 >= range.range.upperBound } ?? true)
            }
            if let challenge = AuthChallenge(text) { #expect(!challenge.realm.isEmpty) }
            if let journal = PartJournal(reading: Array(text.utf8)) { #expect(journal.done.allSatisfy { !$0.isEmpty }) }
            if let path = RelativePath(text) {
                #expect(!path.components.contains { [".", "..", ""].contains($0) || $0.contains("\\") })
            }
            if let name = try? PullName(text) {
                #expect(!name.model.contains("/") && !name.model.contains("\\") && !name.model.hasPrefix("."))
            }
        }
    }

    @Test func `a slow reader is told the newest of a file, and every word`() {
        var buffer = StepBuffer()
        buffer.add(PullStep("pulling manifest"))
        for count in 0..<1000 {
            for digest in ["sha256:a", "sha256:b"] {
                var step = PullStep("pulling")
                step.digest = digest
                step.completed = count
                buffer.add(step)
            }
        }
        buffer.add(PullStep("success"))
        #expect(buffer.steps.count == 4)
        #expect(buffer.steps.map(\.completed) == [nil, 999, 999, nil])
    }
}
