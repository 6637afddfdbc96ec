import Foundation
package import JSON

/// A run's steps and validations, a line of JSON each, from which its plot is drawn.
final class RunLog {
    private(set) var losses: [LossPlot.Point] = []
    private(set) var validations: [LossPlot.Point] = []
    private let file: FileHandle

    /// Goes on with a log of this place; lines of steps after `step`, which a resumed run takes anew, are dropped.
    init(_ path: String, before step: Int) throws(TrainingError) {
        var kept = Data()
        if step > 0, let old = FileManager.default.contents(atPath: path) {
            for line in old.split(separator: UInt8(ascii: "\n")) {
                guard let value = try? JSONValue(parsing: Data(line)), let number = value["step"]?.int, number <= step
                else {
                    continue
                }
                kept += line + [UInt8(ascii: "\n")]
                if let loss = value["loss"]?.double { losses.append(.init(step: number, loss: loss)) }
                if let loss = value["validation_loss"]?.double { validations.append(.init(step: number, loss: loss)) }
            }
        }
        do {
            try kept.write(to: URL(fileURLWithPath: path))
            file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.seekToEnd()
        } catch {
            throw TrainingError(.unwritable, "\(path): the log cannot be written: \(error.localizedDescription)")
        }
    }

    func write(_ step: RunEvent.Step) {
        losses.append(.init(step: step.number, loss: step.loss))
        line { json in step.write(to: &json) }
    }

    func write(_ validation: RunEvent.Validation) {
        validations.append(.init(step: validation.step, loss: validation.loss))
        line { json in validation.write(to: &json) }
    }

    /// A full disk shall not end a run of hours: the plot is less than the weights.
    func plot(to path: String) {
        let svg = LossPlot(training: losses, validation: validations).svg
        try? Data(svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private func line(_ body: (inout JSONWriter) -> Void) {
        var json = JSONWriter()
        body(&json)
        try? file.write(contentsOf: json.finish() + [UInt8(ascii: "\n")])
    }
}

extension RunEvent.Step: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("step", number)
            json.member("loss", loss)
            json.member("rate", rate)
            json.member("gradient_norm", gradientNorm)
            json.member("tokens", tokens)
            json.member("seconds", seconds)
            json.member("tokens_per_second", tokensPerSecond)
        }
    }
}

extension RunEvent.Validation: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("step", step)
            json.member("validation_loss", loss)
            json.member("validation_hits", hits)
            json.member("best", isBest)
        }
    }
}
