import Engine
import Foundation
import JSON
import ModelFiles

/// What a benchmark has found, for people and for scripts.
struct BenchReport: Sendable {
    /// Tokens a second.
    struct Speed: Sendable {
        var median: Double
        var best: Double

        init(_ times: [Duration], tokens: Int) {
            let speeds = times.map { Double(tokens) / max(1e-9, $0 / .seconds(1)) }.sorted()
            best = speeds.last ?? 0
            median = speeds.isEmpty ? 0 : (speeds[speeds.count / 2] + speeds[(speeds.count - 1) / 2]) / 2
        }
    }

    struct Cell: Sendable {
        var threads: Int
        var depth: Int
        var reading: Speed
        var making: Speed
        /// What a token reads of the cache, in the middle of the run.
        var cacheBytes: Int
        /// What these threads read from memory, in bytes a second.
        var bandwidth: Double?
    }

    struct Start: Sendable {
        var threads: Int
        var load: Duration
        var firstToken: Duration
        var resident = 0
        var peak = 0
    }

    private let name: String
    private let path: String
    private let description: ModelDescription
    private let plan: EngineBenchmark.Plan
    private let parameters: Int
    private let quantisation: String
    private let fileBytes: Int
    /// Bytes of weights that each token needs.
    private(set) var decodeBytes = 0
    private(set) var memory: LoadedModel.Memory?
    var cells: [Cell] = []
    var starts: [Start] = []

    init(_ file: ModelFile, _ plan: EngineBenchmark.Plan) throws {
        self.plan = plan
        path = file.path
        name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        description = file.description
        let card = try ModelCard(file)
        (parameters, quantisation, fileBytes) = (card.parameterCount, card.quantisation, card.fileBytes)
        decodeBytes = Self.bytesPerToken(file)
    }

    mutating func note(_ model: LoadedModel) { memory = model.memory }

    /// All matrices but the table of embeddings, unless that is the output too; of experts, those that a token uses.
    private static func bytesPerToken(_ file: ModelFile) -> Int {
        let isTied = file.tensor(named: "output.weight") == nil
        let description = file.description
        return file.tensors.reduce(0) { sum, tensor in
            if tensor.name == "token_embd.weight", !isTied { return sum }
            if tensor.name.contains("_exps."), description.expertCount > 0 {
                return sum + tensor.byteCount / description.expertCount * description.expertsUsed
            }
            return sum + tensor.byteCount
        }
    }

    private func decodeRate(_ cell: Cell) -> Double { cell.making.median * Double(decodeBytes + cell.cacheBytes) }
}

// MARK: For people

extension BenchReport {
    var text: String {
        let machine = Machine.current
        var text = Terminal.styled(name, .bold)
        text += "  \(description.architecture.rawValue), \(Self.count(parameters)) parameters, \(quantisation), "
        text += "\(CatalogView.bytes(fileBytes)) (\(CatalogView.bytes(decodeBytes)) of weights a token)\n"
        text += Terminal.styled(
            "\(machine.processor), \(machine.cores) cores, kernels: \(Machine.kernels)\(readsText)\n\n",
            .dim
        )
        text += table.text + "\n"
        for start in starts {
            text +=
                "\(start.threads) \(start.threads == 1 ? "thread: " : "threads:") loaded in \(Self.milliseconds(start.load)), "
            text += "first token after \(Self.milliseconds(start.firstToken)); "
            text += "\(CatalogView.bytes(start.resident)) resident, \(CatalogView.bytes(start.peak)) at most\n"
        }
        return text
    }

    private var readsText: String {
        var told: [String] = []
        for cell in cells where !told.contains(where: { $0.hasPrefix("\(cell.threads) ") }) {
            guard let bandwidth = cell.bandwidth else { continue }
            told.append(
                "\(cell.threads) \(cell.threads == 1 ? "thread reads" : "threads read") \(Self.gigabytes(bandwidth))"
            )
        }
        return told.isEmpty ? "" : "; " + told.joined(separator: ", ")
    }

    private var table: Table {
        var table = Table(
            ("THREADS", .right),
            ("DEPTH", .right),
            ("PREFILL \(plan.prompt)", .right),
            ("", .left),
            ("DECODE \(plan.tokens)", .right),
            ("", .left),
            ("BANDWIDTH", .right),
            ("OF READ", .right)
        )
        let fastest = (
            reading: cells.map(\.reading.median).max() ?? 0, making: cells.map(\.making.median).max() ?? 0
        )
        for cell in cells {
            let rate = decodeRate(cell)
            table.add(
                Table.Cell(String(cell.threads)),
                Table.Cell(String(cell.depth)),
                Table.Cell(Self.speed(cell.reading.median), .bold),
                Table.Cell(Self.bar(cell.reading.median, of: fastest.reading), .cyan),
                Table.Cell(Self.speed(cell.making.median), .bold),
                Table.Cell(Self.bar(cell.making.median, of: fastest.making), .cyan),
                Table.Cell(Self.gigabytes(rate)),
                Table.Cell(cell.bandwidth.map { "\(Int((rate / $0 * 100).rounded())) %" } ?? "-")
            )
        }
        return table
    }

    /// Eighths of a character wide.
    static func bar(_ value: Double, of largest: Double, width: Int = 10) -> String {
        guard largest > 0, value.isFinite, value > 0 else { return "" }
        let eighths = Int((min(1, value / largest) * Double(width * 8)).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    private static func speed(_ speed: Double) -> String {
        String(format: speed < 1000 ? "%.1f t/s" : "%.0f t/s", speed)
    }
    private static func gigabytes(_ rate: Double) -> String { String(format: "%.1f GB/s", rate / 1e9) }
    private static func milliseconds(_ time: Duration) -> String { "\(Int((time / .milliseconds(1)).rounded())) ms" }

    private static func count(_ weights: Int) -> String {
        weights >= 1_000_000_000
            ? String(format: "%.2fB", Double(weights) / 1e9) : String(format: "%.1fM", Double(weights) / 1e6)
    }
}

// MARK: For scripts

extension BenchReport {
    var json: String {
        let machine = Machine.current
        var json = JSONWriter()
        json.object { json in
            json.member("file", path)
            json.member("architecture", description.architecture.rawValue)
            json.member("parameters", parameters)
            json.member("quantization", quantisation)
            json.member("file_bytes", fileBytes)
            json.member("weight_bytes_per_token", decodeBytes)
            json.member("packed_weight_bytes", ifPresent: memory?.packedWeights)
            json.member("mapped_weight_bytes", ifPresent: memory?.mappedWeights)
            json.member("prompt", plan.prompt)
            json.member("tokens", plan.tokens)
            json.member("machine") { json in
                json.object { json in
                    json.member("processor", machine.processor)
                    json.member("cores", machine.cores)
                    json.member("instruction_set", Machine.kernels)
                    json.member("memory_bytes", machine.memory)
                }
            }
            json.member("starts") { json in
                json.array { json in for start in starts { json.element { json in write(start, to: &json) } } }
            }
            json.member("cells") { json in
                json.array { json in for cell in cells { json.element { json in write(cell, to: &json) } } }
            }
        }
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private func write(_ start: Start, to json: inout JSONWriter) {
        json.object { json in
            json.member("threads", start.threads)
            json.member("load_ms", start.load / .milliseconds(1))
            json.member("first_ms", start.firstToken / .milliseconds(1))
            json.member("resident_mb", Double(start.resident) / 1e6)
            json.member("peak_mb", Double(start.peak) / 1e6)
        }
    }

    private func write(_ cell: Cell, to json: inout JSONWriter) {
        json.object { json in
            json.member("threads", cell.threads)
            json.member("depth", cell.depth)
            json.member("prefill", cell.reading.best)
            json.member("prefill_median", cell.reading.median)
            json.member("decode", cell.making.best)
            json.member("decode_median", cell.making.median)
            json.member("decode_bytes_per_second", decodeRate(cell))
            json.member("read_bytes_per_second", ifPresent: cell.bandwidth)
        }
    }
}
