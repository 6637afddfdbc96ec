import EventLoop
import JSON
import Logging
import Testing

@testable import Gateway

@Suite struct EventHubTests {
    private func numbers(_ count: Int, of subscription: EventSubscription) async -> [Int] {
        var numbers: [Int] = []
        for _ in 0..<count {
            switch await subscription.next() {
            case .event(let event): numbers.append(event.number)
            case .missed(let count): numbers.append(-count)
            case .quiet: numbers.append(0)
            case nil: return numbers
            }
        }
        return numbers
    }

    @Test func `every subscriber hears every event after it came, in order`() async {
        let hub = EventHub()
        hub.publish(.load, ["model": "early"])
        let (one, two) = (hub.subscribe(), hub.subscribe())
        for _ in 0..<3 { hub.publish(.load, [:]) }
        #expect(await numbers(3, of: one) == [2, 3, 4])
        #expect(await numbers(3, of: two) == [2, 3, 4])
    }

    @Test func `who waits is woken by the next event`() async {
        let hub = EventHub()
        let subscription = hub.subscribe()
        let heard = Task { await subscription.next() }
        for _ in 0..<20 { await Task.yield() }
        hub.publish(.health, ["provider": "one"])
        guard case .event(let event) = await heard.value else {
            Issue.record("nothing was heard")
            return
        }
        #expect(event.topic == .health)
        #expect(event.fields["provider"] == "one")
    }

    @Test func `a slow subscriber loses the oldest events and is told how many`() async {
        let hub = EventHub(capacity: 4)
        let slow = hub.subscribe()
        for _ in 0..<10 { hub.publish(.load, [:]) }
        #expect(await numbers(5, of: slow) == [-6, 7, 8, 9, 10])
    }

    @Test func `one that comes back goes on where it was, as far as that is known`() async {
        let hub = EventHub(capacity: 4)
        for _ in 0..<6 { hub.publish(.load, [:]) }
        #expect(await numbers(2, of: hub.subscribe(after: 4)) == [5, 6])
        #expect(await numbers(2, of: hub.subscribe(after: 0)) == [-2, 3])
        #expect(await numbers(1, of: hub.subscribe(after: -7)) == [-2])
        hub.close()
        #expect(await numbers(1, of: hub.subscribe(after: 99)) == [])
    }

    @Test func `closing ends subscriptions once they have heard all, and waiting ones at once`() async {
        let hub = EventHub()
        let (behind, waiting) = (hub.subscribe(), hub.subscribe(after: 9))
        hub.publish(.load, [:])
        _ = await waiting.next()
        let end = Task { await waiting.next() }
        for _ in 0..<20 { await Task.yield() }
        hub.close()
        hub.publish(.load, [:])
        #expect(await end.value == nil)
        #expect(await numbers(3, of: behind) == [1])
    }

    @Test func `a cancelled subscriber stops waiting, and the others go on`() async {
        let hub = EventHub()
        let (one, two) = (hub.subscribe(), hub.subscribe())
        let cancelled = Task { await one.next() }
        let other = Task { await two.next() }
        for _ in 0..<20 { await Task.yield() }
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        hub.publish(.load, [:])
        #expect(await other.value != nil)
    }

    @Test func `a reader with little patience is told that it is quiet, and hears what comes after`() async throws {
        let loops = try EventLoopGroup(count: 1)
        let hub = EventHub()
        let heard = await loops.first.spawn { () -> [EventSubscription.Delivery?] in
            let subscription = hub.subscribe()
            let first = await subscription.next(within: .milliseconds(5))
            hub.publish(.load, [:])
            return [first, await subscription.next(within: .seconds(5))]
        }.value
        #expect(heard.first == .quiet)
        guard case .event = heard.last ?? nil else {
            Issue.record("the event was lost")
            return
        }
    }

    @Test func `many publishers and readers at once: nobody hears anything twice, or out of order`() async {
        let hub = EventHub(capacity: 64)
        await withTaskGroup { group in
            for _ in 0..<4 {
                let subscription = hub.subscribe()
                group.addTask {
                    var last = 0
                    while let delivery = await subscription.next() {
                        switch delivery {
                        case .event(let event):
                            #expect(event.number == last + 1)
                            last = event.number
                        case .missed(let count): last += count
                        case .quiet: Issue.record("nobody said how long to wait")
                        }
                    }
                    #expect(last == 2000)
                }
            }
            await withTaskGroup { publishers in
                for _ in 0..<4 {
                    publishers.addTask { for _ in 0..<500 { hub.publish(.load, [:]) } }
                }
            }
            hub.close()
        }
    }
}
