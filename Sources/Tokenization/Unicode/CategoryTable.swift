/// Every character's category, in two stages: a block of 256 characters, and where each block's categories lie.
@safe struct CategoryTable: @unchecked Sendable {
    // Safe: written once, never freed, and read only within the sizes below.
    private let blocks: UnsafeMutablePointer<UInt16>
    private let categories: UnsafeMutablePointer<UInt8>

    static let shared = CategoryTable(UnicodeData.categories)

    private init(_ text: StaticString) {
        var all = [UInt8](repeating: 0, count: 0x110000)
        var reader = TableReader(text)
        var next = 0
        while !reader.isAtEnd {
            let letter = reader.mark()
            let category = letter >= 0x61 ? letter - 0x61 + 26 : letter &- 0x41
            let length = max(reader.decimal(), 1)
            if category != 0 {
                for index in next..<min(next + length, all.count) { all[index] = category }
            }
            next += length
        }
        var places: [[UInt8]: UInt16] = [:]
        var packed: [UInt8] = []
        unsafe blocks = .allocate(capacity: 0x1100)
        for block in 0..<0x1100 {
            let values = Array(all[block << 8..<(block + 1) << 8])
            let place = places[values] ?? UInt16(packed.count >> 8)
            if places.updateValue(place, forKey: values) == nil { packed += values }
            unsafe blocks[block] = place
        }
        unsafe categories = .allocate(capacity: packed.count)
        for (index, value) in packed.enumerated() { unsafe categories[index] = value }
    }

    /// The one category of a character, as a set; nothing's, for what is beyond Unicode's end.
    @inline(__always) subscript(scalar: UInt32) -> Categories {
        guard scalar < 0x110000 else { return [] }
        let block = unsafe Int(blocks[Int(scalar >> 8)]) << 8
        return unsafe Categories(rawValue: 1 << UInt32(categories[block | Int(scalar & 0xff)]))
    }
}
