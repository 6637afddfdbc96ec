import Kernels

/// The keys and values of one sequence, of every layer and position: reserved for the whole context, and in memory only as
/// far as positions have been written.
@safe final class KeyValueCache: @unchecked Sendable {
    // Sendable: written to only by steps, of which one runs at a time. Safe: `addresses` are for those.
    let capacity: Int
    private let memory: MappedMemory
    private let layers: UnsafeMutablePointer<mk_cache>
    private let layerCount: Int
    private let shared: UnsafeMutableRawPointer

    /// About what one position takes, of all layers.
    static func bytesPerPosition(_ plan: Blueprint, _ type: LoadedModel.CacheType) -> Int {
        let positions = 1024
        let (keys, values) = unsafe bytes(shape(plan, type, capacity: positions))
        return plan.layerCount * (keys + values) / positions
    }

    private static func shape(_ plan: Blueprint, _ type: LoadedModel.CacheType, capacity: Int) -> mk_cache {
        unsafe mk_cache(
            type: type == .f16 ? MK_F16 : MK_F32,
            kv_heads: Int32(plan.keyValueHeadCount),
            head_size: Int32(plan.headSize),
            value_size: Int32(plan.valueSize),
            capacity: Int32(capacity),
            keys: nil,
            values: nil
        )
    }

    private static func bytes(_ shape: mk_cache) -> (keys: Int, values: Int) {
        unsafe withUnsafePointer(to: shape) { shape in
            let keys = unsafe (mk_cache_key_bytes(shape) + 63) / 64 * 64
            let values = unsafe (mk_cache_value_bytes(shape) + 63) / 64 * 64
            return (Int(keys), Int(values))
        }
    }

    init(
        _ plan: Blueprint,
        type: LoadedModel.CacheType,
        capacity: Int,
        batchLimit: Int
    ) throws(EngineError) {
        let failure = EngineError(.noResources, "no memory for a context of \(capacity) tokens: ask for a shorter one")
        guard capacity < 1 << 30 else { throw failure }
        let shape = unsafe Self.shape(plan, type, capacity: capacity)
        let (keys, values) = unsafe Self.bytes(shape)
        let (bytes, isOver) = (keys + values).multipliedReportingOverflow(by: plan.layerCount)
        let sharedBytes = unsafe AttentionCall.sharedBytes(plan, shape, tokens: batchLimit)
        guard !isOver, let memory = MappedMemory(byteCount: bytes + sharedBytes) else { throw failure }
        self.memory = memory
        self.capacity = capacity
        layerCount = plan.layerCount
        unsafe layers = .allocate(capacity: plan.layerCount)
        for layer in 0..<plan.layerCount {
            var cache = unsafe shape
            unsafe cache.keys = memory.start + layer * (keys + values)
            unsafe cache.values = memory.start + layer * (keys + values) + keys
            unsafe (layers + layer).initialize(to: cache)
        }
        unsafe shared = memory.start + bytes
    }

    deinit { unsafe layers.deallocate() }

    /// Takes over the first `count` positions of another cache of the same model, which stays as it is.
    func copy(_ count: Int, from other: KeyValueCache) {
        for layer in 0..<layerCount {
            let heads = unsafe layers[layer].kv_heads
            for head in 0..<heads {
                unsafe mk_cache_copy(other.layers + layer, layers + layer, head, Int32(truncatingIfNeeded: count))
            }
        }
    }

    /// Gives all of it back.
    func release() { memory.release(from: 0) }

    var addresses: Addresses { unsafe Addresses(layers: layers, shared: shared) }

    /// For the loops of a step.
    @safe struct Addresses: @unchecked Sendable {
        // Sendable and safe: whoever runs a step holds the cache, and has checked that its positions fit.
        let layers: UnsafeMutablePointer<mk_cache>
        /// Where the parts of one query's attention meet.
        let shared: UnsafeMutableRawPointer

        /// Stores one head's keys and values of `count` tokens, whose rows these are the first of.
        @inline(__always)
        func store(keys: Rows, values: Rows, head: Int, layer: Int, position: Int, count: Int) {
            unsafe mk_cache_store(
                layers + layer,
                Int32(truncatingIfNeeded: head),
                Int32(truncatingIfNeeded: position),
                Int32(truncatingIfNeeded: count),
                keys.start.start,
                Int64(keys.width),
                values.start.start,
                Int64(values.width)
            )
        }
    }
}
