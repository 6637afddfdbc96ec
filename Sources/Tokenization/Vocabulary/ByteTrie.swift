/// Texts by their bytes, for finding all that begin at a place: one hashed table of edges.
@safe final class ByteTrie: @unchecked Sendable {
    // Safe: filled by `init`, then only read.
    private let edges: Table<UInt64>
    private let shift: UInt64
    private let mask: Int
    private let key = Hash.key | 1
    /// The value that ends at each node, -1 where none does.
    private var values = Table<Int32>([])

    static let root: UInt32 = 0

    /// Of texts that are the same the first's value counts; empty texts are left out. Their bytes together are fewer than
    /// two to the 24th, so that a node's number and a byte fit into half an edge.
    init(_ texts: [(bytes: [UInt8], value: Int32)]) throws(TokenizationError) {
        let most = texts.reduce(1) { $0 + $1.bytes.count }
        guard most < 1 << 24 else { throw TokenizationError("the tokens are longer than 16 MiB together") }
        var bits: UInt64 = 6
        while 1 << bits < most * 2 { bits += 1 }
        shift = 64 - bits
        mask = 1 << Int(bits) - 1
        edges = Table(repeating: 0, count: mask + 1)
        var values: [Int32] = [-1]
        for (bytes, value) in texts where !bytes.isEmpty {
            var node = Self.root
            for byte in bytes {
                let place = place(node, byte)
                if edges[place] == 0 {
                    edges[place] = Self.edge(node, byte) << 32 | UInt64(values.count)
                    values.append(-1)
                }
                node = UInt32(edges[place] & 0xffff_ffff)
            }
            if values[Int(node)] < 0 { values[Int(node)] = value }
        }
        self.values = Table(values)
    }

    private static func edge(_ node: UInt32, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }

    /// Where an edge is, or would be.
    @inline(__always) private func place(_ node: UInt32, _ byte: UInt8) -> Int {
        let edge = Self.edge(node, byte)
        var place = Int(truncatingIfNeeded: ((edge ^ edge >> 17) &* key) >> shift)
        while edges[place] != 0, edges[place] >> 32 != edge { place = (place + 1) & mask }
        return place
    }

    /// The node that a byte leads to; nil where no text goes on.
    @inline(__always) func child(of node: UInt32, _ byte: UInt8) -> UInt32? {
        let found = edges[place(node, byte)]
        return found == 0 ? nil : UInt32(found & 0xffff_ffff)
    }

    @inline(__always) func value(at node: UInt32) -> Int32? {
        let value = values[Int(node)]
        return value < 0 ? nil : value
    }

    /// The longest text that begins at a place of a text.
    @inline(__always) func longest(_ text: UTF8Text, at start: Int) -> (value: Int32, end: Int)? {
        var node = Self.root
        var found: (Int32, Int)?
        var index = start
        while index < text.count, let next = child(of: node, text[index]) {
            node = next
            index += 1
            if let value = value(at: node) { found = (value, index) }
        }
        return found
    }
}
