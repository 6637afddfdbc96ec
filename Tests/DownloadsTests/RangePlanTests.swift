import Testing

@testable import Downloads

struct RangePlanTests {
    /// Workers claim, get bytes, lose connections and come again in any order, over servers that heed ranges and that do
    /// not, of files whose length is known and not.
    @Test(arguments: 0..<300)
    func `every byte comes, none is fetched by two at once, and what is told as here is here`(_ seed: Int) {
        var chance = Chance(UInt64(seed))
        let size = chance.below(4) == 0 ? chance.below(3) : 1 + chance.below(5000)
        let heeds = chance.below(3) > 0
        let isKnown = chance.below(3) > 0
        var plan = RangePlan(size: isKnown ? size : nil, piece: 1 + chance.below(700))
        var here = [Bool](repeating: false, count: size)
        var open: [Int: Bool] = [:]
        for _ in 0..<200_000 where !plan.isComplete {
            if let claim = chance.below(3) == 0 ? plan.claim() : nil {
                for other in open.keys { #expect(plan.rest(of: other).map { !$0.overlaps(claim.range) } ?? true) }
                open[claim.number] = false
                continue
            }
            guard let number = open.keys.sorted().randomElement(using: &chance) else { continue }
            if chance.below(12) == 0 {
                plan.give(back: number)
                open[number] = nil
                continue
            }
            if open[number] == false {
                open[number] = true
                if heeds {
                    if size == 0 {
                        plan.end(number)
                        open[number] = nil
                    } else {
                        let isTaken = plan.accept(number, total: size)
                        #expect(isTaken)
                        let isWrong = plan.accept(number, total: size + 1)
                        #expect(!isWrong)
                    }
                } else {
                    plan.startOver(number, size: isKnown ? size : nil)
                    here = [Bool](repeating: false, count: size)
                    open = [number: true]
                }
                continue
            }
            guard let rest = plan.rest(of: number) else {
                open[number] = nil
                continue
            }
            let end = min(rest.upperBound, size)
            if rest.lowerBound >= end {
                plan.end(number)
                plan.give(back: number)
                open[number] = nil
                continue
            }
            let length = 1 + chance.below(end - rest.lowerBound)
            let isTaken = plan.receive(number, length)
            #expect(isTaken)
            for place in rest.lowerBound..<rest.lowerBound + length { here[place] = true }
            let count = here.count { $0 }
            let isWhole = here.prefix(plan.frontier).allSatisfy { $0 }
            #expect(plan.completed == count && isWhole)
        }
        let isWhole = here.allSatisfy { $0 }
        #expect(plan.isComplete && isWhole)
    }

    @Test func `nothing is fetched beside the first part until the server has shown that it heeds ranges`() throws {
        var plan = RangePlan(size: 100, piece: 10)
        let claimed = plan.claim()
        let first = try #require(claimed)
        #expect(first.range == 0..<10)
        let none = plan.claim()
        #expect(none == nil)
        let isTaken = plan.accept(first.number, total: nil)
        #expect(isTaken)
        let next = plan.claim()
        #expect(next?.range == 10..<20)
    }

    @Test func `a server that sends the whole has all else forgotten`() throws {
        var plan = RangePlan(size: 100, piece: 10, done: [0..<40, 60..<70])
        #expect(plan.completed == 50 && plan.frontier == 40)
        let claimed = plan.claim()
        let claim = try #require(claimed)
        #expect(claim.range == 40..<50)
        plan.startOver(claim.number, size: nil)
        #expect(plan.rest(of: claim.number) == 0..<100)
        let other = plan.claim()
        #expect(plan.completed == 0 && other == nil)
    }
}
