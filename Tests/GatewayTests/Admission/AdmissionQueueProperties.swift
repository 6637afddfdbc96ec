import Testing

@testable import Gateway

/// What must hold whatever comes in whatever order.
struct AdmissionQueueProperties {
    /// A queue, and what is known of everybody in it from outside.
    private struct Trial {
        static let sizes: [MemoryGroup: Int] = ["small": 1, "medium": 2, "large": 3, "whole": 4]
        static let budget = 4
        var queue: AdmissionQueue
        var dice: RandomDice
        var now = ContinuousClock.now
        var running: [UInt64: AdmissionRequest] = [:]
        var waiting: [UInt64: (request: AdmissionRequest, deadline: ContinuousClock.Instant)] = [:]
        var last: UInt64 = 0
        var longestMemoryWait = Duration.zero

        static func fits(_ model: MemoryGroup, _ beside: Set<MemoryGroup>) -> Bool {
            beside.union([model]).reduce(0) { $0 + (sizes[$1] ?? 0) } <= budget
        }

        init(seed: UInt64) {
            dice = RandomDice(state: seed)
            var limits = AdmissionLimits()
            limits.providers = [
                "few": .init(concurrent: 3, queue: 6, patience: .seconds(40)),
                "many": .init(queue: 20, patience: .seconds(200)),
            ]
            limits.keys = ["strict": .init(concurrent: 2, queue: 2), "none": .init(concurrent: 1, queue: 0)]
            queue = AdmissionQueue(limits)
        }

        mutating func step() {
            switch Int.random(in: 0..<10, using: &dice) {
            case 0..<5: enter()
            case 5..<8: if let id = running.keys.sorted().randomElement(using: &dice) { leave(id) }
            case 8: if let id = waiting.keys.sorted().randomElement(using: &dice) { leave(id) }
            default: pass(.seconds(Int.random(in: 1...8, using: &dice)))
            }
            check()
        }

        mutating func enter() {
            last += 1
            let request = AdmissionRequest(
                provider: Bool.random(using: &dice) ? "few" : "many",
                model: [nil, "small", "medium", "large", "whole"].randomElement(using: &dice) ?? nil,
                key: [nil, "strict", "none"].randomElement(using: &dice) ?? nil,
                priority: Bool.random(using: &dice) ? .interactive : .batch
            )
            switch queue.enter(last, request, now: now, fits: Self.fits) {
            case .admitted: running[last] = request
            case .waiting: waiting[last] = (request, now + (request.provider == "few" ? .seconds(40) : .seconds(200)))
            case .refused(let refusal): #expect(refusal.retryAfter >= .seconds(1))
            }
        }

        mutating func leave(_ id: UInt64) {
            running[id] = nil
            waiting[id] = nil
            take(queue.leave(id, now: now, fits: Self.fits))
        }

        mutating func pass(_ time: Duration) {
            let end = now + time
            while let wake = queue.nextWake(now: now, fits: Self.fits), wake <= end {
                now = max(now, wake)
                let before = waiting.count
                take(queue.advance(now: now, fits: Self.fits))
                if wake <= now, waiting.count == before, queue.nextWake(now: now, fits: Self.fits) == wake { break }
            }
            now = end
            take(queue.advance(now: now, fits: Self.fits))
        }

        mutating func take(_ actions: [AdmissionQueue.Action]) {
            for action in actions {
                switch action {
                case .admit(let id):
                    #expect(waiting[id] != nil)
                    running[id] = waiting.removeValue(forKey: id)?.request
                case .refuse(let id, let refusal):
                    #expect(waiting.removeValue(forKey: id).map { $0.deadline <= now } == true)
                    #expect(refusal.retryAfter >= .seconds(1))
                }
            }
        }

        func check() {
            #expect(queue.runningCount == running.count)
            #expect(queue.waitingCount == waiting.count)
            #expect(running.values.filter { $0.provider == "few" }.count <= 3)
            #expect(running.values.filter { $0.key == "strict" }.count <= 2)
            #expect(running.values.filter { $0.key == "none" }.count <= 1)
            #expect(waiting.values.filter { $0.request.provider == "few" }.count <= 6)
            let models = Set(running.values.compactMap(\.model))
            #expect(models.reduce(0) { $0 + (Self.sizes[$1] ?? 0) } <= Self.budget)
            // Whoever waits, waits for something.
            if running.isEmpty, queue.nextWake(now: now, fits: Self.fits) == nil { #expect(waiting.isEmpty) }
        }
    }

    @Test(arguments: 1...200)
    func `limits hold, models at work fit, and everybody is answered once`(seed: UInt64) {
        var trial = Trial(seed: seed)
        for _ in 0..<300 { trial.step() }
        // Nobody new comes: all get their turn or are told.
        for _ in 0..<2000 where !(trial.running.isEmpty && trial.waiting.isEmpty) {
            if let id = trial.running.keys.min() { trial.leave(id) } else { trial.pass(.seconds(2)) }
            trial.check()
        }
        #expect(trial.running.isEmpty && trial.waiting.isEmpty)
    }

    /// Many clients, each asking again as soon as it has been answered, for one of three models of which one fits.
    @Test(arguments: 1...30)
    func `nobody waits for memory longer than the others' turns and what was at work`(seed: UInt64) {
        var dice = RandomDice(state: seed)
        var limits = AdmissionLimits()
        limits.providers["p"] = .init(queue: 1000, patience: .seconds(10_000))
        limits.turn = .seconds(10)
        var queue = AdmissionQueue(limits)
        let fits: AdmissionQueue.Fits = { model, others in others.subtracting([model]).isEmpty }
        let start = ContinuousClock.now
        var now = start
        var last: UInt64 = 0
        var ends: [UInt64: ContinuousClock.Instant] = [:]
        var models: [UInt64: MemoryGroup] = [:]
        var arrivals: [UInt64: ContinuousClock.Instant] = [:]
        var longest = Duration.zero
        var loads = 0
        var inMemory: MemoryGroup?
        let longestAnswer = 4
        func begin(_ id: UInt64) {
            longest = max(longest, now - (arrivals[id] ?? now))
            ends[id] = now + .milliseconds(Int.random(in: 100...(longestAnswer * 1000), using: &dice))
            if inMemory != models[id] { loads += 1 }
            inMemory = models[id]
        }
        func ask(_ model: MemoryGroup) {
            last += 1
            models[last] = model
            arrivals[last] = now
            let request = AdmissionRequest(provider: "p", model: model)
            if queue.enter(last, request, now: now, fits: fits) == .admitted { begin(last) }
        }
        func take(_ actions: [AdmissionQueue.Action]) {
            for case .admit(let id) in actions { begin(id) }
        }
        for model in ["a", "b", "c"] { for _ in 0..<4 { ask(model) } }
        while now < start + .seconds(600) {
            let wake = queue.nextWake(now: now, fits: fits)
            let (id, end) = ends.min { ($0.value, $0.key) < ($1.value, $1.key) } ?? (0, .now + .seconds(1e6))
            if let wake, wake > now, wake < end {
                now = wake
                take(queue.advance(now: now, fits: fits))
                continue
            }
            now = max(now, end)
            ends[id] = nil
            take(queue.leave(id, now: now, fits: fits))
            if let model = models[id] { ask(model) }
        }
        // Two others' turns, and what is at work at the end of each.
        #expect(longest <= .seconds(2 * (10 + longestAnswer) + longestAnswer))
        // 600 s of turns of ten seconds and more: not a load for each request.
        #expect(loads <= 62)
        #expect(loads >= 30)
    }
}
