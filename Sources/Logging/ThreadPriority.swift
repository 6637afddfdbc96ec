import Foundation

/// How much a thread matters beside the others.
package enum ThreadPriority {
    /// Lets the present thread's work wait a little while others have some: a log's writer shares its core with the
    /// loops that answer. It still gets a quarter of a core that is wanted by both.
    package static func lower() {
        #if os(Linux)
            // Of the thread, not of the process: so it is on Linux.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
        #endif
    }

    /// Lets others that share the core have their turn, now and then: to be called after each element of a batch. Not
    /// in a long batch: who has fallen behind has to catch up.
    package static func pause(after place: Int, of count: Int) {
        if count <= 128, place & 15 == 15 { sched_yield() }
    }
}
