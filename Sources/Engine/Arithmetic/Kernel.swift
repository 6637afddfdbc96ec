import Kernels

/// The kernels that work on rows of floats, called without ceremony.
enum Kernel {
    @inline(__always)
    static func add(_ x: Floats, _ count: Int, into: Floats) {
        unsafe mk_add(x.start, Int32(truncatingIfNeeded: count), into.start)
    }

    @inline(__always)
    static func add(_ x: Floats, times factor: Float, _ count: Int, into: Floats) {
        unsafe mk_add_scaled(x.start, factor, Int32(truncatingIfNeeded: count), into.start)
    }

    @inline(__always)
    static func scale(_ x: Floats, by factor: Float, _ count: Int) {
        unsafe mk_scale(factor, Int32(truncatingIfNeeded: count), x.start)
    }

    @inline(__always)
    static func softcap(_ x: Floats, cap: Float, _ count: Int) {
        unsafe mk_softcap(cap, Int32(truncatingIfNeeded: count), x.start)
    }

    @inline(__always)
    static func dot(_ x: Floats, _ y: Floats, _ count: Int) -> Float {
        unsafe mk_dot(x.start, y.start, Int32(truncatingIfNeeded: count))
    }

    @inline(__always)
    static func rootMeanSquareNorm(_ x: Floats, weight: Floats, _ count: Int, epsilon: Float, into: Floats) {
        unsafe mk_rms_norm(x.start, weight.start, Int32(truncatingIfNeeded: count), epsilon, into.start)
    }

    @inline(__always)
    static func layerNorm(_ x: Floats, weight: Floats, bias: Floats, _ count: Int, epsilon: Float, into: Floats) {
        unsafe mk_layer_norm(
            x.start,
            weight.start,
            bias.start,
            Int32(truncatingIfNeeded: count),
            epsilon,
            into.start
        )
    }

    /// Turns the pairs of the first `count` numbers, in place.
    @inline(__always)
    static func turn(_ x: Floats, by turns: Floats, _ count: Int, halves: Bool) {
        unsafe mk_rope(x.start, turns.start, Int32(truncatingIfNeeded: count), halves)
    }

    /// activation(gate) * up.
    @inline(__always)
    static func gate(_ gate: Floats, _ up: Floats, by activation: GateActivation, _ count: Int, into: Floats) {
        let n = Int32(truncatingIfNeeded: count)
        switch activation {
        case .silu: unsafe mk_silu_mul(gate.start, up.start, n, into.start)
        case .geluTanh: unsafe mk_gelu_tanh_mul(gate.start, up.start, n, into.start)
        case .clampedSwiGLU(let alpha, let limit):
            unsafe mk_swiglu_clamped(gate.start, up.start, alpha, limit, n, into.start)
        }
    }

    /// The error function's kind of GELU.
    @inline(__always)
    static func gelu(_ x: Floats, _ count: Int, into: Floats) {
        unsafe mk_gelu(x.start, Int32(truncatingIfNeeded: count), into.start)
    }

    @inline(__always)
    static func halves(_ x: Floats, _ count: Int, into: UnsafeMutablePointer<UInt16>) {
        unsafe mk_to_half(x.start, Int64(count), into)
    }
}
