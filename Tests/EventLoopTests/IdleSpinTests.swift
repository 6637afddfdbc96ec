import Testing

@testable import EventLoop

@Suite struct IdleSpinTests {
    @Test("a loop sleeps until its waits have been short for a while, and sleeps again after a long one")
    func onlyShortWaits() {
        var spin = IdleSpin()
        #expect(!spin.isWorthwhile)
        for _ in 0..<7 { spin.slept(for: 20_000) }
        #expect(!spin.isWorthwhile)
        spin.slept(for: IdleSpin.longest)
        #expect(spin.isWorthwhile)
        spin.slept(for: IdleSpin.longest + 1)
        #expect(!spin.isWorthwhile)
    }

    @Test("each look in vain keeps the loop from looking for twice as long, until one finds something")
    func banned() {
        var spin = IdleSpin()
        var sleeps: [Int] = []
        for _ in 0..<14 {
            sleeps.append(sleepsUntilWorthwhile(&spin))
            spin.lookedInVain()
        }
        #expect(sleeps == [8, 8, 8, 8, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024])
        _ = sleepsUntilWorthwhile(&spin)
        spin.found()
        spin.lookedInVain()
        #expect(sleepsUntilWorthwhile(&spin) == 8)
    }

    @Test("whatever the waits are like, looks in vain stay few", arguments: 0..<20)
    func bounded(seed: UInt64) {
        var random = SeededNumbers(state: seed)
        let shortInHundred = UInt64.random(in: 0...100, using: &random)
        let foundInHundred = UInt64.random(in: 0...100, using: &random)
        var spin = IdleSpin()
        var vain = 0
        for count in 1...5000 {
            if spin.isWorthwhile, UInt64.random(in: 0..<100, using: &random) < foundInHundred {
                spin.found()
                continue
            }
            if spin.isWorthwhile {
                spin.lookedInVain()
                vain += 1
            }
            let isShort = UInt64.random(in: 0..<100, using: &random) < shortInHundred
            spin.slept(for: isShort ? 1000 : 1_000_000)
            #expect(vain * 8 <= count)
        }
    }

    private func sleepsUntilWorthwhile(_ spin: inout IdleSpin) -> Int {
        var count = 0
        while !spin.isWorthwhile {
            spin.slept(for: 1000)
            count += 1
        }
        return count
    }
}

/// The same numbers for the same seed.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
