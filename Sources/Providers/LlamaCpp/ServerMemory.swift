/// What a child takes, and who uses it. Pure.
struct ServerMemory: Sendable {
    /// As it was reckoned before it was launched.
    private(set) var need = MemoryAmount.none
    /// The most that it was seen to take.
    private var most: MemoryAmount?
    private var held = MemoryAmount.none
    var users = 0
    var lastUsed = ContinuousClock.now
    /// Why it leaves by itself.
    var why: String?

    mutating func begin(_ estimate: MemoryAmount) {
        need = estimate
        most = nil
        held = .none
        why = nil
        lastUsed = .now
    }

    mutating func measured(_ program: ProgramMemory, gpu: Int) {
        held = MemoryAmount(host: program.own, gpu: gpu)
        // Its caches grow; what it has once come to take it will take again.
        most = MemoryAmount(host: max(most?.host ?? 0, program.bytes), gpu: max(most?.gpu ?? 0, gpu))
    }

    func isOverdue(_ keepAlive: Duration?, now: ContinuousClock.Instant) -> Bool {
        guard let keepAlive, keepAlive >= .zero, users == 0 else { return false }
        return now - lastUsed >= keepAlive
    }

    var reading: MemoryReading {
        var reading = MemoryReading(promised: most ?? need, held: held, lastUsed: lastUsed)
        reading.isInUse = users > 0
        return reading
    }
}
