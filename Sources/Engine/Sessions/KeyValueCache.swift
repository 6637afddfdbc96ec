import Kernels

/// The keys and values of one sequence, of every layer and position: reserved for the whole context, and in memory only as
/// far as positions have been written.
///
/// Shape: [layer][key, value][key-value head][position][number], so that one head's are read in one stretch.
@safe final class KeyValueCache: @unchecked Sendable {
    // Sendable: written to only by steps, of which one runs at a time. Safe: `addresses` are for those.
    let capacity: Int
    let type: LoadedModel.CacheType
    private let memory: MappedMemory
    private let plan: Blueprint

    static func bytesPerPosition(_ plan: Blueprint, _ type: LoadedModel.CacheType) -> Int {
        plan.layerCount * 2 * plan.keyValueHeadCount * width(plan) * bytes(type)
    }

    private static func width(_ plan: Blueprint) -> Int { max(plan.headSize, plan.valueSize) }
    private static func bytes(_ type: LoadedModel.CacheType) -> Int { type == .f16 ? 2 : 4 }

    init(_ plan: Blueprint, type: LoadedModel.CacheType, capacity: Int) throws(EngineError) {
        let (bytes, isOver) = Self.bytesPerPosition(plan, type).multipliedReportingOverflow(by: capacity)
        guard !isOver, let memory = MappedMemory(byteCount: bytes) else {
            throw EngineError(.noResources, "no memory for a context of \(capacity) tokens: ask for a shorter one")
        }
        self.memory = memory
        self.plan = plan
        self.type = type
        self.capacity = capacity
    }

    /// Gives all of it back.
    func release() { memory.release(from: 0) }

    var addresses: Addresses {
        let width = Self.width(plan)
        return unsafe Addresses(
            start: memory.start,
            isExact: type == .f32,
            heads: plan.keyValueHeadCount,
            headStride: width * capacity,
            positionStride: width)
    }

    /// For the loops of a step. Strides count numbers.
    @safe struct Addresses: @unchecked Sendable {
        // Sendable and safe: whoever runs a step holds the cache, and has checked that its positions fit.
        let start: UnsafeMutableRawPointer
        let isExact: Bool
        let heads: Int
        let headStride: Int
        let positionStride: Int

        private func place(layer: Int, kind: Int, head: Int, position: Int) -> Int {
            ((layer * 2 + kind) * heads + head) * headStride + position * positionStride
        }

        private var halves: UnsafeMutablePointer<UInt16> { unsafe start.assumingMemoryBound(to: UInt16.self) }

        func keys(layer: Int) -> UnsafePointer<UInt16> {
            unsafe UnsafePointer(halves + place(layer: layer, kind: 0, head: 0, position: 0))
        }

        func values(layer: Int) -> UnsafePointer<UInt16> {
            unsafe UnsafePointer(halves + place(layer: layer, kind: 1, head: 0, position: 0))
        }

        func exactKey(layer: Int, head: Int, position: Int) -> Floats {
            unsafe Floats(start) + place(layer: layer, kind: 0, head: head, position: position)
        }

        func exactValue(layer: Int, head: Int, position: Int) -> Floats {
            unsafe Floats(start) + place(layer: layer, kind: 1, head: head, position: position)
        }

        @inline(__always)
        func store(key: Floats, _ count: Int, layer: Int, head: Int, position: Int) {
            store(key, count, at: place(layer: layer, kind: 0, head: head, position: position))
        }

        @inline(__always)
        func store(value: Floats, _ count: Int, layer: Int, head: Int, position: Int) {
            store(value, count, at: place(layer: layer, kind: 1, head: head, position: position))
        }

        @inline(__always)
        private func store(_ numbers: Floats, _ count: Int, at place: Int) {
            if isExact {
                numbers.copy(count, to: unsafe Floats(start) + place)
            } else {
                unsafe mk_to_half(numbers.start, Int64(count), halves + place)
            }
        }
    }
}
