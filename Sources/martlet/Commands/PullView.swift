import Downloads
import Foundation
import Synchronization

/// A pull as people see it: one bar over all of its files, with its speed and how long it will take; where nobody looks at
/// bars, a line now and then.
final class PullView: Sendable {
    private struct State {
        var bar: ProgressBar?
        var status: String?
        /// By the digest or the name of the file.
        var files: [String: (completed: Int, total: Int?)] = [:]
        var speed = TransferSpeed()
        var lastLine: ContinuousClock.Instant?
    }

    private let model: String
    private let state = Mutex(State())

    private static let lineSpan = Duration.seconds(5)

    init(_ model: String) { self.model = model }

    func show(_ step: PullStep) {
        state.withLock { state in
            guard let completed = step.completed else { return say(step.status, &state) }
            state.files[step.digest ?? step.status] = (completed, step.total)
            progress(&state, now: .now)
        }
    }

    func finish() {
        state.withLock { state in
            state.bar?.finish()
            state.bar = nil
        }
    }

    private func say(_ status: String, _ state: inout State) {
        state.bar?.finish()
        state.bar = nil
        if status != state.status, status != "success" { Terminal.line(Terminal.harmless(status)) }
        state.status = status
    }

    private func progress(_ state: inout State, now: ContinuousClock.Instant) {
        let completed = state.files.values.reduce(0) { $0 + $1.completed }
        let totals = state.files.values.map(\.total)
        let total = totals.contains(nil) ? nil : totals.reduce(0) { $0 + ($1 ?? 0) }
        state.speed.note(completed, at: now)
        let text = Self.text(completed, of: total, state.speed)
        if Terminal.showsBars {
            if state.bar == nil { state.bar = ProgressBar(model) }
            state.bar?.show(total.map { $0 > 0 ? Double(completed) / Double($0) : 1 } ?? 0, text)
        } else if state.lastLine.map({ now - $0 >= Self.lineSpan }) ?? true {
            state.lastLine = now
            Terminal.line("pulling \(model): \(text)")
        }
    }

    /// `1.2 GB of 4.1 GB, 45.0 MB/s, 1:04 left`
    static func text(_ completed: Int, of total: Int?, _ speed: TransferSpeed) -> String {
        var text = CatalogView.bytes(completed)
        if let total { text += " of \(CatalogView.bytes(total))" }
        guard let rate = speed.bytesPerSecond, rate >= 1 else { return text }
        text += ", \(CatalogView.bytes(Int(rate)))/s"
        guard let total, total > completed else { return text }
        let left = Int((Double(total - completed) / rate).rounded(.up))
        guard left < 360_000 else { return text }
        let minutes = "\(left / 60 % 60)"
        let seconds = left % 60 < 10 ? "0\(left % 60)" : "\(left % 60)"
        if left < 3600 { return text + ", \(minutes):\(seconds) left" }
        return text + ", \(left / 3600):\(minutes.count < 2 ? "0" : "")\(minutes):\(seconds) left"
    }
}

/// How fast something has come lately: the older a second is, the less it counts.
struct TransferSpeed {
    private var last: (count: Int, time: ContinuousClock.Instant)?
    private(set) var bytesPerSecond: Double?

    /// After so long, what was before counts for a third.
    private static let memory = 3.0

    mutating func note(_ count: Int, at time: ContinuousClock.Instant) {
        guard let last else {
            // What an earlier try has left has not come now.
            self.last = (count, time)
            return
        }
        let seconds = (time - last.time) / .seconds(1)
        guard seconds >= 0.2 else { return }
        let rate = Double(max(0, count - last.count)) / seconds
        let weight = exp(-seconds / Self.memory)
        bytesPerSecond = bytesPerSecond.map { $0 * weight + rate * (1 - weight) } ?? rate
        self.last = (count, time)
    }
}
