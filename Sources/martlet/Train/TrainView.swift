import Foundation
import JSON
import Training

/// How a run is shown: a line that is written over and over on a terminal, plain lines now and then elsewhere, or JSON.
final class TrainView {
    private let plan: RunPlan
    private let wantsJSON: Bool
    private let resumeLine: String
    private let clock = ContinuousClock()
    private var lastLine: ContinuousClock.Instant?
    private var first: RunEvent.Step?
    /// The mean of the last steps' speed.
    private var speed: Double?

    private static let pause = Duration.seconds(10)

    init(_ plan: RunPlan, wantsJSON: Bool, resumeLine: String) {
        self.plan = plan
        self.wantsJSON = wantsJSON
        self.resumeLine = resumeLine
    }

    func begin(_ run: TrainingRun) {
        guard !wantsJSON else { return }
        let shape = plan.shape
        Terminal.line(
            "\(Self.grouped(shape.parameters)) parameters: \(shape.layers) layers of \(shape.width), vocabulary "
                + "\(Self.grouped(shape.vocabulary)), context \(Self.grouped(shape.context)); "
                + "\(run.learner.arithmeticName), \(plan.threads) thread\(plan.threads == 1 ? "" : "s")"
        )
        if run.step > 0 { Terminal.line("going on after step \(run.step)") }
    }

    func show(_ event: RunEvent) {
        guard !wantsJSON else { return json(event) }
        switch event {
        case .step(let step): show(step)
        case .validation(let validation):
            keep(
                "step \(validation.step): validation loss \(Self.decimals(validation.loss, 4)), "
                    + "\(Self.decimals(validation.hits * 100, 1)) % of tokens foreseen\(validation.isBest ? ", the best so far" : "")"
            )
        case .checkpoint: break
        case .stoppedEarly(let step):
            keep("ended after step \(step), as validation gets no better: \(plan.bestPath)")
        case .interrupted(let step):
            keep("saved after step \(step). Go on with: \(resumeLine)")
        case .finished(let step):
            keep("done after step \(step): \(plan.modelPath), \(plan.plotPath)")
        }
    }

    private func show(_ step: RunEvent.Step) {
        speed = speed.map { $0 * 0.9 + step.tokensPerSecond * 0.1 } ?? step.tokensPerSecond
        let start = first ?? step
        first = start
        let done = step.number - start.number
        let remaining =
            done > 0
            ? (step.seconds - start.seconds) / Double(done) * Double(plan.schedule.steps - step.number) : nil
        let line =
            "step \(step.number) of \(plan.schedule.steps)  loss \(Self.decimals(step.loss, 3))  "
            + "\(Self.grouped(Int(speed ?? 0))) tokens/s" + (remaining.map { "  \(Self.time($0)) left" } ?? "")
        if Terminal.showsBars {
            Terminal.write("\r\u{1b}[K" + line)
        } else if lastLine.map({ clock.now - $0 >= Self.pause }) ?? true {
            lastLine = clock.now
            Terminal.line(line)
        }
    }

    /// A line that stays.
    private func keep(_ line: String) {
        if Terminal.showsBars { Terminal.write("\r\u{1b}[K") }
        Terminal.line(line)
    }

    private func json(_ event: RunEvent) {
        Terminal.json { json in
            switch event {
            case .step(let step): step.write(to: &json)
            case .validation(let validation): validation.write(to: &json)
            case .checkpoint(let step): Self.write("checkpoint", step, &json)
            case .stoppedEarly(let step): Self.write("stopped_early", step, &json)
            case .interrupted(let step): Self.write("interrupted", step, &json)
            case .finished(let step): Self.write("finished", step, &json)
            }
        }
    }

    private static func write(_ event: String, _ step: Int, _ json: inout JSONWriter) {
        json.object { json in
            json.member("event", event)
            json.member("step", step)
        }
    }

    // MARK: Numbers

    static func decimals(_ number: Double, _ count: Int) -> String {
        String(format: "%.\(count)f", number)
    }

    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return String(
            digits.enumerated().flatMap { index, digit in
                index > 0 && (digits.count - index) % 3 == 0 ? [",", digit] : [digit]
            }
        )
    }

    static func time(_ seconds: Double) -> String {
        let minutes = Int(seconds / 60)
        if seconds < 60 { return "\(Int(seconds)) s" }
        return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
