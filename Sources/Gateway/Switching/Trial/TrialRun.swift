import EventLoop
import JSON
import Providers
import Synchronization

/// A trial under way: lends `TrialMachine` a lock, a clock and the requests that end.
final class TrialRun: Sendable {
    let number: Int
    let old: SwitchTarget
    let new: SwitchTarget
    let shadows: Shadows?
    private let machine: Mutex<TrialMachine>
    private let act: @Sendable (TrialMachine.Action) -> Void
    private let clock = Mutex<Task<Void, Never>?>(nil)

    private let listener = Mutex<(@Sendable (JSONObject) -> Void)?>(nil)

    private static let interval = Duration.milliseconds(100)
    /// Of how many intervals one is told of.
    private static let toldEvery = 10

    init(
        _ number: Int,
        _ plan: TrialPlan,
        old: SwitchTarget,
        new: SwitchTarget,
        shadows: Shadows?,
        act: @escaping @Sendable (TrialMachine.Action) -> Void
    ) {
        self.number = number
        self.old = old
        self.new = new
        self.shadows = shadows
        self.act = act
        machine = Mutex(TrialMachine(plan, now: .now))
    }

    func begin(on loop: EventLoop) {
        for action in machine.withLock({ $0.begin() }) { act(action) }
        let task = loop.spawn { [weak self] in
            var count = 0
            while let self {
                do { try await EventLoop.sleep(for: Self.interval) } catch { return }
                for action in machine.withLock({ $0.tick(.now) }) { act(action) }
                count += 1
                if count.isMultiple(of: Self.toldEvery) { listener.withLock { $0 }?(progress) }
            }
        }
        clock.withLock { $0 = task }
    }

    /// Hears now and then how it gets on.
    func tell(_ body: @escaping @Sendable (JSONObject) -> Void) { listener.withLock { $0 = body } }

    /// So much of the traffic goes to the new model: copies are for the time before.
    func began(share: Double) { if share > 0 { shadows?.end() } }

    /// As the API and the events show it.
    var progress: JSONObject {
        let machine = machine.withLock { $0 }
        var fields: JSONObject = [
            "share": .double(machine.share), "fraction": .double((machine.fraction(at: .now) * 1000).rounded() / 1000),
            "requests": .int(machine.newCount), "failures": .int(machine.newFailures),
            "requests_before": .int(machine.oldCount), "failures_before": .int(machine.oldFailures),
        ]
        if let counts = shadows?.counts {
            fields["copies"] = .int(counts.sent)
            fields["copies_left_out"] = .int(counts.leftOut)
        }
        return fields
    }

    func end() {
        clock.withLock { $0?.cancel() }
        shadows?.end()
    }

    func take(_ sample: TrialSample) {
        for action in machine.withLock({ $0.take(sample) }) { act(action) }
    }

    /// What an ended request shows; nothing where it was the client's own doing.
    func requestEnded(_ context: RequestContext) {
        guard let arm = context.arm, let sample = TrialSample(context, arm, arm == .new ? new.id : old.id) else {
            return
        }
        take(sample)
    }
}

extension TrialSample {
    /// Nil where the request says nothing of the model.
    init?(_ context: RequestContext, _ arm: TrialSplit.Arm, _ wanted: ModelID) {
        let failure = context.failedAttempts.first {
            $0.provider == wanted.provider && $0.model == wanted.model
        }
        // Slower than the time after which somebody else is asked too, which is not the same as failing.
        if let failure, failure.label == FailedAttempt.outrun {
            self.init(arm: arm, failed: false, firstToken: .microseconds(failure.ended))
            return
        }
        if context.status == 499 || failure.map({ Self.isClients($0.label) }) == true { return nil }
        let answeredThere = context.provider == wanted.provider && context.model == wanted.model
        let failed = failure != nil || !answeredThere || context.errorLabel != nil
        self.init(
            arm: arm,
            failed: failed,
            firstToken: failed ? nil : context.firstToken,
            total: failed ? nil : context.elapsed
        )
    }

    /// Whether an error of this label is the doing of whoever asked.
    static func isClients(_ label: String) -> Bool {
        let codes: [ProviderError.Code] = [.badRequest, .contextTooLong, .unsupported, .tooLarge, .cancelled]
        return codes.contains { $0.rawValue == label }
    }
}
