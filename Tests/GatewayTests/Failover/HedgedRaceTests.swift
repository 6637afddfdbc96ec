import Testing

@testable import Gateway

@Suite struct HedgedRaceTests {
    @Test func `a second attempt begins when the first has said nothing for a while, and no third`() {
        var race = HedgedRace()
        #expect(race.wantsAnother && !race.wouldHedge)
        #expect(race.began() == 0)
        #expect(!race.wantsAnother)
        race.waited(0)
        #expect(race.wantsAnother && race.wouldHedge)
        #expect(race.began() == 1)
        race.waited(0)
        race.waited(1)
        #expect(!race.wantsAnother)
        race.answered(1)
        #expect(race.verdict == .won(1))
    }

    @Test func `a failure makes room for another at once, before the time and after it`() {
        var race = HedgedRace()
        race.failed(race.began(), blamesRequest: false)
        #expect(race.wantsAnother && !race.wouldHedge)
        let second = race.began()
        // The time of one that is gone says nothing of the next.
        race.waited(0)
        #expect(!race.wantsAnother)
        race.waited(second)
        race.failed(race.began(), blamesRequest: false)
        #expect(race.wantsAnother && race.wouldHedge)
        race.foundNobody()
        #expect(race.verdict == nil && !race.wantsAnother)
        race.failed(second, blamesRequest: false)
        #expect(race.wantsAnother && !race.wouldHedge)
        race.foundNobody()
        #expect(race.verdict == .lost)
    }

    @Test func `a second attempt's refusal counts only when the first one has not answered`() {
        var race = HedgedRace()
        let first = race.began()
        race.waited(first)
        let second = race.began()
        race.failed(second, blamesRequest: true)
        #expect(race.verdict == nil && !race.wantsAnother)
        var other = race
        race.answered(first)
        #expect(race.verdict == .won(first))
        other.failed(first, blamesRequest: false)
        #expect(other.verdict == .refused(second))
        var third = HedgedRace()
        _ = third.began()
        third.waited(0)
        _ = third.began()
        third.failed(0, blamesRequest: true)
        #expect(third.verdict == .refused(0))
    }

    @Test(arguments: 0..<200)
    func `in any order of events there are at most two at a time, and one verdict in the end`(seed: Int) {
        var random = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
        func draw(_ most: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % most
        }
        for _ in 0..<50 {
            var race = HedgedRace()
            var left = draw(6)
            var begun = 0
            var answered: HedgedRace.Lane?
            var blamed: Set<HedgedRace.Lane> = []
            for _ in 0..<100 where race.verdict == nil {
                while race.wantsAnother {
                    #expect(blamed.isEmpty, "one began though the request is at fault")
                    guard left > 0 else {
                        race.foundNobody()
                        continue
                    }
                    left -= 1
                    #expect(race.began() == begun)
                    begun += 1
                }
                #expect(race.running.count <= 2)
                // Late or early, of those that run and of those that do not.
                let lane = draw(max(1, begun))
                switch draw(8) {
                case 0 where race.running.contains(lane):
                    answered = lane
                    race.answered(lane)
                case 1...2:
                    if race.running.contains(lane) { blamed.insert(lane) }
                    race.failed(lane, blamesRequest: true)
                case 3...5: race.failed(lane, blamesRequest: false)
                default: race.waited(lane)
                }
            }
            switch race.verdict {
            case .won(let lane)?: #expect(lane == answered && race.running.contains(lane))
            case .refused(let lane)?:
                #expect(blamed.min() == lane && answered == nil)
                #expect(!race.running.contains { $0 < lane })
            case .lost?: #expect(race.running.isEmpty && blamed.isEmpty && answered == nil && left == 0)
            case nil: #expect(!race.running.isEmpty)
            }
        }
    }
}
