import Kernels
import Testing

@Suite struct AttentionTests {
    static let cases: [AttentionCase] = [
        AttentionCase(),
        AttentionCase(heads: 8, kvHeads: 2, firstPosition: 16),
        AttentionCase(tokens: 7, headSize: 20, valueSize: 33, firstPosition: 10),
        AttentionCase(tokens: 17, heads: 8, kvHeads: 1, firstPosition: 983, sinks: true, type: MK_F32),
        AttentionCase(
            tokens: 30,
            heads: 8,
            kvHeads: 4,
            headSize: 80,
            valueSize: 48,
            firstPosition: 970,
            window: 128,
            softcap: 30,
            sinks: true
        ),
        AttentionCase(tokens: 25, headSize: 128, valueSize: 128, causal: false, type: MK_F32),
        AttentionCase(tokens: 9, headSize: 8, valueSize: 8, positions: 40, causal: false, window: 5),
        AttentionCase(tokens: 3, heads: 14, kvHeads: 2, firstPosition: 2500, softcap: 50, sinks: true),
        AttentionCase(
            tokens: 2,
            heads: 4,
            kvHeads: 1,
            headSize: 256,
            valueSize: 256,
            firstPosition: 2050,
            window: 1500
        ),
        AttentionCase(tokens: 18, heads: 2, kvHeads: 1, headSize: 9, valueSize: 7, firstPosition: 2040, window: 100),
        AttentionCase(tokens: 70, heads: 6, kvHeads: 3, headSize: 16, valueSize: 16, firstPosition: 0),
        AttentionCase(tokens: 1, heads: 2, kvHeads: 2, headSize: 32, valueSize: 32, firstPosition: 32_999),
        AttentionCase(
            tokens: 1,
            heads: 1,
            kvHeads: 1,
            headSize: 16,
            valueSize: 16,
            firstPosition: 32_999,
            sharpness: 60
        ),
        AttentionCase(tokens: 20, heads: 1, kvHeads: 1, headSize: 1, valueSize: 1, firstPosition: 1020, sinks: true),
    ]

    @Test(arguments: cases) func `outputs are the definition's, and a token's do not depend on its company`(
        shape: AttentionCase
    ) {
        let trial = AttentionTrial(shape)
        let reference = trial.expected()
        withEachInstructionSet { set in
            let outputs = trial.attend()
            for (index, (output, expected)) in zip(outputs, reference).enumerated()
            where !(abs(Double(output) - expected) < 4e-6) {
                Issue.record("\(set): \(shape): number \(index) is \(output), not \(expected)")
                return
            }
            let alone = (0..<shape.tokens).flatMap { trial.attend($0..<$0 + 1) }
            #expect(alone.map(\.bitPattern) == outputs.map(\.bitPattern), "\(set): \(shape)")
            let backwards = trial.attend { $0.reversed() }
            #expect(backwards.map(\.bitPattern) == outputs.map(\.bitPattern), "\(set): \(shape)")
        }
    }

    @Test func `one token deep in a context is cut into slices, many tokens are not`() {
        #expect(units(tokens: 1, firstPosition: 8191) == 2 * 8)
        #expect(units(tokens: 1, firstPosition: 8191, window: 512) == 2)
        #expect(units(tokens: 17, firstPosition: 8191) == 2)
    }

    private func units(tokens: Int, firstPosition: Int, window: Int = 0) -> Int {
        var cache = unsafe mk_cache(
            type: MK_F16,
            kv_heads: 2,
            head_size: 64,
            value_size: 64,
            capacity: 9000,
            keys: nil,
            values: nil
        )
        return unsafe withUnsafePointer(to: &cache) { cache in
            var call = unsafe mk_attention()
            unsafe call.cache = cache
            unsafe call.heads = 8
            unsafe call.tokens = Int32(tokens)
            unsafe call.first_position = Int32(firstPosition)
            unsafe call.positions = Int32(firstPosition + tokens)
            unsafe call.causal = true
            unsafe call.window = Int32(window)
            return Int(unsafe mk_attention_units(&call))
        }
    }

    @Test func `a query that sees nothing gets zeros`() {
        withEachInstructionSet { set in
            let trial = AttentionTrial(AttentionCase(tokens: 2, firstPosition: 100, positions: 40, window: 8))
            #expect(trial.attend().allSatisfy { $0 == 0 }, "\(set)")
        }
    }

    @Test func `a NaN reaches the heads that read it, and no others`() {
        withEachInstructionSet { set in
            let trial = AttentionTrial(AttentionCase(tokens: 30, heads: 4, kvHeads: 2, firstPosition: 5))
            trial.keys[1][20 * 64 + 3] = .nan
            trial.store(head: 1, from: 20, 1)
            let outputs = trial.attend()
            for token in 0..<30 {
                for head in 0..<4 {
                    let row = outputs[((token * 4 + head) * 64)...].prefix(64)
                    let reads = head >= 2 && token + 5 >= 20
                    #expect(row.allSatisfy { $0.isNaN == reads }, "\(set): token \(token), head \(head)")
                }
            }
        }
    }

    @Test func `equal scores weigh the same, however large they are`() {
        for size: Float in [0, 1, 200] {
            let shape = AttentionCase(
                heads: 1,
                kvHeads: 1,
                headSize: 16,
                valueSize: 16,
                firstPosition: 1999,
                type: MK_F32
            )
            let trial = AttentionTrial(shape)
            trial.queries = trial.queries.map { _ in size }
            trial.keys[0] = trial.keys[0].map { _ in size }
            trial.values[0] = (0..<2000 * 16).map { Float($0 / 16) }
            trial.store(head: 0, from: 0, 2000)
            withEachInstructionSet { set in
                #expect(trial.attend().allSatisfy { abs($0 - 999.5) < 0.001 }, "\(set): \(size)")
            }
        }
    }

    @Test func `a cache gives back what it was given, to its precision`() {
        withEachInstructionSet { set in
            for type in [MK_F32, MK_F16] {
                let shape = AttentionCase(headSize: 70, valueSize: 19, firstPosition: 129, type: type)
                let given = AttentionTrial(AttentionCase(headSize: 70, valueSize: 19, firstPosition: 129, type: MK_F32))
                let trial = AttentionTrial(shape)
                let bound: Float = type == MK_F32 ? 0 : 0x1p-10
                for head in 0..<4 {
                    let pairs = zip(given.keys[head] + given.values[head], trial.keys[head] + trial.values[head])
                    #expect(pairs.allSatisfy { abs($0 - $1) <= bound }, "\(set): \(type)")
                }
            }
        }
    }
}
