import Testing
import Training

@Suite struct LearningRateTests {
    private let schedule = LearningRate(peak: 1, warmup: 10, steps: 110, floor: 0.1)

    @Test func `it rises in a line, and is whole when the warm-up ends`() {
        #expect(schedule.rate(at: 0) == 0.1)
        #expect(schedule.rate(at: 9) == 1)
        #expect(schedule.rate(at: 10) == 1)
    }

    @Test func `it falls to its floor and stays there`() {
        #expect(abs(schedule.rate(at: 60) - 0.55) < 1e-12)
        #expect(schedule.rate(at: 110) == 0.1)
        #expect(schedule.rate(at: 10_000) == 0.1)
        #expect((10..<110).allSatisfy { schedule.rate(at: $0) >= schedule.rate(at: $0 + 1) })
    }
}
