import Foundation
import Testing

@testable import Providers

struct ResidencyLedgerTests {
    private let start = ContinuousClock.now
    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func key(_ name: String, inode: UInt64 = 1) -> ModelKey {
        ModelKey(path: name, stamp: FileStamp(inode: inode), threads: nil)
    }

    /// With these models loaded at 0 s, 1 s, … and used by nobody.
    private func ledger(_ models: [String], keepAlive: KeepAlive = .forever) -> ResidencyLedger {
        var ledger = ResidencyLedger()
        for (second, name) in models.enumerated() {
            _ = ledger.acquire(key(name), keepAlive: keepAlive, now: at(Double(second)))
            ledger.loaded(key(name), users: 0, now: at(Double(second)))
        }
        return ledger
    }

    @Test func `a load is shared by all who ask while it lasts`() {
        var ledger = ResidencyLedger()
        #expect(ledger.acquire(key("a"), keepAlive: .forever, now: at(0)) == .load)
        #expect(ledger.acquire(key("a"), keepAlive: .forever, now: at(1)) == .wait)
        #expect(ledger.acquire(key("b"), keepAlive: .forever, now: at(1)) == .load)
        ledger.loaded(key("a"), users: 2, now: at(2))
        #expect(ledger.acquire(key("a"), keepAlive: .forever, now: at(3)) == .granted)
        #expect(ledger.entries[key("a")]?.leases == 3)
    }

    @Test func `a model leaves when the time that the last request asked for is over, and not while it is used`() {
        var ledger = ledger(["a"], keepAlive: .duration(.seconds(10)))
        #expect(ledger.mayLeave(key("a"), now: at(9)) == false)
        #expect(ledger.acquire(key("a"), keepAlive: .duration(.seconds(5)), now: at(9)) == .granted)
        #expect(ledger.mayLeave(key("a"), now: at(100)) == false)
        ledger.release(key("a"), now: at(100))
        #expect(ledger.mayLeave(key("a"), now: at(104)) == false)
        #expect(ledger.mayLeave(key("a"), now: at(105)) == true)
        // From here on it takes nobody.
        #expect(ledger.acquire(key("a"), keepAlive: .forever, now: at(105)) == .wait)
        #expect(ledger.left(key("a"), now: at(106)) == true)
        #expect(ledger.entries[key("a")]?.phase == .loading)
    }

    @Test func `for ever is until it is dismissed`() {
        var ledger = ledger(["a"])
        #expect(ledger.entries[key("a")]?.deadline == nil)
        #expect(ledger.mayLeave(key("a"), now: at(1e9)) == false)
        ledger.dismiss(key("a"))
        #expect(ledger.mayLeave(key("a"), now: at(1)) == true)
        #expect(ledger.left(key("a"), now: at(1)) == false)
        #expect(ledger.entries.isEmpty)
    }

    @Test func `who is dismissed while in use leaves after the last use`() {
        var ledger = ledger(["a"])
        _ = ledger.acquire(key("a"), keepAlive: .forever, now: at(1))
        ledger.dismiss(key("a"))
        #expect(ledger.mayLeave(key("a"), now: at(2)) == false)
        ledger.release(key("a"), now: at(3))
        #expect(ledger.mayLeave(key("a"), now: at(3)) == true)
    }

    @Test func `it leaves for another only while nobody uses it, and says why it left by itself`() {
        var ledger = ledger(["a"], keepAlive: .duration(.seconds(300)))
        _ = ledger.acquire(key("a"), keepAlive: .duration(.seconds(300)), now: at(1))
        #expect(ledger.leave(key("a")) == false)
        ledger.release(key("a"), now: at(2))
        #expect(ledger.reason(key("a")) == "nobody asked for it for 5 min, its keep_alive")
        #expect(ledger.leave(key("a")) == true)
        #expect(ledger.entries[key("a")]?.phase == .leaving)
    }

    @Test func `who asks for a model that is leaving changes nothing of why it left`() {
        var ledger = ledger(["a"])
        ledger.dismiss(key("a"))
        #expect(ledger.mayLeave(key("a"), now: at(1)) == true)
        #expect(ledger.acquire(key("a"), keepAlive: .duration(.seconds(300)), now: at(2)) == .wait)
        #expect(ledger.reason(key("a")) == "it was asked to leave")
        #expect(ledger.left(key("a"), now: at(3)) == true)
        #expect(ledger.entries[key("a")]?.keepAlive == .duration(.seconds(300)))
    }

    @Test func `one that is pinned stays until it is dismissed`() {
        var ledger = ledger(["a"], keepAlive: .duration(.zero))
        ledger.pin(key("a"), true)
        #expect(ledger.mayLeave(key("a"), now: at(1e6)) == false)
        ledger.dismiss(key("a"))
        #expect(ledger.mayLeave(key("a"), now: at(1e6)) == true)
    }

    @Test func `a file that was replaced is another model, and the old one leaves when nobody uses it`() {
        var ledger = ledger(["a"])
        _ = ledger.acquire(key("a"), keepAlive: .forever, now: at(1))
        #expect(ledger.acquire(key("a", inode: 2), keepAlive: .forever, now: at(2)) == .load)
        #expect(ledger.mayLeave(key("a"), now: at(3)) == false)
        ledger.release(key("a"), now: at(4))
        #expect(ledger.mayLeave(key("a"), now: at(4)) == true)
        #expect(ledger.mayLeave(key("a", inode: 2), now: at(4)) == false)
    }

    @Test func `a release too many does no harm`() {
        var ledger = ledger(["a"])
        ledger.release(key("a"), now: at(1))
        ledger.release(key("b"), now: at(1))
        #expect(ledger.entries[key("a")]?.leases == 0)
    }
}
