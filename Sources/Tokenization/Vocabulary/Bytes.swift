/// Comparing bytes, where the words are mostly shorter than sixteen.
enum Bytes {
    @inline(__always) static func areEqual(
        _ first: UnsafePointer<UInt8>,
        _ second: UnsafePointer<UInt8>,
        count: Int
    ) -> Bool {
        let left = unsafe UnsafeRawPointer(first)
        let right = unsafe UnsafeRawPointer(second)
        var index = 0
        while index + 8 <= count {
            let same =
                unsafe left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                == right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard same else { return false }
            index += 8
        }
        while index < count {
            guard unsafe first[index] == second[index] else { return false }
            index += 1
        }
        return true
    }
}
