import CSystem

/// The memory of this process.
package enum ProcessMemory {
    /// Gives back what only the start needed: a server runs for weeks with what it needs then. Takes about a
    /// millisecond.
    package static func settle() { martlet_settle_memory() }
}
