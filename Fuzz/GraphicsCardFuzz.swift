// sources: Sources/Providers/Placement/GraphicsCard.swift

/// What `nvidia-smi` writes: any bytes give cards that make sense, or none, and no trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for card in GraphicsCard.read(lines) {
        precondition(card.index >= 0 && card.totalBytes > 0 && (0...card.totalBytes).contains(card.freeBytes))
    }
    precondition(GraphicsCard.bytes(of: [1, 2, 3], lines) >= 0)
    return 0
}
