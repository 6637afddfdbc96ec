import Kernels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A call of attention with made-up queries, keys and values.
struct AttentionCase: CustomStringConvertible {
    var tokens = 1
    var heads = 4
    var kvHeads = 4
    var headSize = 64
    var valueSize = 64
    var firstPosition = 0
    /// Where 0, what the last query sees.
    var positions = 0
    var causal = true
    var window = 0
    var softcap: Float = 0
    var sinks = false
    var type = MK_F16
    /// What queries are multiplied by: large ones make one position outweigh all others.
    var sharpness: Float = 4

    var allPositions: Int { positions > 0 ? positions : firstPosition + tokens }
    var scale: Float { 1 / Float(headSize).squareRoot() }

    var description: String {
        "\(tokens) tokens at \(firstPosition) of \(allPositions), heads \(heads)/\(kvHeads) of \(headSize) and \(valueSize), "
            + "window \(window), softcap \(softcap), sinks \(sinks), causal \(causal), \(type == MK_F32 ? "floats" : "halves")"
    }
}

/// The case's numbers and its cache, filled.
@safe final class AttentionTrial {
    let shape: AttentionCase
    var queries: [Float]
    var keys: [[Float]] = []
    var values: [[Float]] = []
    var sinks: [Float]
    private var cache: mk_cache
    private let keyMemory: AlignedFloats
    private let valueMemory: AlignedFloats
    private let shared: AlignedFloats

    init(_ shape: AttentionCase, seed: UInt64 = 1) {
        self.shape = shape
        var random = FixedRandom(seed)
        queries = random.floats(shape.tokens * shape.heads * shape.headSize).map { $0 * shape.sharpness }
        sinks = random.floats(shape.heads, -3...3)
        unsafe cache = mk_cache(
            type: shape.type,
            kv_heads: Int32(shape.kvHeads),
            head_size: Int32(shape.headSize),
            value_size: Int32(shape.valueSize),
            capacity: Int32(shape.allPositions + 3),
            keys: nil,
            values: nil
        )
        // What was never stored must not be used: it is NaN here.
        keyMemory = unsafe AlignedFloats(mk_cache_key_bytes(&cache) / 4 + 16, filledWith: -.nan)
        valueMemory = unsafe AlignedFloats(mk_cache_value_bytes(&cache) / 4 + 16, filledWith: -.nan)
        shared = AlignedFloats(4 << 20 / 4)
        unsafe cache.keys = UnsafeMutableRawPointer(keyMemory.start)
        unsafe cache.values = UnsafeMutableRawPointer(valueMemory.start)
        for head in 0..<shape.kvHeads {
            keys.append(random.floats(shape.allPositions * shape.headSize, -2...2))
            values.append(random.floats(shape.allPositions * shape.valueSize))
            store(head: head, from: 0, shape.allPositions)
        }
    }

    /// Stores what `keys` and `values` hold, and takes from the cache what became of it.
    func store(head: Int, from position: Int, _ count: Int) {
        unsafe keys[head].withUnsafeMutableBufferPointer { keys in
            unsafe values[head].withUnsafeMutableBufferPointer { values in
                guard let k = keys.baseAddress, let v = values.baseAddress else { return }
                let (key, value) = unsafe (k + position * shape.headSize, v + position * shape.valueSize)
                unsafe mk_cache_store(
                    &cache,
                    Int32(head),
                    Int32(position),
                    Int32(count),
                    key,
                    Int64(shape.headSize),
                    value,
                    Int64(shape.valueSize)
                )
                unsafe mk_cache_load(&cache, Int32(head), Int32(position), Int32(count), key, value)
            }
        }
    }

    /// Outputs of the queries `range`, as one call, its units done in the order that `order` makes of them.
    func attend(_ range: Range<Int>? = nil, order: ([Int32]) -> [Int32] = { $0 }) -> [Float] {
        let range = range ?? 0..<shape.tokens
        let rowSize = shape.heads * shape.headSize
        var outputs = [Float](repeating: .nan, count: range.count * shape.heads * shape.valueSize)
        unsafe queries.withUnsafeBufferPointer { queries in
            unsafe sinks.withUnsafeBufferPointer { sinks in
                unsafe outputs.withUnsafeMutableBufferPointer { outputs in
                    unsafe withUnsafePointer(to: cache) { cache in
                        guard let query = queries.baseAddress else { return }
                        var call = unsafe mk_attention(
                            queries: query + range.lowerBound * rowSize,
                            query_stride: Int64(rowSize),
                            cache: cache,
                            tokens: Int32(range.count),
                            heads: Int32(shape.heads),
                            first_position: Int32(shape.firstPosition + range.lowerBound),
                            positions: Int32(shape.allPositions),
                            causal: shape.causal,
                            window: Int32(shape.window),
                            scale: shape.scale,
                            softcap: shape.softcap,
                            sinks: shape.sinks ? sinks.baseAddress : nil,
                            outputs: outputs.baseAddress,
                            output_stride: Int64(shape.heads * shape.valueSize),
                            shared: UnsafeMutableRawPointer(shared.start)
                        )
                        precondition(unsafe mk_attention_shared(&call) <= shared.count * 4)
                        let scratch = unsafe AlignedFloats(mk_attention_scratch(&call), filledWith: .nan)
                        let units = unsafe mk_attention_units(&call)
                        for unit in order(Array(0..<units)) {
                            unsafe mk_attend(&call, unit, scratch.start)
                        }
                    }
                }
            }
        }
        return outputs
    }

    /// The definition, in double precision: scores, softmax, weighted sum.
    func expected() -> [Double] {
        var outputs: [Double] = []
        let scale = Double(shape.scale), softcap = Double(shape.softcap)
        for token in 0..<shape.tokens {
            let position = shape.firstPosition + token
            let end = shape.causal ? min(shape.allPositions, position + 1) : shape.allPositions
            let first = shape.window > 0 ? min(end, max(0, position - shape.window + 1)) : 0
            for head in 0..<shape.heads {
                let kvHead = head / (shape.heads / shape.kvHeads)
                let query = queries[((token * shape.heads + head) * shape.headSize)...].prefix(shape.headSize)
                outputs += row(Array(query), keys[kvHead], values[kvHead], first..<end, scale, softcap, sinks[head])
            }
        }
        return outputs
    }

    private func row(
        _ query: [Float],
        _ keys: [Float],
        _ values: [Float],
        _ seen: Range<Int>,
        _ scale: Double,
        _ softcap: Double,
        _ sink: Float
    ) -> [Double] {
        let (headSize, valueSize) = (shape.headSize, shape.valueSize)
        var scores: [Double] = []
        scores.reserveCapacity(seen.count)
        unsafe keys.withUnsafeBufferPointer { keys in
            unsafe query.withUnsafeBufferPointer { query in
                for position in seen {
                    var score = 0.0
                    var i = 0
                    while i < headSize {
                        unsafe score += Double(query[i]) * Double(keys[position * headSize + i])
                        i += 1
                    }
                    score *= scale
                    scores.append(softcap > 0 ? softcap * tanh(score / softcap) : score)
                }
            }
        }
        let largest = max(scores.max() ?? -.infinity, shape.sinks ? Double(sink) : -.infinity)
        var sum = shape.sinks ? exp(Double(sink) - largest) : 0
        var output = [Double](repeating: 0, count: valueSize)
        unsafe values.withUnsafeBufferPointer { values in
            unsafe output.withUnsafeMutableBufferPointer { output in
                for (position, score) in zip(seen, scores) {
                    let weight = exp(score - largest)
                    sum += weight
                    var i = 0
                    while i < valueSize {
                        unsafe output[i] += weight * Double(values[position * valueSize + i])
                        i += 1
                    }
                }
            }
        }
        return sum == 0 ? output : output.map { $0 / sum }
    }
}
