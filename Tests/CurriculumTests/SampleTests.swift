import Foundation
import Testing

@testable import Curriculum

/// Prints samples where somebody wants to read them: `MARTLET_SAMPLES=reading:20`.
@Suite struct SampleTests {
    @Test func `samples can be looked at`() {
        guard let wish = ProcessInfo.processInfo.environment["MARTLET_SAMPLES"] else { return }
        let parts = wish.split(separator: ":").map(String.init)
        guard let source = Curriculum.source(named: parts[0], seed: 7) else { return }
        let start = parts.count > 2 ? UInt64(parts[2]) ?? 0 : 40_000
        for number in start..<(start + (UInt64(parts.count > 1 ? parts[1] : "10") ?? 10)) {
            print("─── \(number)")
            print(source.example(number).rendered)
        }
    }
}
