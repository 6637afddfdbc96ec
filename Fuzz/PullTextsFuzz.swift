// layers: Downloads
// seeds: Fuzz/seeds/PullTexts

import Foundation

@testable import Downloads

/// What servers, journals and records say when a model is pulled is taken or refused. What is taken leads nowhere else, and
/// is read again as it was written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPullTexts(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    if let range = ContentRange(text) {
        precondition(!range.range.isEmpty && range.range.lowerBound >= 0)
        precondition(range.total.map { $0 >= range.range.upperBound } ?? true)
    }
    if let challenge = AuthChallenge(text) {
        precondition(!challenge.realm.isEmpty && challenge.url.hasPrefix(challenge.realm))
    }
    if let journal = PartJournal(reading: bytes) {
        precondition(PartJournal(reading: journal.bytes) == journal)
        var plan = RangePlan(size: journal.size, piece: 1 << 20, done: journal.done)
        if let claim = plan.claim() { precondition(journal.done.allSatisfy { !$0.overlaps(claim.range) }) }
    }
    if let record = ModelRecord(reading: bytes) {
        precondition(ModelName(record.model) != nil)
        precondition(record.versions.allSatisfy { $0.entries.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") } })
    }
    if let path = RelativePath(text) {
        precondition(
            !path.components.contains { ["", ".", ".."].contains($0) || $0.contains("\\") || $0.utf8.contains(0) }
        )
    }
    if let name = try? PullName(text) {
        precondition(!name.sources.isEmpty)
        precondition(!name.model.contains("/") && !name.model.contains("\\") && !name.model.utf8.contains(0))
    }
    let page = IndexPage(html: bytes)
    precondition(page.links.allSatisfy { !$0.url.contains("#") })
    var tags = HTMLTags(bytes)
    var end = 0
    while let tag = tags.next() {
        precondition(tag.start >= end && tag.start < tag.end && tag.end <= bytes.count && !tag.name.isEmpty)
        end = tag.end
    }
    if let digest = ExpectedDigest.sha256(checking: text) { precondition(digest.hexadecimal.utf8.count == 64) }
    return 0
}
