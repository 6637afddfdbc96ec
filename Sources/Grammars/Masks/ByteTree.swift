/// Texts as a tree of their bytes, flat, in the order of a walk: a node's children follow it, then comes what is at `ends` of it.
struct ByteTree: Sendable {
    private(set) var bytes: [UInt8] = []
    /// How many bytes lead to a node, its own included.
    private(set) var depths: [UInt16] = []
    /// The first node that is not below this one.
    private(set) var ends: [Int32] = []
    /// The tokens that end at a node: from `tokenStarts` of it to that of the next.
    private(set) var tokenStarts: [Int32] = []
    private(set) var tokens: [Int32] = []
    private(set) var deepest = 0

    var count: Int { bytes.count }

    /// Texts of more than 65,535 bytes do not fit, nor do empty ones.
    init(_ texts: [(bytes: ArraySlice<UInt8>, token: Int32)]) {
        let sorted = texts.filter { !$0.bytes.isEmpty && $0.bytes.count < UInt16.max }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        var path: [Int] = []
        var last: ArraySlice<UInt8> = []
        for (text, token) in sorted {
            var common = 0
            for (left, right) in zip(last, text) {
                guard left == right else { break }
                common += 1
            }
            if common < text.count || text.count != last.count {
                while path.count > common { ends[path.removeLast()] = Int32(bytes.count) }
                for byte in text.dropFirst(common) {
                    path.append(bytes.count)
                    bytes.append(byte)
                    depths.append(UInt16(path.count))
                    ends.append(0)
                    tokenStarts.append(Int32(tokens.count))
                }
            }
            tokens.append(token)
            deepest = max(deepest, text.count)
            last = text
        }
        while let node = path.popLast() { ends[node] = Int32(bytes.count) }
        tokenStarts.append(Int32(tokens.count))
    }

    @inline(__always)
    func tokens(at node: Int) -> ArraySlice<Int32> { tokens[Int(tokenStarts[node])..<Int(tokenStarts[node + 1])] }
}
