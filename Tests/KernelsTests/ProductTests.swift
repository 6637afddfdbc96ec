import Foundation
import Kernels
import Testing

@Suite struct ProductTests {
    /// Rows and columns: one of each, a row short of a group, a group, one more, several, and columns that fill no
    /// unit.
    static func shapes(_ type: mk_type) -> [(rows: Int, columns: Int)] {
        switch type.blockWeights {
        case 1: [(1, 1), (15, 37), (16, 64), (17, 100), (50, 384), (37, 1111)]
        case 32: [(1, 32), (15, 96), (16, 64), (17, 288), (50, 384)]
        default: [(1, 256), (15, 512), (17, 768), (33, 1280)]
        }
    }

    /// An input as quantised weights see it: 127 steps to the largest of each 32, to the nearest even.
    static func asBytes(_ input: [Float], columns: Int) -> [Float] {
        var seen = input
        for row in stride(from: 0, to: input.count, by: columns) {
            for start in stride(from: row, to: row + columns, by: 32) {
                let block = start..<min(start + 32, row + columns)
                let most = block.reduce(Float(0)) { max($0, abs(input[$1])) }
                let times = most > 0 ? 127 / most : 0
                for index in block { seen[index] = (input[index] * times).rounded(.toNearestOrEven) * (most / 127) }
            }
        }
        return seen
    }

    /// What the outputs are to be: sums in double precision, and what rounding may cost. `relative` is to the largest
    /// weight of the row times the input's sizes: what rounding of floats can come to, and far less than one wrong
    /// code.
    struct Expected {
        let sums: [Double]
        let bounds: [Double]

        init(_ matrix: StoredMatrix, _ input: [Float], tokens: Int, within relative: Double) {
            let weights = matrix.weights.map(Double.init), input = input.map(Double.init)
            var sums: [Double] = [], bounds: [Double] = []
            for token in 0..<tokens {
                for row in 0..<matrix.rows {
                    var sum = 0.0, sizes = 0.0, largest = 0.0
                    for column in 0..<matrix.columns {
                        let weight = weights[row * matrix.columns + column],
                            value = input[token * matrix.columns + column]
                        sum += weight * value
                        sizes += abs(value)
                        largest = max(largest, abs(weight))
                    }
                    sums.append(sum)
                    // Inputs below 1e-30 count as nothing.
                    bounds.append(largest * (relative * sizes + 1e-30 * Double(matrix.columns)) + 1e-30)
                }
            }
            self.sums = sums
            self.bounds = bounds
        }

        func check(_ what: String, _ outputs: [Float]) {
            for index in sums.indices where !(abs(Double(outputs[index]) - sums[index]) <= bounds[index]) {
                Issue.record("\(what): output \(index) is \(outputs[index]), not \(sums[index])")
                return
            }
        }
    }

    @Test(arguments: mk_type.all)
    func `products are the sums of dequantised weights times the input`(type: mk_type) {
        var random = FixedRandom(UInt64(type.rawValue))
        let tokens = 17
        for (rows, columns) in Self.shapes(type) {
            let matrix = StoredMatrix(type, rows: rows, columns: columns, random: &random)
            let input = random.floats(tokens * columns, -3...3)
            let seen = type.isPlain ? input : Self.asBytes(input, columns: columns)
            let exact = Expected(matrix, seen, tokens: tokens, within: type.isPlain ? 1e-6 : 2e-6)
            // What the input loses by being made bytes: half a step.
            let close = Expected(matrix, input, tokens: tokens, within: type.isPlain ? 1e-6 : 3.0 / 254 + 1e-4)
            withEachInstructionSet { set in
                let what = "\(set), type \(type.rawValue), \(rows) x \(columns)"
                let outputs = matrix.multiply(input, tokens: tokens)
                exact.check(what, outputs)
                close.check(what, outputs)
            }
        }
    }

    @Test(arguments: mk_type.all)
    func `blocks of nothing, of the largest codes and of the smallest scales come out right`(type: mk_type) {
        var random = FixedRandom(99)
        let columns = type.blockWeights == 1 ? 96 : type.blockWeights * 3
        for blocks in Blocks.allCases {
            let matrix = StoredMatrix(type, rows: 17, columns: columns, blocks: blocks, random: &random)
            // All of one sign and size: the largest sums of integers there can be.
            for value in [Float(1), -1, 0, 3e30, 1e-38] where blocks != .largest || abs(value) <= 1 {
                let input = [Float](repeating: value, count: 2 * columns)
                let expected = Expected(matrix, input, tokens: 2, within: 2e-6)
                withEachInstructionSet { set in
                    let what = "\(set), type \(type.rawValue), \(blocks), \(value)"
                    let outputs = matrix.multiply(input, tokens: 2)
                    if blocks == .zero || value == 0 {
                        #expect(outputs.allSatisfy { $0 == 0 }, "\(what)")
                    } else {
                        expected.check(what, outputs)
                    }
                }
            }
        }
    }

    @Test(arguments: mk_type.all)
    func `one token's outputs do not depend on its company, on how rows are cut, or on packing`(type: mk_type) {
        withEachInstructionSet { set in
            var random = FixedRandom(5)
            let columns = type.blockWeights == 1 ? 1131 : type.blockWeights == 32 ? 4032 : 4608
            let matrix = StoredMatrix(type, rows: 37, columns: columns, random: &random)
            let input = random.floats(37 * columns)
            let alone = (0..<37).flatMap {
                matrix.multiply(Array(input[($0 * columns)..<(($0 + 1) * columns)]), tokens: 1)
            }
            let together = matrix.multiply(input, tokens: 37)
            #expect(together == alone, "\(set), type \(type.rawValue)")
            #expect(
                matrix.multiply(input, tokens: 37, cuts: [16, 32]) == together,
                "\(set), type \(type.rawValue), cut"
            )
            #expect(
                matrix.multiply(input, tokens: 37, packed: false) == together,
                "\(set), type \(type.rawValue), as stored"
            )
            let first = Array(input[..<(13 * columns)])
            #expect(
                matrix.multiply(first, tokens: 13) == Array(alone[..<(13 * 37)]),
                "\(set), type \(type.rawValue), 13"
            )
        }
    }

    @Test(arguments: mk_type.all)
    func `sums can be added to what is there`(type: mk_type) {
        withEachInstructionSet { set in
            var random = FixedRandom(6)
            let columns = type.blockWeights == 1 ? 640 : type.blockWeights * 2
            let matrix = StoredMatrix(type, rows: 21, columns: columns, random: &random)
            let input = random.floats(5 * columns)
            let sums = matrix.multiply(input, tokens: 5)
            let added = matrix.multiply(input, tokens: 5, onto: 2.5)
            #expect(added == sums.map { 2.5 + $0 }, "\(set), type \(type.rawValue)")
        }
    }

    @Test(arguments: mk_type.all)
    func `a row or a token that is not a number spoils no other`(type: mk_type) {
        withEachInstructionSet { set in
            var random = FixedRandom(8)
            let columns = type.blockWeights == 1 ? 64 : type.blockWeights
            let matrix = StoredMatrix(type, rows: 20, columns: columns, random: &random)
            let good = random.floats(3 * columns)
            let expected = matrix.multiply(good, tokens: 3)
            for bad in [Float.nan, .infinity, -.infinity] {
                var input = good
                input[columns + 1] = bad
                let outputs = matrix.multiply(input, tokens: 3)
                #expect(
                    Array(outputs[..<20]) == Array(expected[..<20]) && Array(outputs[40...]) == Array(expected[40...])
                )
                #expect(outputs[20..<40].allSatisfy { !$0.isFinite }, "\(set), type \(type.rawValue), \(bad)")
            }
            if !type.scalePlaces.isEmpty {
                matrix.spoil(row: 3)
                for (index, (got, expected)) in zip(matrix.multiply(good, tokens: 3), expected).enumerated() {
                    #expect(index % 20 == 3 ? got.isNaN : got == expected, "\(set), type \(type.rawValue), \(index)")
                }
            }
        }
    }

    @Test func `inputs are made bytes alike by every instruction set`() {
        var random = FixedRandom(12)
        let columns = 352, tokens = 19
        var input = random.floats(tokens * columns, -40...40)
        // Ties, a block of zeros, blocks that are not finite, and sizes at both ends.
        for index in 0..<32 { input[index] = Float(index) * 127 / 62 - 63.5 }
        for index in 32..<64 { input[index] = 0 }
        input[70] = .nan
        input[100] = -.infinity
        for index in 128..<160 { input[index] *= 1e-36 }
        for index in 160..<192 { input[index] *= 5e36 }
        var first: [UInt8]?
        withEachInstructionSet { set in
            let prepared = AlignedBytes(mk_input_bytes(MK_Q8_0, Int32(columns), Int32(tokens)))
            unsafe input.withUnsafeBufferPointer { input in
                unsafe mk_prepare(
                    MK_Q8_0,
                    input.baseAddress,
                    Int64(columns),
                    Int32(columns),
                    Int32(tokens),
                    0,
                    Int32(tokens),
                    prepared.start
                )
            }
            let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: prepared.start, count: prepared.count))
            #expect(first == nil || first == bytes, "\(set)")
            first = first ?? bytes
        }
    }

    @Test func `packing costs a few per cent at most`() {
        for type in mk_type.all {
            for (rows, columns) in [(512, 2048), (384, 1536), (2880, 2880)] where columns % type.blockWeights == 0 {
                let stored = rows * columns / type.blockWeights * type.blockBytes
                let packed = Int(mk_packed_bytes(type, Int32(rows), Int32(columns)))
                #expect(packed >= stored && Double(packed) <= 1.04 * Double(stored), "type \(type.rawValue)")
            }
        }
        #expect(mk_packed_bytes(mk_type(rawValue: 31), 16, 64) == 0)
    }

    @Test func `types share an input where they take the same form`() {
        #expect(Set(mk_type.plain.map(mk_input_form)).count == 1)
        for type in mk_type.quantised {
            #expect(mk_input_form(type) != mk_input_form(MK_F32))
            for other in mk_type.quantised where mk_input_form(other) == mk_input_form(type) {
                #expect(mk_input_bytes(type, 512, 9) == mk_input_bytes(other, 512, 9))
            }
        }
    }

    @Test func `the portable set is everywhere, and what is missing is refused`() {
        #expect(mk_supports(MK_PORTABLE))
        for set in [MK_PORTABLE, MK_NEON_DOT, MK_AVX2, MK_AVX2_VNNI, MK_AVX512_VNNI] where !mk_supports(set) {
            let before = mk_current_isa()
            #expect(!mk_use(set))
            #expect(mk_current_isa() == before)
        }
        #expect(!mk_supports(mk_isa(rawValue: 31)) && !mk_use(mk_isa(rawValue: 77)))
    }
}
