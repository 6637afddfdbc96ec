/// Counts words by their bytes: an arena of bytes, and an open-addressed table over it. A word that was seen before costs no
/// allocation, which is nearly every word of a large text.
struct WordTable: Sendable {
    private struct Entry {
        var start: Int
        var length: Int
        var hash: UInt64
        var count: Int
    }

    private var arena: [UInt8] = []
    private var entries: [Entry] = []
    /// Places of `entries` plus one; 0 where there is none. A power of two, at most half full.
    private var slots = [UInt32](repeating: 0, count: 1 << 12)

    var count: Int { entries.count }

    mutating func add(_ word: UnsafeBufferPointer<UInt8>, _ times: Int) {
        let hash = unsafe Self.hash(word)
        var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[place] != 0 {
            let number = Int(slots[place]) - 1
            if entries[number].hash == hash, unsafe isSame(entries[number], word) {
                entries[number].count += times
                return
            }
            place = (place + 1) & (slots.count - 1)
        }
        entries.append(Entry(start: arena.count, length: word.count, hash: hash, count: times))
        unsafe arena.append(contentsOf: word)
        slots[place] = UInt32(entries.count)
        if entries.count * 2 > slots.count { grow() }
    }

    func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
        unsafe arena.withUnsafeBufferPointer { bytes in
            for entry in entries {
                let word = unsafe UnsafeBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.length])
                unsafe body(word, entry.count)
            }
        }
    }

    private func isSame(_ entry: Entry, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard entry.length == word.count else { return false }
        for index in 0..<entry.length where unsafe arena[entry.start + index] != word[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (number, entry) in entries.enumerated() {
            var place = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = UInt32(number + 1)
        }
    }

    /// FNV-1a, its bits stirred at the end. The text is our own: nobody chooses it to fall into one place.
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<word.count { hash = unsafe (hash ^ UInt64(word[index])) &* 0x100_0000_01b3 }
        hash ^= hash >> 32
        hash &*= 0xd6e8_feb8_6659_fd93
        return hash ^ hash >> 29
    }
}
