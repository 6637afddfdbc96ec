#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A run's losses as a picture: every step's, smoothed, and the validations'.
struct LossPlot {
    struct Point: Sendable, Equatable {
        var step: Int
        var loss: Double
    }

    var training: [Point]
    var validation: [Point]

    private static let size = (width: 800.0, height: 420.0)
    private static let area = (left: 60.0, top: 20.0, right: 780.0, bottom: 370.0)

    var svg: String {
        let smooth = smoothed
        let all = (smooth + validation).filter { $0.loss.isFinite && $0.loss > 0 }
        let last = Double(max(1, all.map(\.step).max() ?? 1))
        let highest = log(all.map(\.loss).max() ?? 1), lowest = log(all.map(\.loss).min() ?? 0.1)
        let span = max(1e-6, highest - lowest), area = Self.area
        func place(_ point: Point) -> String {
            let x = area.left + Double(point.step) / last * (area.right - area.left)
            let y = area.top + (highest - log(max(point.loss, 1e-9))) / span * (area.bottom - area.top)
            return "\(Self.short(x)),\(Self.short(y))"
        }
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.size.width)) \(Int(Self.size.height))\" "
                + "font-family=\"sans-serif\" font-size=\"12\">",
            "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
        ]
        for tick in 0...4 {
            let loss = exp(highest - Double(tick) / 4 * span)
            let y = area.top + Double(tick) / 4 * (area.bottom - area.top)
            lines.append(
                "<path d=\"M\(Self.short(area.left)) \(Self.short(y))H\(Self.short(area.right))\" stroke=\"#ddd\"/>"
            )
            lines.append(
                "<text x=\"\(Self.short(area.left - 8))\" y=\"\(Self.short(y + 4))\" text-anchor=\"end\">\(Self.label(loss))</text>"
            )
            let x = area.left + Double(tick) / 4 * (area.right - area.left)
            let step = Int(last * Double(tick) / 4)
            lines.append(
                "<text x=\"\(Self.short(x))\" y=\"\(Self.short(area.bottom + 18))\" text-anchor=\"middle\">\(step)</text>"
            )
        }
        lines.append(Self.line(smooth.map(place), colour: "#4a78b5"))
        lines.append(Self.line(validation.map(place), colour: "#c44e2b"))
        lines.append("<text x=\"420\" y=\"408\" text-anchor=\"middle\">step</text>")
        lines.append("<text x=\"770\" y=\"36\" text-anchor=\"end\" fill=\"#4a78b5\">loss of training</text>")
        lines.append("<text x=\"770\" y=\"52\" text-anchor=\"end\" fill=\"#c44e2b\">of validation</text>")
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }

    /// At most 400 points, each the mean of the steps about it.
    private var smoothed: [Point] {
        let group = max(1, (training.count + 399) / 400)
        return stride(from: 0, to: training.count, by: group).map { start in
            let part = training[start..<min(start + group, training.count)]
            return Point(step: part[part.endIndex - 1].step, loss: part.reduce(0) { $0 + $1.loss } / Double(part.count))
        }
    }

    private static func line(_ points: [String], colour: String) -> String {
        "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.5\" points=\"\(points.joined(separator: " "))\"/>"
    }

    private static func short(_ number: Double) -> String { String((number * 10).rounded() / 10) }
    private static func label(_ number: Double) -> String { String((number * 1000).rounded() / 1000) }
}
