import CSystem
import Foundation

/// How much a thread matters beside the others.
package enum ThreadPriority {
    /// Lets the present thread's work wait a little while others have some: a log's writer shares its core with the
    /// loops that answer. It still gets a quarter of a core that is wanted by both.
    package static func lower() {
        #if os(Linux)
            // Of the thread, not of the process: so it is on Linux.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
            // In short turns, so that a loop which becomes ready meanwhile waits for one of those at most.
            martlet_prefer_latency(100_000)
        #endif
    }

    /// Lets others that share the core have their turn, now and then: to be called after each element of a batch. What
    /// a thread forgoes by it is the rest of its turn, which is short.
    package static func pause(after place: Int) {
        if place & 7 == 7 { sched_yield() }
    }
}
