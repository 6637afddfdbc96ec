import Testing

@testable import Gateway

struct AdmissionQueueTests {
    private let start = ContinuousClock.now
    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }
    private let roomy: AdmissionQueue.Fits = { _, _ in true }
    /// One model at a time.
    private let narrow: AdmissionQueue.Fits = { model, others in others.subtracting([model]).isEmpty }

    private func request(
        _ model: String? = nil,
        key: String? = nil,
        _ priority: Priority = .interactive
    ) -> AdmissionRequest {
        AdmissionRequest(provider: "p", model: model, key: key, priority: priority)
    }

    private func queue(_ concurrent: Int?, queue: Int = 8, patience: Duration = .seconds(60)) -> AdmissionQueue {
        var limits = AdmissionLimits()
        limits.providers["p"] = .init(concurrent: concurrent, queue: queue, patience: patience)
        return AdmissionQueue(limits)
    }

    @Test func `who comes when all places are taken waits, and is let in when one is free`() {
        var queue = queue(1)
        #expect(queue.enter(1, request(), now: at(0), fits: roomy) == .admitted)
        #expect(queue.enter(2, request(), now: at(0), fits: roomy) == .waiting)
        #expect(queue.enter(3, request(), now: at(0), fits: roomy) == .waiting)
        #expect(queue.leave(2, now: at(1), fits: roomy) == [])
        #expect(queue.leave(1, now: at(2), fits: roomy) == [.admit(3)])
    }

    @Test func `a full queue turns away, and each is told a later time`() throws {
        var queue = queue(2, queue: 1)
        for id in 1...2 { _ = queue.enter(UInt64(id), request(), now: at(0), fits: roomy) }
        for id in 1...2 { _ = queue.leave(UInt64(id), now: at(8), fits: roomy) }
        for id in 3...5 { _ = queue.enter(UInt64(id), request(), now: at(8), fits: roomy) }
        // Requests take 8 s and two are at work: a place in the queue is free every 4 s.
        for (id, seconds) in [(6, 4), (7, 8), (8, 12)] {
            guard case .refused(let refusal) = queue.enter(UInt64(id), request(), now: at(8), fits: roomy) else {
                Issue.record("let in")
                continue
            }
            #expect(refusal.reason == .queueFull(waiting: 1))
            #expect(!refusal.isCallersOwn)
            #expect(refusal.retryAfter == .seconds(seconds))
        }
    }

    @Test func `a key over its limit is refused as the caller's own fault, and others are not`() {
        var limits = AdmissionLimits()
        limits.keys["batch"] = .init(concurrent: 1, queue: 0)
        var queue = AdmissionQueue(limits)
        #expect(queue.enter(1, request(key: "batch"), now: at(0), fits: roomy) == .admitted)
        guard case .refused(let refusal) = queue.enter(2, request(key: "batch"), now: at(0), fits: roomy) else {
            Issue.record("let in")
            return
        }
        #expect(refusal.isCallersOwn)
        #expect(queue.enter(3, request(key: "other"), now: at(0), fits: roomy) == .admitted)
    }

    @Test func `who waits too long is told for what it waited`() {
        var queue = queue(1, patience: .seconds(5))
        _ = queue.enter(1, request(), now: at(0), fits: roomy)
        _ = queue.enter(2, request(), now: at(1), fits: roomy)
        #expect(queue.nextWake(now: at(1), fits: roomy) == at(6))
        #expect(queue.advance(now: at(5), fits: roomy) == [])
        guard case .refuse(2, let refusal) = queue.advance(now: at(6), fits: roomy).first else {
            Issue.record("kept waiting")
            return
        }
        #expect(refusal.reason == .waitedTooLong(.seconds(5), .provider))
    }

    @Test func `interactive requests go first, and every fifth place is a batch's`() {
        var queue = queue(1, queue: 100)
        _ = queue.enter(0, request(), now: at(0), fits: roomy)
        for id in 1...3 { _ = queue.enter(UInt64(id), request(nil, .batch), now: at(0), fits: roomy) }
        for id in 11...20 { _ = queue.enter(UInt64(id), request(), now: at(0), fits: roomy) }
        var order: [UInt64] = []
        var last: UInt64 = 0
        while case .admit(let id) = queue.leave(last, now: at(1), fits: roomy).first {
            order.append(id)
            last = id
        }
        #expect(order == [11, 12, 13, 1, 14, 15, 16, 17, 2, 18, 19, 20, 3])
    }

    @Test func `two models that do not fit together take turns`() {
        var queue = queue(nil)
        #expect(queue.enter(1, request("a"), now: at(0), fits: narrow) == .admitted)
        #expect(queue.enter(2, request("b"), now: at(1), fits: narrow) == .waiting)
        // It is a's turn for ten seconds.
        #expect(queue.enter(3, request("a"), now: at(2), fits: narrow) == .admitted)
        #expect(queue.leave(1, now: at(3), fits: narrow) == [])
        #expect(queue.nextWake(now: at(3), fits: narrow) == at(10))
        #expect(queue.advance(now: at(10), fits: narrow) == [])
        // Its door is closed now; what it is at work on ends.
        #expect(queue.enter(4, request("a"), now: at(10), fits: narrow) == .waiting)
        #expect(queue.leave(3, now: at(12), fits: narrow) == [.admit(2)])
        queue.loaded("b", now: at(13))
        #expect(queue.enter(5, request("b"), now: at(14), fits: narrow) == .admitted)
        #expect(queue.advance(now: at(22), fits: narrow) == [])
        #expect(queue.enter(6, request("b"), now: at(23), fits: narrow) == .waiting)
        #expect(queue.leave(2, now: at(24), fits: narrow) == [])
        #expect(queue.leave(5, now: at(24), fits: narrow) == [.admit(4)])
    }

    @Test func `a model that waits for nobody leaves at once, and one in turns stays a moment`() {
        var queue = queue(nil)
        _ = queue.enter(1, request("a"), now: at(0), fits: narrow)
        _ = queue.leave(1, now: at(1), fits: narrow)
        #expect(queue.enter(2, request("b"), now: at(1), fits: narrow) == .admitted)
        _ = queue.enter(3, request("a"), now: at(1), fits: narrow)
        #expect(queue.leave(2, now: at(2), fits: narrow) == [.admit(3)])
        _ = queue.enter(4, request("b"), now: at(2), fits: narrow)
        // A client that asks for a again at once still finds it.
        #expect(queue.leave(3, now: at(3), fits: narrow) == [])
        #expect(queue.enter(5, request("a"), now: at(3.5), fits: narrow) == .admitted)
        #expect(queue.leave(5, now: at(4), fits: narrow) == [])
        #expect(queue.nextWake(now: at(4), fits: narrow) == at(5))
        #expect(queue.advance(now: at(5), fits: narrow) == [.admit(4)])
    }

    @Test func `a model that is larger than everything is let in to be told so`() {
        var queue = queue(nil)
        let fits: AdmissionQueue.Fits = { model, _ in model != "huge" }
        _ = queue.enter(1, request("a"), now: at(0), fits: fits)
        #expect(queue.enter(2, request("huge"), now: at(0), fits: fits) == .admitted)
    }

    @Test func `a model that finds too little memory when it loads closes the doors of others`() {
        var queue = queue(nil)
        _ = queue.enter(1, request("a"), now: at(0), fits: roomy)
        _ = queue.enter(2, request("b"), now: at(0), fits: roomy)
        queue.lacksMemory("b", true, now: at(1))
        #expect(queue.enter(3, request("a"), now: at(11), fits: narrow) == .waiting)
        queue.loaded("b", now: at(12))
        #expect(queue.advance(now: at(12), fits: narrow) == [.admit(3)])
    }
}
