import Kernels

/// Which experts each token of a step goes to, and in which order their rows stand. Every worker works it out for itself.
///
/// A slot is one token's pass through one expert; slots are ordered by expert, so that an expert's are together.
@safe struct Routing {
    private let used: Int
    private let experts: Int
    /// tokens x used.
    private let chosen: UnsafeMutablePointer<Int32>
    private let shares: Floats
    private let slots: UnsafeMutablePointer<Int32>
    /// A slot's token.
    private let tokens: UnsafeMutablePointer<Int32>
    /// Where an expert's slots start; one more than there are experts.
    private let starts: UnsafeMutablePointer<Int32>
    private let actives: UnsafeMutablePointer<Int32>

    static func bytes(_ plan: Blueprint, tokens: Int) -> Int {
        guard plan.expertCount > 0 else { return 6 * 64 }
        return 16 * tokens * plan.expertsUsed + 8 * (plan.expertCount + 2) + 6 * 64
    }

    init(
        _ plan: Blueprint,
        tokens count: Int,
        take: (Int) throws(EngineError) -> UnsafeMutableRawPointer
    ) throws(EngineError) {
        used = plan.expertsUsed
        experts = plan.expertCount
        let slotCount = experts > 0 ? count * used : 0
        unsafe chosen = try take(slotCount * 4).assumingMemoryBound(to: Int32.self)
        shares = try unsafe Floats(take(slotCount * 4))
        unsafe slots = try take(slotCount * 4).assumingMemoryBound(to: Int32.self)
        unsafe tokens = try take(slotCount * 4).assumingMemoryBound(to: Int32.self)
        unsafe starts = try take((experts + 1) * 4).assumingMemoryBound(to: Int32.self)
        unsafe actives = try take((experts + 1) * 4).assumingMemoryBound(to: Int32.self)
    }

    /// Chooses for each row the experts of the highest scores, first of equals, and orders the slots.
    /// Returns how many experts have any.
    func route(_ scores: Rows, rows: Int) -> Int {
        for expert in 0...experts { unsafe starts[expert] = 0 }
        for row in 0..<rows {
            choose(scores[row], row)
            for rank in 0..<used { unsafe starts[Int(chosen[row * used + rank]) + 1] += 1 }
        }
        var active = 0
        for expert in 0..<experts {
            if unsafe starts[expert + 1] > 0 {
                unsafe actives[active] = Int32(expert)
                active += 1
            }
            unsafe starts[expert + 1] += starts[expert]
        }
        // Filling moves each start to the expert's end, which is the next one's start; they are moved back after.
        for row in 0..<rows {
            for rank in 0..<used {
                let expert = unsafe Int(chosen[row * used + rank])
                let slot = unsafe starts[expert]
                unsafe starts[expert] += 1
                unsafe slots[row * used + rank] = slot
                unsafe tokens[Int(slot)] = Int32(row)
            }
        }
        for expert in stride(from: experts, to: 0, by: -1) { unsafe starts[expert] = starts[expert - 1] }
        unsafe starts[0] = 0
        return active
    }

    private func choose(_ scores: Floats, _ row: Int) {
        let place = row * used
        for rank in 0..<used {
            var best = -1
            for expert in 0..<experts where best < 0 || scores[expert] > scores[best] {
                var isTaken = false
                for earlier in 0..<rank where unsafe chosen[place + earlier] == Int32(expert) { isTaken = true }
                if !isTaken { best = expert }
            }
            unsafe chosen[place + rank] = Int32(best)
            shares[place + rank] = scores[best]
        }
        unsafe _ = mk_softmax((shares + place).start, Int32(used))
    }

    /// The n-th of the experts that have slots.
    @inline(__always)
    func active(_ index: Int) -> Int { unsafe Int(actives[index]) }

    @inline(__always)
    func slots(of expert: Int) -> Range<Int> { unsafe Int(starts[expert])..<Int(starts[expert + 1]) }

    @inline(__always)
    func token(of slot: Int) -> Int { unsafe Int(tokens[slot]) }

    /// A row's pass through its expert of this rank: where it stands, and how much it counts.
    @inline(__always)
    func slot(row: Int, rank: Int) -> (slot: Int, share: Float) {
        unsafe (Int(slots[row * used + rank]), shares[row * used + rank])
    }
}
