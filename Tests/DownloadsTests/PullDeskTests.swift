import EventLoop
import Foundation
import Synchronization
import Testing

@testable import Downloads

struct PullDeskTests {
    private func staged(_ count: Int = 20_000) throws -> PullStage {
        let stage = try PullStage()
        let bytes = Array("GGUF".utf8) + (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 >> 3) }
        try stage.offerGGUF(bytes, revision: String(repeating: "a", count: 40))
        return stage
    }

    private func all(_ reading: PullReading) async throws -> [PullStep] {
        var steps: [PullStep] = []
        while let step = try await reading.next() { steps.append(step) }
        return steps
    }

    @Test func `all who ask for a model are told of one pull, and those who look on of it once`() async throws {
        let stage = try staged()
        let group = try EventLoopGroup(count: 1)
        defer { group.stop() }
        let heard = Mutex<[String]>([])
        let desk = PullDesk { model, notice in
            if case .step(let step) = notice, step.completed == nil {
                heard.withLock { $0.append("\(model): \(step.status)") }
            }
        }
        let name = try PullName("org/m")
        let made = Mutex(0)
        let readings = try (0..<5).map { _ in
            let pull = try stage.pull("org/m")
            return desk.join(name, to: stage.folder, on: group.first) {
                made.withLock { $0 += 1 }
                return pull
            }
        }
        for reading in readings {
            let steps = try await all(reading)
            #expect(steps.first?.status == "pulling manifest" && steps.last?.status == "success")
            #expect(reading.model == "m-Q8_0")
        }
        #expect(made.withLock { $0 } == 1)
        #expect(heard.withLock { $0.count { $0 == "m: success" } } == 1)
        #expect(stage.names == ["m-Q8_0.gguf"])
    }

    @Test func `who leaves ends nothing that others wait for, and the last one ends it`() async throws {
        let stage = try staged(3_000_000)
        let group = try EventLoopGroup(count: 1)
        defer { group.stop() }
        let desk = PullDesk()
        let name = try PullName("org/m")
        let pull = try stage.pull("org/m")
        var first: PullReading? = desk.join(name, to: stage.folder, on: group.first) { pull }
        let second = desk.join(name, to: stage.folder, on: group.first) { pull }
        _ = try await first?.next()
        first = nil
        let told = try await all(second)
        #expect(told.last?.status == "success")

        try stage.shelf.remove("m-Q8_0")
        let next = try stage.pull("org/m")
        var only: PullReading? = desk.join(name, to: stage.folder, on: group.first) { next }
        _ = try await only?.next()
        only = nil
        // Who comes right after gets a pull of its own, which waits for the one that is being ended.
        let last = try stage.pull("org/m")
        let steps = try await all(desk.join(name, to: stage.folder, on: group.first) { last })
        #expect(steps.last?.status == "success")
        #expect(stage.names == ["m-Q8_0.gguf"])
    }

    @Test func `a reader whose task is cancelled is told so`() async throws {
        let stage = try staged(3_000_000)
        let group = try EventLoopGroup(count: 1)
        defer { group.stop() }
        let pull = try stage.pull("org/m")
        let reading = PullDesk().join(try PullName("org/m"), to: stage.folder, on: group.first) { pull }
        let task = Task { () async -> DownloadError.Code? in
            do throws(DownloadError) {
                while try await reading.next() != nil {}
                return nil
            } catch { return error.code }
        }
        task.cancel()
        let code = await task.value
        #expect(code == .cancelled || code == nil)
    }
}
