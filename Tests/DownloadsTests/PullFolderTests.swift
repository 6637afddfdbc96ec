import Foundation
import Synchronization
import Testing

@testable import Downloads

struct PullFolderTests {
    /// One that ends takes its folder away while the next one is looking for it: nobody may lose a file by that, or fail.
    @Test func `the folder is one pull's at a time, and what it puts there stays until it ends`() throws {
        let models = FileManager.default.temporaryDirectory.path + "/martlet-folder-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: models) }
        let name = try #require(RelativePath("weights.gguf"))
        let wrong = Mutex<[String]>([])
        let turns = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<300 {
                do throws(DownloadError) {
                    guard let folder = try PullFolder.open(for: "m", in: models) else { continue }
                    let place = try folder.place(of: name, in: nil)
                    let isFresh = !FileManager.default.fileExists(atPath: place)
                    let isWritten = FileManager.default.createFile(atPath: place, contents: Data())
                    sched_yield()
                    let isThere = FileManager.default.fileExists(atPath: place)
                    if !(isFresh && isWritten && isThere) { wrong.withLock { $0.append("a file came or went") } }
                    folder.clear()
                    turns.add(1, ordering: .relaxed)
                } catch {
                    wrong.withLock { $0.append(error.message) }
                }
            }
        }
        #expect(wrong.withLock { $0 } == [])
        #expect(turns.load(ordering: .relaxed) > 0)
        #expect((try? FileManager.default.contentsOfDirectory(atPath: models)) == [])
    }
}
