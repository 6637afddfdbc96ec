import Providers
import Testing

@testable import Gateway

/// Admission and the ledger together, on one made clock: clients ask without pause for models that do not all fit.
struct TurnsInMemoryProperties {
    private enum Event { case answered(UInt64), released(String), loaded(String), left(String), look }

    private struct Trial {
        static let turn = 10.0
        static let longestAnswer = 6.0
        static let longestLoad = 4.0
        static let budget = MemoryAmount(host: 100)

        let start = ContinuousClock.now
        var time = 0.0
        var dice: RandomDice
        var queue: AdmissionQueue
        var ledger = MemoryLedger()
        let needs: [String: Int]
        var events: [(time: Double, number: Int, event: Event)] = []
        var lastEvent = 0
        var lastRequest: UInt64 = 0
        var models: [UInt64: String] = [:]
        var arrivals: [UInt64: Double] = [:]
        /// Requests that were let in, by the model that they wait for or use.
        var waiters: [String: [UInt64]] = [:]
        var leases: [String: Int] = [:]
        var lastUsed: [String: Double] = [:]
        var lacking: [String: Double] = [:]
        var wantedAgain: Set<String> = []
        var longestWait = 0.0
        var loads = 0

        var now: ContinuousClock.Instant { start + .seconds(time) }

        init(seed: UInt64) {
            dice = RandomDice(state: seed)
            var limits = AdmissionLimits()
            limits.providers["p"] = .init(queue: 1000, patience: .seconds(10_000))
            limits.turn = .seconds(Self.turn)
            queue = AdmissionQueue(limits)
            var needs: [String: Int] = [:]
            for name in ["a", "b", "c"].prefix(Int.random(in: 2...3, using: &dice)) {
                needs[name] = Int.random(in: 40...100, using: &dice)
            }
            self.needs = needs
        }

        func fits(_ model: MemoryGroup, _ beside: Set<MemoryGroup>) -> Bool {
            ledger.fitTogether(beside.union([model]), budget: Self.budget) { _ in false }
        }

        func id(_ model: String) -> MemoryTenantID { MemoryTenantID(source: model) }

        mutating func later(_ delay: Double, _ event: Event) {
            lastEvent += 1
            events.append((time + delay, lastEvent, event))
        }

        mutating func ask(_ model: String) {
            lastRequest += 1
            models[lastRequest] = model
            arrivals[lastRequest] = time
            ledger.expect(MemoryAmount(host: needs[model] ?? 0), of: model)
            let request = AdmissionRequest(provider: "p", model: model)
            if queue.enter(lastRequest, request, now: now, fits: fits) == .admitted { begin(lastRequest) }
        }

        mutating func begin(_ request: UInt64) {
            guard let model = models[request] else { return }
            switch ledger.tenants[id(model)]?.phase {
            case .ready: answer(request, model)
            case .leaving:
                wantedAgain.insert(model)
                waiters[model, default: []].append(request)
            case .asking, .loading: waiters[model, default: []].append(request)
            case nil:
                waiters[model, default: []].append(request)
                ledger.ask(
                    MemoryClaim(id: id(model), title: model, need: MemoryAmount(host: needs[model] ?? 0)),
                    now: now
                )
                settle()
            }
        }

        mutating func answer(_ request: UInt64, _ model: String) {
            longestWait = max(longestWait, time - (arrivals[request] ?? time))
            leases[model, default: 0] += 1
            lastUsed[model] = time
            later(Double.random(in: 0.05...Self.longestAnswer, using: &dice), .answered(request))
        }

        mutating func settle() {
            for (id, tenant) in ledger.tenants where tenant.phase != .asking {
                var reading = MemoryReading(
                    promised: tenant.claim.need,
                    held: tenant.claim.need,
                    lastUsed: start + .seconds(lastUsed[id.source] ?? time)
                )
                reading.isInUse = (leases[id.source] ?? 0) > 0
                ledger.observe(id, reading)
            }
            for action in ledger.settle(budget: Self.budget, isPinned: { _ in false }, now: now) {
                switch action {
                case .grant(let id):
                    loads += 1
                    lacks(id.source, false)
                    later(Double.random(in: 0.1...Self.longestLoad, using: &dice), .loaded(id.source))
                case .wait(let id, _): lacks(id.source, true)
                case .evict(let id, _): later(0.05, .left(id.source))
                case .refuse(let id, _): Issue.record("\(id.source) was refused")
                case .trim: break
                }
            }
            #expect(ledger.promised.fits(in: Self.budget))
        }

        mutating func lacks(_ model: String, _ lacks: Bool) {
            guard lacks != (lacking[model] != nil) else { return }
            lacking[model] = lacks ? time : nil
            queue.lacksMemory(model, lacks, now: now)
            take(queue.advance(now: now, fits: fits))
            if lacks { later(0.1, .look) }
        }

        mutating func take(_ actions: [AdmissionQueue.Action]) {
            for case .admit(let id) in actions { begin(id) }
        }

        mutating func happen(_ event: Event) {
            switch event {
            case .answered(let request):
                guard let model = models[request] else { return }
                // The place is given back first, and the model a moment later.
                later(Double.random(in: 0...0.3, using: &dice), .released(model))
                take(queue.leave(request, now: now, fits: fits))
                // Clients come back at once, mostly for the same.
                let other = needs.keys.sorted().randomElement(using: &dice) ?? model
                ask(Int.random(in: 0..<8, using: &dice) == 0 ? other : model)
            case .released(let model):
                leases[model, default: 1] -= 1
                lastUsed[model] = time
            case .loaded(let model):
                ledger.loaded(id(model), now: now)
                for request in waiters.removeValue(forKey: model) ?? [] { answer(request, model) }
                queue.loaded(model, now: now)
                take(queue.advance(now: now, fits: fits))
                settle()
            case .left(let model):
                ledger.left(id(model))
                if wantedAgain.remove(model) != nil {
                    ledger.ask(
                        MemoryClaim(id: id(model), title: model, need: MemoryAmount(host: needs[model] ?? 0)),
                        now: now
                    )
                }
                take(queue.advance(now: now, fits: fits))
                settle()
            case .look:
                settle()
                if !lacking.isEmpty { later(0.1, .look) }
            }
        }

        mutating func run(until end: Double) {
            while time < end {
                let next = events.indices.min {
                    (events[$0].time, events[$0].number) < (events[$1].time, events[$1].number)
                }
                let wake = queue.nextWake(now: now, fits: fits).map { max(time, ($0 - start) / .seconds(1)) }
                let coming = next.map { events[$0].time } ?? .infinity
                if let wake, wake < coming {
                    time = max(wake, time.nextUp)
                    take(queue.advance(now: now, fits: fits))
                    continue
                }
                guard let next else { return }
                let event = events.remove(at: next)
                time = max(time, event.time)
                happen(event.event)
            }
        }
    }

    @Test(arguments: 1...60)
    func `a request waits for the turns before it, and for no more`(seed: UInt64) {
        var trial = Trial(seed: seed)
        let names = trial.needs.keys.sorted()
        for client in 0..<Int.random(in: 2...8, using: &trial.dice) { trial.ask(names[client % names.count]) }
        trial.run(until: 900)
        // Of each other model a load, a turn, and what is at work at its end; then its own load.
        let turn = Trial.longestLoad + Trial.turn + Trial.longestAnswer + 0.5
        let bound = Double(names.count - 1) * turn + Trial.longestAnswer + Trial.longestLoad
        #expect(trial.longestWait <= bound, "\(trial.longestWait) s with \(trial.needs)")
        #expect(trial.time >= 900, "nothing happened any more, and \(trial.queue.waitingCount) wait")
        #expect(trial.lastRequest > 200)
    }
}
