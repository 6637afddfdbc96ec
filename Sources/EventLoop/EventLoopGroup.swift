import Foundation

/// The loops of a process: one a core, each on a thread of its own.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]

    package init(count: Int) throws(EventLoopError) {
        var loops: [EventLoop] = []
        for index in 0..<max(1, count) { loops.append(try EventLoop(index: index)) }
        self.loops = loops
        for loop in loops {
            let thread = Thread { loop.run() }
            thread.name = "martlet-loop-\(loop.index)"
            thread.stackSize = 2 << 20
            thread.start()
        }
    }

    /// The loop for work that belongs to no connection: signals, refreshes, child processes.
    package var first: EventLoop { loops[0] }

    package func stop() {
        for loop in loops { loop.stop() }
    }
}
