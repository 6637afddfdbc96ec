/// Floats in memory that a model, a workspace or a cache owns: a bare address, with nothing counted or checked, for the
/// loops of a step. Those who make one have checked the sizes; whoever runs a step holds the memory meanwhile.
@safe struct Floats: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>

    init(_ start: UnsafeMutablePointer<Float>) { unsafe self.start = start }

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
}

/// Rows of floats, one after another: `width` is from one row's start to the next.
struct Rows: Sendable {
    let start: Floats
    let width: Int

    @inline(__always)
    subscript(row: Int) -> Floats { start + row * width }
}
