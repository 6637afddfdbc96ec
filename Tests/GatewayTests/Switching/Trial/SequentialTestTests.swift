import Testing

@testable import Gateway

@Suite struct SequentialTestTests {
    private func random(_ state: inout UInt64) -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 11) * 0x1p-53
    }

    @Test func `a rate at its limit is hardly ever called too high, however often one looks`() {
        var state: UInt64 = 0x1234_5678_9abc_def1
        var rejected = 0
        for _ in 0..<1000 {
            var test = SequentialTest()
            for _ in 0..<1000 {
                test.observe(random(&state) < 0.05, limit: 0.05)
                if test.evidence >= 100 {
                    rejected += 1
                    break
                }
            }
        }
        // One in a hundred is promised; what is seen stays well below.
        #expect(rejected <= 10)
    }

    @Test func `a few failures in a row are enough, even after a long good time`() {
        for before in [0, 100, 2000] {
            var test = SequentialTest()
            for _ in 0..<before { test.observe(false, limit: 0.01) }
            #expect(test.evidence < 2)
            var failures = 0
            while test.evidence < 100, failures < 50 {
                test.observe(true, limit: 0.01)
                failures += 1
            }
            #expect(failures <= 7, "\(failures) failures after \(before)")
        }
    }

    @Test func `a rate that is twice too high is found in the end`() {
        var state: UInt64 = 99
        var test = SequentialTest()
        var count = 0
        while test.evidence < 100, count < 20_000 {
            test.observe(random(&state) < 0.1, limit: 0.05)
            count += 1
        }
        #expect(count < 5000)
    }
}
