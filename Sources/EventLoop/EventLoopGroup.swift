import CSystem
import Dispatch
import Foundation

/// The loops of a process: one a core, each on a thread of its own.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]
    private let ended = DispatchGroup()

    /// How many loops are worth having: one for each core that this process may use.
    package static var usefulCount: Int { Int(martlet_available_cores()) }

    package init(count: Int) throws(EventLoopError) {
        var loops: [EventLoop] = []
        for index in 0..<max(1, count) { loops.append(try EventLoop(index: index)) }
        self.loops = loops
        for loop in loops {
            ended.enter()
            let thread = Thread { [ended] in
                loop.run()
                ended.leave()
            }
            thread.name = "martlet-loop-\(loop.index)"
            thread.stackSize = 2 << 20
            thread.start()
        }
    }

    /// The loop for work that belongs to no connection: signals, refreshes, child processes.
    package var first: EventLoop { loops[0] }

    /// Ends the loops; what they still had to do is dropped. Blocks until their threads are done, unless called on
    /// one of them.
    package func stop() {
        for loop in loops { loop.stop() }
        if !loops.contains(where: \.isCurrent) { ended.wait() }
    }
}
