import ModelFiles

/// How many of a model's layers go on the graphics cards: as many as there is room for. Pure.
struct LayerPlacement: Sendable, Equatable {
    let layers: Int
    let layerCount: Int
    /// Whether there is a card at all.
    let hasCards: Bool
    /// What goes where.
    let memory: MemoryAmount

    /// Left to the driver and to what is reckoned too low.
    private static let margin = 512 << 20

    /// `free` is what each card has to spare; `wanted` how many layers the settings ask for, of which less than none is all,
    /// and nil as many as fit.
    init(total: Int, layerCount: Int, free: [Int], wanted: Int? = nil) {
        self.layerCount = layerCount
        hasCards = !free.isEmpty
        // The embedding and the output count as one layer more, as llama.cpp counts them.
        let count = max(1, layerCount + 1)
        let each = max(1, (total + count - 1) / count)
        let fitting = free.reduce(0) { $0 + max(0, $1 - Self.margin) / each }
        let most = free.isEmpty ? 0 : count
        let chosen: Int =
            switch wanted {
            case nil: min(fitting, most)
            case let wanted? where wanted < 0: most
            case let wanted?: min(wanted, most)
            }
        layers = chosen
        let gpu = min(total, each * chosen)
        memory = MemoryAmount(host: total - gpu, gpu: gpu)
    }

    var text: String {
        switch layers {
        case 0: "CPU"
        case (layerCount + 1)...: "GPU"
        default: "GPU, \(layers) of \(layerCount + 1) layers; the rest on the CPU"
        }
    }
}
