// layers: Training
// seeds: Fuzz/seeds/Checkpoint

import Foundation

@testable import Training

/// A checkpoint's bytes. It is read or refused; what is read holds as many numbers as its header tells of. The first byte says whether the
/// checksum is made right before, so that what lies behind it is tried too.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCheckpoint(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe UnsafeBufferPointer(start: start, count: count)
    guard let choice = unsafe input.first else { return 0 }
    var data = unsafe Data(input.dropFirst())
    if choice & 1 == 1 {
        let sum = Checksum.of(data)
        for shift in 0..<8 { data.append(UInt8(truncatingIfNeeded: sum >> UInt64(8 * shift))) }
    }
    guard let file = try? CheckpointFile(data, file: "fuzzed") else { return 0 }
    precondition(file.header.shape.problem == nil)
    precondition(file.numbers.count == file.header.shape.parameters * 12)
    return 0
}
