import Kernels
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct LayerTests {
    /// Every remainder of the vectors, and a few longer.
    static let sizes = Array(1...67) + [128, 255, 1000]

    /// Compares with a double-precision definition, number by number.
    private func compare(
        _ what: String,
        _ got: [Float],
        _ expected: [Double],
        within relative: Double,
        plus absolute: Double = 1e-37
    ) {
        for (index, (got, expected)) in zip(got, expected).enumerated() {
            let same = expected.isNaN ? got.isNaN : abs(Double(got) - expected) <= relative * abs(expected) + absolute
            if !same && Double(got) != expected {
                Issue.record("\(what): number \(index) of \(expected) is \(got)")
                return
            }
        }
    }

    /// Calls `body` with every instruction set and size, and numbers of that size.
    private func withNumbers(_ range: ClosedRange<Float> = -8...8, _ body: (String, [Float], [Float]) -> Void) {
        withEachInstructionSet { set in
            var random = FixedRandom(7)
            for size in Self.sizes {
                body("\(set), \(size)", random.floats(size, range), random.floats(size, range))
            }
        }
    }

    @Test(arguments: [1, 1e-12, 1e15] as [Float]) func `norms of numbers of any size`(magnitude: Float) {
        withNumbers { what, numbers, weight in
            let n = Int32(numbers.count)
            let x = numbers.map { $0 * magnitude }
            let wide = x.map(Double.init)
            let epsilon = Double(Float(1e-5))
            var out = [Float](repeating: 0, count: x.count)

            unsafe mk_rms_norm(x, weight, n, 1e-5, &out)
            let square = wide.reduce(0) { $0 + $1 * $1 } / Double(n)
            let turned = zip(wide, weight).map { $0 / (square + epsilon).squareRoot() * Double($1) }
            compare("rms \(what)", out, turned, within: 1e-6)
            unsafe mk_rms_norm(x, nil, n, 1e-5, &out)
            compare("rms \(what)", out, wide.map { $0 / (square + epsilon).squareRoot() }, within: 1e-6)

            unsafe mk_layer_norm(x, weight, numbers, n, 1e-5, &out)
            let mean = wide.reduce(0, +) / Double(n)
            let variance = wide.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
            let normal = wide.map { ($0 - mean) / (variance + epsilon).squareRoot() }
            let full = zip(normal, zip(weight, numbers)).map { $0 * Double($1.0) + Double($1.1) }
            // A single number is its own mean, and its rounding is all that is left.
            compare("layer \(what)", out, full, within: 4e-6, plus: 4e-5)
            unsafe mk_layer_norm(x, weight, nil, n, 1e-5, &out)
            compare("layer \(what)", out, zip(normal, weight).map { $0 * Double($1) }, within: 4e-6, plus: 4e-5)
        }
    }

    @Test func `rope turns neighbours, or halves`() {
        withNumbers { what, x, other in
            guard x.count % 2 == 0 else { return }
            let pairs = x.count / 2
            let turns = other.prefix(pairs).flatMap { [cos($0), sin($0)] }
            for halves in [false, true] {
                var turned = x
                unsafe mk_rope(&turned, turns, Int32(x.count), halves)
                var expected = [Double](repeating: 0, count: x.count)
                for i in 0..<pairs {
                    let (a, b) = halves ? (i, i + pairs) : (2 * i, 2 * i + 1)
                    let (c, s) = (Double(turns[2 * i]), Double(turns[2 * i + 1]))
                    expected[a] = Double(x[a]) * c - Double(x[b]) * s
                    expected[b] = Double(x[a]) * s + Double(x[b]) * c
                }
                compare("rope \(what), halves \(halves)", turned, expected, within: 1e-6, plus: 2e-6)
            }
        }
    }

    @Test(arguments: [0.01, 8, 120] as [Float]) func `activations are exact to their bounds`(reach: Float) {
        withNumbers(-reach...reach) { what, gate, up in
            let n = Int32(gate.count)
            var out = [Float](repeating: 0, count: gate.count)
            func check(_ name: String, within relative: Double, _ definition: (Double, Double) -> Double) {
                let expected = zip(gate, up).map { definition(Double($0), Double($1)) }
                compare("\(name) \(what)", out, expected, within: relative, plus: 1e-34)
            }
            func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
            func geluTanh(_ x: Double) -> Double {
                x * sigmoid(2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))
            }
            unsafe mk_silu_mul(gate, up, n, &out)
            check("silu", within: 5e-7) { $0 * sigmoid($0) * $1 }
            unsafe mk_gelu(gate, n, &out)
            check("gelu", within: 1e-6) { x, _ in 0.5 * x * erfc(-x * 0.5.squareRoot()) }
            unsafe mk_gelu_tanh(gate, n, &out)
            check("gelu tanh", within: 2e-5) { x, _ in geluTanh(x) }
            unsafe mk_gelu_tanh_mul(gate, up, n, &out)
            check("gelu tanh mul", within: 2e-5) { geluTanh($0) * $1 }
            unsafe mk_swiglu_clamped(gate, up, 1.702, 7, n, &out)
            check("swiglu", within: 2e-5) {
                let g = min($0, 7), u = max(-7, min(7, $1))
                return g * sigmoid(Double(Float(1.702)) * g) * (u + 1)
            }
            out = gate
            unsafe mk_softcap(5, n, &out)
            check("softcap", within: 5e-7) { x, _ in 5 * tanh(x / 5) }
        }
    }

    @Test func `activations of what is not a number, or not finite`() {
        withEachInstructionSet { set in
            let x: [Float] = [.nan, .infinity, -200, 200, 0, -0.0, 0x1p-140, 0]
            let one = [Float](repeating: 1, count: x.count)
            var out = one
            for call in [
                { unsafe mk_gelu(x, 8, &out) }, { unsafe mk_gelu_tanh(x, 8, &out) },
                { unsafe mk_silu_mul(x, one, 8, &out) },
            ] {
                call()
                #expect(out[0].isNaN && out[1] == .infinity && out[2] == 0 && out[3] == 200, "\(set): \(out)")
                #expect(out[4] == 0 && out[5] == 0 && abs(out[6]) < 0x1p-132, "\(set): \(out)")
            }
            out = [.nan, .infinity, -.infinity, 1e30, -1e30, 0, 1, -1]
            unsafe mk_softcap(30, 8, &out)
            #expect(
                out[0].isNaN && out[1] == 30 && out[2] == -30 && out[3] == 30 && out[4] == -30 && out[5] == 0,
                "\(set)"
            )
        }
    }

    @Test func `sums and scales`() {
        withNumbers { what, x, y in
            let n = Int32(x.count)
            var out = y
            unsafe mk_add(x, n, &out)
            compare("add \(what)", out, zip(x, y).map { Double($0) + Double($1) }, within: 1e-7)
            out = y
            unsafe mk_add_scaled(x, 0.3, n, &out)
            compare(
                "add scaled \(what)",
                out,
                zip(x, y).map { Double($0) * Double(Float(0.3)) + Double($1) },
                within: 1e-6,
                plus: 1e-6
            )
            out = y
            unsafe mk_scale(-3, n, &out)
            compare("scale \(what)", out, y.map { Double($0) * -3 }, within: 1e-7)
            let dot = zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            let size = zip(x, y).reduce(0) { $0 + abs(Double($1.0) * Double($1.1)) }
            compare("dot \(what)", [unsafe mk_dot(x, y, n)], [dot], within: 0, plus: 1e-6 * size)
        }
    }

    @Test(arguments: [1, 30, 1000] as [Float]) func `softmax and its sum's logarithm`(reach: Float) {
        withNumbers(-reach...reach) { what, numbers, _ in
            var x = numbers
            let sum = unsafe mk_softmax(&x, Int32(x.count))
            let largest = Double(numbers.max() ?? 0)
            let total = numbers.reduce(0) { $0 + exp(Double($1) - largest) }
            let expected = numbers.map { exp(Double($0) - largest) / total }
            // Taking the largest away rounds, and the exponential takes that up.
            compare("softmax \(what)", x, expected, within: 1e-6 + 1.3e-7 * Double(reach), plus: 1e-37)
            compare("its sum \(what)", [sum], [largest + log(total)], within: 3e-7, plus: 3e-7)
        }
    }

    @Test func `softmax of equal numbers, of minus infinity, and of NaN`() {
        withEachInstructionSet { set in
            for size in Self.sizes {
                var x = [Float](repeating: -1e30, count: size)
                unsafe mk_softmax(&x, Int32(size))
                #expect(x.allSatisfy { abs($0 * Float(size) - 1) < 1e-6 }, "\(set), \(size)")
                guard size > 1 else { continue }
                x = [Float](repeating: -.infinity, count: size)
                x[size - 1] = 3
                unsafe mk_softmax(&x, Int32(size))
                #expect(x.last == 1 && x.dropLast().allSatisfy { $0 == 0 }, "\(set), \(size)")
                x[size / 2] = .nan
                unsafe mk_softmax(&x, Int32(size))
                #expect(x.allSatisfy { $0.isNaN }, "\(set), \(size)")
            }
        }
    }

    @Test func `the largest of every 64, and whether all are sound`() {
        withNumbers(-100...(-1)) { what, numbers, _ in
            let n = numbers.count
            var maxima = [Float](repeating: 0, count: (n + 63) / 64)
            func isSound(_ x: [Float]) -> Bool { unsafe mk_block_maxima(x, Int32(n), &maxima) }
            func expected(_ x: [Float]) -> [Float] {
                stride(from: 0, to: n, by: 64).map { x[$0..<min($0 + 64, n)].max() ?? 0 }
            }
            #expect(isSound(numbers) && maxima == expected(numbers), "\(what)")
            for place in Set([0, n / 3, n / 2, n - 1]) {
                var x = numbers
                x[place] = -.infinity
                #expect(isSound(x) && maxima == expected(x), "\(what), \(place)")
                x[place] = -0.5
                #expect(isSound(x) && maxima == expected(x), "\(what), \(place)")
                for bad in [Float.nan, -.nan, .infinity] {
                    x[place] = bad
                    #expect(!isSound(x), "\(what), \(place) is \(bad)")
                }
            }
        }
    }

    @Test func `every half becomes its float and goes back`() {
        withEachInstructionSet { set in
            let all = (0...UInt16.max).map { $0 }
            var floats = [Float](repeating: 0, count: all.count)
            var back = all
            unsafe mk_from_half(all, Int64(all.count), &floats)
            unsafe mk_to_half(floats, Int64(all.count), &back)
            for half in all {
                let float = floats[Int(half)]
                let magnitude = half & 0x7fff, exponent = Int(magnitude >> 10), fraction = Float(magnitude & 0x3ff)
                if magnitude > 0x7c00 {
                    #expect(float.isNaN && back[Int(half)] & 0x7fff > 0x7c00, "\(set): \(half)")
                    continue
                }
                let size =
                    exponent == 31
                    ? Float.infinity
                    : exponent == 0
                        ? fraction * 0x1p-24
                        : Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
                if float != (half >= 0x8000 ? -size : size) || back[Int(half)] != half {
                    Issue.record("\(set): \(half) became \(float), and that \(back[Int(half)])")
                    return
                }
            }
        }
    }

    @Test func `floats round to the nearest half, the even one of two`() {
        withEachInstructionSet { set in
            let cases: [(Float, UInt16)] = [
                (1, 0x3c00), (1 + 0x1p-11, 0x3c00), (1 + 0x1p-11 + 0x1p-20, 0x3c01), (1 + 3 * 0x1p-11, 0x3c02),
                (65504, 0x7bff), (65519.99, 0x7bff), (65520, 0x7c00), (-1e30, 0xfc00), (.infinity, 0x7c00),
                (0x1p-24, 1), (0x1p-25, 0), (0x1.000002p-25, 1), (0x1.8p-24, 2), (-0x1p-14, 0x8400),
                (0x1.ffcp-15, 0x400), (0x1.ffbp-15, 0x3ff),
                (0x1p-132, 0), (-0.0, 0x8000),
            ]
            let floats = cases.map(\.0)
            for count in 1...cases.count {
                var halves = [UInt16](repeating: 0xffff, count: cases.count + 1)
                unsafe mk_to_half(floats, Int64(count), &halves)
                #expect(halves.prefix(count).elementsEqual(cases.prefix(count).map(\.1)), "\(set): \(halves)")
                #expect(halves[count...].allSatisfy { $0 == 0xffff }, "\(set): written beyond \(count)")
            }
        }
    }
}
