/// Floats in memory that a model or a workspace owns: a bare address, for the loops of a pass. Who makes one has checked the sizes,
/// and whoever runs a pass holds the memory meanwhile.
@safe struct Floats: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>

    init(_ start: UnsafeMutableRawPointer) { unsafe self.start = start.assumingMemoryBound(to: Float.self) }

    @inline(__always)
    static func + (floats: Floats, offset: Int) -> Floats { unsafe Floats(floats.start + offset) }

    @inline(__always)
    subscript(index: Int) -> Float {
        get { unsafe start[index] }
        nonmutating set { unsafe start[index] = newValue }
    }

    @inline(__always)
    func copy(_ count: Int, to target: Floats) { unsafe target.start.update(from: start, count: count) }

    @inline(__always)
    func clear(_ count: Int) { unsafe start.update(repeating: 0, count: count) }
}

/// Elements in memory, as the kernels want what goes into their products: BF16 or floats, which only they know.
@safe struct Elements: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    /// Of one element.
    let bytes: Int

    init(_ start: UnsafeMutableRawPointer, bytes: Int) {
        unsafe self.start = start
        self.bytes = bytes
    }

    @inline(__always)
    static func + (elements: Elements, offset: Int) -> Elements {
        unsafe Elements(elements.start + offset * elements.bytes, bytes: elements.bytes)
    }

    @inline(__always)
    func copy(_ count: Int, to target: Elements) {
        unsafe target.start.copyMemory(from: start, byteCount: count * bytes)
    }
}

/// Whole numbers in memory, under the rules of `Floats`.
@safe struct Integers: @unchecked Sendable {
    let start: UnsafeMutablePointer<Int32>

    init(_ start: UnsafeMutableRawPointer) { unsafe self.start = start.assumingMemoryBound(to: Int32.self) }

    @inline(__always)
    static func + (integers: Integers, offset: Int) -> Integers { unsafe Integers(integers.start + offset) }

    @inline(__always)
    subscript(index: Int) -> Int {
        get { unsafe Int(start[index]) }
        nonmutating set { unsafe start[index] = Int32(truncatingIfNeeded: newValue) }
    }
}
