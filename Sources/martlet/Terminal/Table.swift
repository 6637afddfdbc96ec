/// Rows whose columns line up.
struct Table {
    enum Alignment { case left, right }

    private let headings: [(title: String, alignment: Alignment)]
    private var rows: [[Cell]] = []

    struct Cell: ExpressibleByStringLiteral {
        var text: String
        var style: Terminal.Style?

        init(_ text: String, _ style: Terminal.Style? = nil) {
            self.text = Terminal.harmless(text)
            self.style = style
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    init(_ headings: (String, Alignment)...) { self.headings = headings.map { (title: $0.0, alignment: $0.1) } }

    var isEmpty: Bool { rows.isEmpty }

    mutating func add(_ cells: Cell...) { rows.append(cells) }

    var text: String {
        let widths = headings.indices.map { column in
            rows.reduce(headings[column].title.count) { max($0, column < $1.count ? $1[column].text.count : 0) }
        }
        var lines = [line(headings.map { Cell($0.title, .dim) }, widths)]
        lines += rows.map { line($0, widths) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ cells: [Cell], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() where column < widths.count {
            let padding = String(repeating: " ", count: widths[column] - cell.text.count)
            let styled = cell.style.map { Terminal.styled(cell.text, $0) } ?? cell.text
            let isLast = column == cells.count - 1
            switch headings[column].alignment {
            case .left: line += isLast ? styled : styled + padding + "  "
            case .right: line += padding + styled + (isLast ? "" : "  ")
            }
        }
        return line
    }
}
