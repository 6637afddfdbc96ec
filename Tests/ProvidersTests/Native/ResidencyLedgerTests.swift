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
    private func ledger(_ models: [(String, Int)], keepAlive: KeepAlive = .forever) -> ResidencyLedger {
        var ledger = ResidencyLedger()
        for (second, (name, bytes)) in models.enumerated() {
            _ = ledger.acquire(key(name), keepAlive: keepAlive, now: at(Double(second)))
            _ = ledger.admit(key(name), bytes: bytes, available: nil, now: at(Double(second)))
            ledger.loaded(key(name), bytes: bytes, users: 0, now: at(Double(second)))
        }
        return ledger
    }

    @Test func `a load is shared by all who ask while it lasts`() {
        var ledger = ResidencyLedger()
        #expect(ledger.acquire(key("a"), keepAlive: .forever, now: at(0)) == .load)
        #expect(ledger.acquire(key("a"), keepAlive: .forever, now: at(1)) == .wait)
        #expect(ledger.acquire(key("b"), keepAlive: .forever, now: at(1)) == .load)
        ledger.loaded(key("a"), bytes: 5, users: 2, now: at(2))
        #expect(ledger.acquire(key("a"), keepAlive: .forever, now: at(3)) == .granted)
        #expect(ledger.entries[key("a")]?.leases == 3)
    }

    @Test func `a model leaves when the time that the last request asked for is over, and not while it is used`() {
        var ledger = ledger([("a", 1)], keepAlive: .duration(.seconds(10)))
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
        var ledger = ledger([("a", 1)])
        #expect(ledger.entries[key("a")]?.deadline == nil)
        #expect(ledger.mayLeave(key("a"), now: at(1e9)) == false)
        ledger.dismiss(key("a"))
        #expect(ledger.mayLeave(key("a"), now: at(1)) == true)
        #expect(ledger.left(key("a"), now: at(1)) == false)
        #expect(ledger.entries.isEmpty)
    }

    @Test func `who is dismissed while in use leaves after the last use`() {
        var ledger = ledger([("a", 1)])
        _ = ledger.acquire(key("a"), keepAlive: .forever, now: at(1))
        ledger.dismiss(key("a"))
        #expect(ledger.mayLeave(key("a"), now: at(2)) == false)
        ledger.release(key("a"), now: at(3))
        #expect(ledger.mayLeave(key("a"), now: at(3)) == true)
    }

    @Test func `where memory lacks, the one unused for longest leaves, and no more than must`() {
        var ledger = ledger([("old", 30), ("young", 30), ("middle", 30)])
        _ = ledger.acquire(key("old"), keepAlive: .forever, now: at(10))
        ledger.release(key("old"), now: at(10))
        _ = ledger.acquire(key("new"), keepAlive: .forever, now: at(11))
        #expect(ledger.admit(key("new"), bytes: 50, available: 25, now: at(11)) == .admitted(after: [key("young")]))
        #expect(ledger.entries[key("young")]?.phase == .leaving)
        #expect(ledger.entries[key("old")]?.phase == .ready)
    }

    @Test func `one in use never leaves for another, and the refusal has the numbers`() {
        var ledger = ledger([("busy", 60), ("idle", 10)])
        _ = ledger.acquire(key("busy"), keepAlive: .forever, now: at(5))
        _ = ledger.acquire(key("new"), keepAlive: .forever, now: at(6))
        #expect(
            ledger.admit(key("new"), bytes: 50, available: 20, now: at(6))
                == .refused(.init(needed: 50, available: 30, inUse: 60))
        )
        // Nobody has to go for one that does not come.
        #expect(ledger.entries[key("idle")]?.phase == .ready)
        ledger.failed(key("new"))
        #expect(ledger.entries[key("new")] == nil)
    }

    @Test func `what others load at the same time is not given twice`() {
        var ledger = ResidencyLedger()
        for name in ["a", "b"] { _ = ledger.acquire(key(name), keepAlive: .forever, now: at(0)) }
        #expect(ledger.admit(key("a"), bytes: 60, available: 100, now: at(0)) == .admitted(after: []))
        #expect(
            ledger.admit(key("b"), bytes: 60, available: 100, now: at(0))
                == .refused(.init(needed: 60, available: 40, inUse: 0))
        )
    }

    @Test func `one that comes while another leaves waits for it`() {
        var ledger = ledger([("a", 60)])
        for name in ["b", "c"] { _ = ledger.acquire(key(name), keepAlive: .forever, now: at(2)) }
        #expect(ledger.admit(key("b"), bytes: 50, available: 10, now: at(2)) == .admitted(after: [key("a")]))
        #expect(ledger.admit(key("c"), bytes: 5, available: 60, now: at(2)) == .admitted(after: []))
    }

    @Test func `a file that was replaced is another model, and the old one leaves when nobody uses it`() {
        var ledger = ledger([("a", 1)])
        _ = ledger.acquire(key("a"), keepAlive: .forever, now: at(1))
        #expect(ledger.acquire(key("a", inode: 2), keepAlive: .forever, now: at(2)) == .load)
        #expect(ledger.mayLeave(key("a"), now: at(3)) == false)
        ledger.release(key("a"), now: at(4))
        #expect(ledger.mayLeave(key("a"), now: at(4)) == true)
        #expect(ledger.mayLeave(key("a", inode: 2), now: at(4)) == false)
    }

    @Test func `a release too many does no harm`() {
        var ledger = ledger([("a", 1)])
        ledger.release(key("a"), now: at(1))
        ledger.release(key("b"), now: at(1))
        #expect(ledger.entries[key("a")]?.leases == 0)
    }
}
