/// How the machine's memory is shared out among models.
package struct MemorySettings: Sendable, Equatable {
    package enum Budget: Sendable, Equatable {
        /// Of what the system has to spare, from 0 to 1.
        case share(Double)
        case bytes(Int)
    }

    package var budget = Budget.share(0.8)
    /// Models that stay in memory, as `provider/model`.
    package var pinned: [String] = []
    /// How long a model may be at work while another waits for its memory.
    package var turn = Duration.seconds(10)

    package init() {}
}

/// What a key's requests are held to.
package struct KeyLimitSettings: Sendable, Equatable {
    package enum Priority: String, Sendable, CaseIterable { case interactive, batch }

    package var admission = AdmissionSettings()
    package var priority = Priority.interactive

    package init() {}
}
