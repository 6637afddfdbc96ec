package import EventLoop
import Logging
import Synchronization

/// The graphics cards of this machine: asked of `nvidia-smi` where there is one, and remembered in between.
package final class GraphicsCards: Sendable {
    private let program: String?
    private let loop: EventLoop?
    private let known = Mutex<[GraphicsCard]>([])
    /// It hangs where a driver does.
    private static let patience = Duration.seconds(5)

    package init(on loop: EventLoop?, program: String? = ChildProcess.findExecutable("nvidia-smi")) {
        self.program = program
        self.loop = loop
    }

    /// What they had to spare when they were last asked.
    package var freeBytes: Int { known.withLock { $0.reduce(0) { $0 + $1.freeBytes } } }

    /// Asks them now; none where nobody knows of any.
    @discardableResult
    package func read() async -> [GraphicsCard] {
        let cards = GraphicsCard.read(await lines(GraphicsCard.query))
        known.withLock { $0 = cards }
        return cards
    }

    /// What these programs take of them.
    func bytes(of programs: Set<Int>) async -> Int {
        GraphicsCard.bytes(of: programs, await lines(GraphicsCard.programQuery))
    }

    private func lines(_ arguments: [String]) async -> [String] {
        guard let program, let loop = loop ?? EventLoop.current else { return [] }
        let heard = Heard()
        do {
            let process = try await ChildProcess.start(ChildCommand(program, arguments), on: loop) { heard.add($0) }
            let limit = Task(executorPreference: loop) {
                do { try await EventLoop.sleep(for: Self.patience) } catch { return }
                await process.terminate(grace: .seconds(1))
            }
            let exit = await process.waitForExit()
            limit.cancel()
            guard exit == .code(0) else {
                Log.warning("memory", "nvidia-smi \(exit)")
                return []
            }
            return heard.lines
        } catch {
            Log.warning("memory", "\(error)")
            return []
        }
    }

    private final class Heard: Sendable {
        private let state = Mutex<[String]>([])
        var lines: [String] { state.withLock { $0 } }

        func add(_ line: ChildLine) {
            guard line.stream == .output else { return }
            state.withLock { if $0.count < 256 { $0.append(line.text) } }
        }
    }
}
