import Configuration
import EventLoop
import Logging
import ModelFiles
import Synchronization

/// A `llama-server` takes memory as the built-in engine's models do: it asks before it is launched, is measured while it
/// runs, and leaves for others when nobody uses it. The next request launches it again.
extension LlamaServer: MemoryTenant {
    var reading: MemoryReading { state.withLock { $0.memory.reading } }

    /// What it keeps for requests to come, it alone knows how to give back.
    func giveBackSpare() { environment.memory.changed(memoryID) }

    func leave() -> Bool {
        let leaves = state.withLock { $0.supervision.state == .ready && $0.memory.users == 0 }
        if leaves { handle(.unload) }
        return leaves
    }

    /// Another of the same name, as after a change of the settings, is another: for a moment both are there.
    var memoryID: MemoryTenantID {
        MemoryTenantID(
            source: "llama-server of \(settings.name)",
            variant: String(UInt(bitPattern: ObjectIdentifier(self).hashValue), radix: 16)
        )
    }

    /// Whether it has been told to leave, or could not come, and nobody has asked for it since.
    var isUnloaded: Bool { [.unloaded, .unloading].contains(supervisionState) }

    var placement: LayerPlacement? { state.withLock { $0.placement } }

    /// It ends, unless it is in use.
    func unload() async {
        guard leave() else { return }
        while supervisionState == .unloading {
            do { try await EventLoop.sleep(for: .milliseconds(20)) } catch { return }
        }
    }

    /// What it is expected to take, before it is launched.
    func footprint() async -> MemoryFootprint? {
        guard let command = try? LlamaServerCommand(settings, modelPaths: environment.modelPaths) else { return nil }
        return MemoryFootprint(source: memoryID.source, need: await place(command).memory)
    }

    private func place(_ command: LlamaServerCommand) async -> LayerPlacement {
        let cards = await environment.cards.read()
        let (total, layers) = await NativeProvider.onDisk { [settings] in
            Self.estimate(ofFileAt: command.modelFile, context: settings.contextLength)
        }
        return LayerPlacement(
            total: total,
            layerCount: layers,
            free: cards.map(\.freeBytes),
            wanted: settings.gpuLayers
        )
    }

    /// Waits for room, and gives how the model is to be spread over the machine's memories.
    func claimRoom(for command: LlamaServerCommand) async throws(ProviderError) -> LayerPlacement {
        let placement = await place(command)
        state.withLock { $0.memory.begin(placement.memory) }
        var claim = MemoryClaim(id: memoryID, title: title, need: placement.memory)
        claim.knownAs = lessonName(command, placement)
        let error: ProviderError? = await withCheckedContinuation { continuation in
            environment.memory.admit(claim, self) { continuation.resume(returning: $0) }
        }
        if let error { throw error }
        log(.info, "a model is placed", ["model": .string(title), "on": .string(placement.text)])
        return placement
    }

    /// What it took with the same file and the same arguments it will take again.
    private func lessonName(_ command: LlamaServerCommand, _ placement: LayerPlacement) -> String {
        var file = command.modelFile
        if let stamp = FileStamp(path: file) { file += " \(stamp.inode).\(stamp.size).\(stamp.seconds)" }
        let arguments = command.arguments(port: 0, placement: placement).dropFirst(2)
        return "llama-server \(file) \(arguments.joined(separator: " "))"
    }

    private var title: String { "\(settings.name)/\(settings.model ?? "")" }

    /// What our own engine would take: of a file that it cannot read, the file's size and a tenth.
    private static func estimate(ofFileAt path: String, context: Int?) -> (bytes: Int, layers: Int) {
        guard let file = try? ModelFile.open(path) else {
            let size = FileStamp(path: path)?.size ?? 0
            return (size + size / 10, 32)
        }
        let length = min(context ?? file.description.contextLength, file.description.contextLength)
        let estimate = MemoryEstimate(file, context: length)
        // It keeps the whole file mapped, and the table that tokens are looked up in too.
        return (estimate.total + estimate.embedding, file.description.layerCount)
    }

    /// Looks now and then at what the program takes, and ends it when it has been idle for too long.
    func tend(_ process: ChildProcess) async {
        var looks = 0
        while !Task.isCancelled {
            let pid = process.pid
            let host = await NativeProvider.onDisk { ProgramMemory(of: pid) }
            var gpu = 0
            if state.withLock({ $0.memory.need.gpu > 0 }) {
                gpu = await environment.cards.bytes(of: [Int(pid)])
                await environment.cards.read()
            }
            let isOver = state.withLock { state in
                if let host { state.memory.measured(host, gpu: gpu) }
                return state.supervision.state == .ready && state.memory.isOverdue(settings.keepAlive, now: .now)
            }
            if isOver, !environment.memory.isPinned(MemoryClaim(id: memoryID, title: title, need: .none)) {
                state.withLock { $0.memory.why = "nobody asked for it for its keep_alive" }
                handle(.unload)
            }
            looks += 1
            // It grows while it loads, and with its first long prompts.
            do { try await EventLoop.sleep(for: .seconds(looks < 60 ? 1 : 5)) } catch { return }
        }
    }

    /// Counts a request in until the returned use goes.
    func use() -> ServerUse {
        state.withLock { state in
            state.memory.users += 1
            state.memory.lastUsed = .now
        }
        return ServerUse(self)
    }

    fileprivate func release() {
        state.withLock { state in
            state.memory.users -= 1
            state.memory.lastUsed = .now
        }
    }
}

/// A request that a `llama-server` is at work on, or will be: as long as this lives, it does not leave.
final class ServerUse: Sendable {
    private let server: LlamaServer
    fileprivate init(_ server: LlamaServer) { self.server = server }
    deinit { server.release() }
}
