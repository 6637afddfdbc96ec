// layers: Downloads
// seeds: Fuzz/seeds/Zip

import Foundation

@testable import Downloads

/// An archive opens, or is refused. What opens names files within its folder only, each once; what unpacks is as long as was
/// said, and none goes beyond the limit.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzZip(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let limit = 1 << 20
    guard let zip = try? ZipArchive(BytesInMemory(bytes: bytes), limit: limit) else { return 0 }
    var names: Set<String> = []
    var total = 0
    for entry in zip.entries {
        let parts = entry.path.description.split(separator: "/", omittingEmptySubsequences: false)
        precondition(!parts.contains("..") && !parts.contains("") && !parts.contains("."))
        precondition(names.insert(entry.path.description).inserted)
        total += entry.size
        precondition(total <= limit)
        var size = 0
        let isWhole = (try? zip.unpack(entry) { size += $0.count }) != nil
        precondition(size <= entry.size && (!isWhole || size == entry.size))
    }
    return 0
}
