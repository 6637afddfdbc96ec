import Foundation
import Testing

@testable import Downloads

struct ZipArchiveTests {
    private func error(_ bytes: [UInt8], limit: Int = 1 << 30, reading name: String? = nil) -> DownloadError? {
        do throws(DownloadError) {
            let zip = try ZipArchive(bytes, limit: limit)
            for entry in zip.entries where name == nil || entry.path.description == name {
                try zip.unpack(entry) { _ in }
            }
            return nil
        } catch { return error }
    }

    private func archive(_ name: String, _ change: (inout ZipWriter.Member) -> Void = { _ in }) -> [UInt8] {
        var writer = ZipWriter()
        writer.add("first", "something before")
        writer.add(name, String(repeating: "words and more words, ", count: 4000), change)
        return writer.bytes()
    }

    @Test func `files come out as they went in, deflated or stored`() throws {
        var writer = ZipWriter()
        let long = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
        writer.add("a/b.txt", "hello")
        writer.add("empty", [])
        writer.add("stored", "as it is") { $0.isStored = true }
        writer.add("long", long)
        writer.add("folder/", [])
        writer.comment = Array("a comment".utf8)
        let zip = try ZipArchive(writer.bytes())
        #expect(zip.entries.map(\.path.description) == ["a/b.txt", "empty", "stored", "long"])
        #expect(try zip.bytes(of: "a/b.txt") == Array("hello".utf8))
        #expect(try zip.bytes(of: "empty").isEmpty)
        #expect(try zip.bytes(of: "stored") == Array("as it is".utf8))
        #expect(try zip.bytes(of: "long") == long)
    }

    @Test(
        arguments: [
            "../evil", "a/../../evil", "/etc/passwd", "a//b", "a/./b", "..", "a\\..\\b", "a\u{0}b", "line\nbreak",
            "a/..",
        ]
    )
    func `a name that leads out of the folder spoils the archive`(_ name: String) {
        #expect(error(archive(name))?.code == .malformed)
    }

    @Test func `a link spoils the archive`() {
        #expect(error(archive("link") { $0.attributes = 0o120777 << 16 })?.code == .malformed)
        #expect(error(archive("file") { $0.attributes = 0o100644 << 16 }) == nil)
    }

    @Test func `an encrypted file is refused`() {
        #expect(error(archive("secret") { $0.flags = 1 })?.code == .unsupported)
    }

    @Test func `a file longer than is said ends there, and one that is shorter is damaged`() {
        #expect(error(archive("x") { $0.saidSize = 100 })?.code == .malformed)
        #expect(error(archive("x") { $0.saidSize = $0.bytes.count + 1 })?.code == .mismatch)
        #expect(error(archive("x") { $0.saidChecksum = 1 })?.code == .mismatch)
    }

    @Test func `what would fill a disk is not unpacked`() {
        var writer = ZipWriter()
        writer.add("zeroes", [UInt8](repeating: 0, count: 20 << 20))
        #expect(error(writer.bytes())?.message.contains("unpack to more") == true)
        #expect(error(archive("x"), limit: 1000)?.code == .malformed)
        #expect(error(archive("x") { $0.saidSize = 0xffff_fffe })?.code == .malformed)
    }

    @Test func `two files in the same bytes, or of the same name, spoil the archive`() {
        var writer = ZipWriter()
        writer.add("a", "one and the same")
        writer.add("b", "another")
        writer.members[1].saidPlace = 0
        writer.members[1].localName = "b"
        #expect(error(writer.bytes())?.code == .malformed)
        writer.members[1].saidPlace = nil
        writer.members[1].name = "a"
        writer.members[1].localName = "a"
        #expect(error(writer.bytes())?.message.contains("twice") == true)
    }

    @Test func `a header that says otherwise than the list spoils the archive`() {
        #expect(error(archive("safe") { $0.localName = "evil" })?.code == .malformed)
        #expect(error(archive("x") { $0.saidPlace = 1 })?.code == .malformed)
        #expect(error(archive("x") { $0.saidPlace = 1 << 30 })?.code == .malformed)
        var writer = ZipWriter()
        writer.add("a", "b")
        writer.saidCount = 2
        #expect(error(writer.bytes())?.code == .malformed)
        writer.saidCount = 0
        #expect(error(writer.bytes())?.code == .malformed)
    }

    @Test func `an archive cut at any place is refused, and no byte of it changed makes it trap`() {
        var writer = ZipWriter()
        writer.add("a/model.txt", "words and more words, words and more words")
        writer.add("b", "as it is") { $0.isStored = true }
        let whole = writer.bytes()
        for length in 0..<whole.count { #expect(error(Array(whole[..<length])) != nil) }
        for place in whole.indices {
            for value in [0, 1, 0x7f, 0xff, whole[place] ^ 0x10] as [UInt8] {
                var bytes = whole
                bytes[place] = value
                _ = error(bytes)
            }
        }
    }
}
