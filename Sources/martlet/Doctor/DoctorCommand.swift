import Configuration
import EventLoop
import Foundation
import Gateway
import JSON
import Providers

extension Command {
    static let doctor = Command(
        name: "doctor",
        summary: "looks at this machine, the configuration and the backends, and says what to do next",
        options: Session.options + [Option("--json", nil, "print JSON")],
        details: "Exit codes: 0 a model can answer, 1 none can, 2 the configuration is wrong."
    ) { arguments in
        let loaded = try Settings.load(arguments)
        let session = try await Session.open(arguments)
        let catalog = await session.catalog()
        let cards = await GraphicsCards(on: session.loops.first).read()
        await session.close()
        let diagnosis = Diagnosis(machine: .current, cards: cards, loaded: loaded, catalog: catalog)
        Terminal.write(arguments.has("--json") ? diagnosis.json + "\n" : diagnosis.text)
        return diagnosis.canAnswer ? 0 : 1
    }
}

/// What the doctor found.
private struct Diagnosis {
    let machine: Machine
    let cards: [GraphicsCard]
    let loaded: LoadedSettings
    let catalog: Catalog

    var canAnswer: Bool { catalog.providers.contains { $0.status == .healthy && !$0.models.isEmpty } }

    // MARK: For people

    var text: String {
        var text = heading("Machine")
        text += row("system", machine.system)
        text += row("processor", "\(machine.processor), \(machine.cores) cores")
        text += row("features", machine.features.isEmpty ? "none known" : machine.features.joined(separator: " "))
        text += row("engine", "computes with \(Machine.kernels)")
        let available = machine.availableMemory.map { ", \(CatalogView.bytes($0)) available" } ?? ""
        text += row("memory", CatalogView.bytes(machine.memory) + available)
        for card in cards {
            let free = "\(CatalogView.bytes(card.freeBytes)) of \(CatalogView.bytes(card.totalBytes)) free"
            text += row("graphics", "card \(card.index), \(free)")
        }
        text += heading("Configuration")
        text += row("files", files.isEmpty ? "none (martlet.yaml and .env are looked for here)" : files)
        text += row("address", "http://\(loaded.settings.server.host):\(loaded.settings.server.port)")
        text += row("data", loaded.settings.storage.directory)
        for warning in loaded.warnings { text += mark("!", .yellow, warning.description) }
        text += heading("Backends")
        for discovery in loaded.discoveries where !discovery.found { text += mark("-", .dim, discovery.explanation) }
        for provider in catalog.providers { text += describe(provider) }
        text += heading("What next")
        for step in nextSteps { text += "  \(step)\n" }
        return text
    }

    private func heading(_ text: String) -> String { Terminal.styled(text, .bold) + "\n" }
    private func row(_ name: String, _ value: String) -> String {
        "  \(name.padded(to: 12))\(Terminal.harmless(value))\n"
    }
    private func mark(_ sign: String, _ style: Terminal.Style, _ text: String) -> String {
        "  \(Terminal.styled(sign, style)) \(Terminal.harmless(text))\n"
    }

    private func describe(_ provider: ProviderState) -> String {
        let endpoint = loaded.settings.provider(provider.name)?.endpoint.map { " at \($0.root)" } ?? ""
        switch provider.status {
        case .healthy:
            let count = provider.models.count == 1 ? "1 model" : "\(provider.models.count) models"
            guard provider.type == "native", provider.name == "native" else {
                return mark("✓", .green, "\(provider.name)\(endpoint): \(count)")
            }
            // These are files here, so that their names and sizes say something.
            let rest = provider.models.count > 8 ? ", …" : ""
            return mark(
                "✓",
                .green,
                "native: \(provider.models.prefix(8).map(describe).joined(separator: ", "))\(rest)"
            )
        case .unhealthy, .unknown:
            return mark("✗", .red, "\(provider.name)\(endpoint): \(provider.problem ?? "no answer within 3 s")")
        }
    }

    private func describe(_ model: ModelInfo) -> String {
        let facts = [model.quantization, model.sizeInBytes.map(CatalogView.bytes)].compactMap(\.self)
        return facts.isEmpty ? model.id : "\(model.id) (\(facts.joined(separator: ", ")))"
    }

    private var files: String {
        Set(loaded.effective.compactMap(\.origin.file)).sorted().joined(separator: ", ")
    }

    private var nextSteps: [String] {
        guard canAnswer else {
            return [
                "No model can answer yet. Any one of these helps:",
                "  start Ollama (https://ollama.com) and run 'ollama pull llama3.2'",
                "  put a GGUF file into \(loaded.settings.modelsDirectory), or fetch one with 'martlet pull ORG/NAME:Q4_K_M'",
                "  export OPENAI_API_KEY=…   or   export GOOGLE_API_KEY=…",
                "  point martlet.yaml at a server you have: see martlet.example.yaml",
            ]
        }
        var steps = ["martlet serve      # one endpoint for all of it", "martlet chat       # talk to it here"]
        if let active = catalog.active {
            steps.insert("'default' is \(active).", at: 0)
            let info = catalog.providers.first { $0.name == active.provider }?.models.first { $0.id == active.model }
            if let note = info?.note {
                steps[0] = "'default' is \(active): it \(note.prefix { $0 != ";" })."
                steps += [
                    "For a bigger model, any one of these:",
                    "  start Ollama (https://ollama.com) and run 'ollama pull llama3.2'",
                    "  'martlet pull ORG/NAME:Q4_K_M', which fetches a file into \(loaded.settings.modelsDirectory)",
                    "  export OPENAI_API_KEY=…   or   export GOOGLE_API_KEY=…",
                ]
            }
        }
        return steps
    }

    // MARK: For scripts

    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("can_answer", canAnswer)
            json.member("machine") { json in
                json.object { json in
                    json.member("system", machine.system)
                    json.member("processor", machine.processor)
                    json.member("cores", machine.cores)
                    json.member("features", machine.features)
                    json.member("kernels", Machine.kernels)
                    json.member("memory_bytes", machine.memory)
                    json.member("available_memory_bytes", ifPresent: machine.availableMemory)
                    json.member("graphics_cards") { json in
                        json.array { json in for card in cards { json.element { write(card, to: &$0) } } }
                    }
                }
            }
            json.member("warnings", loaded.warnings.map(\.description))
            json.member("not_found", loaded.discoveries.filter { !$0.found }.map(\.explanation))
            json.member("backends") { json in json.raw(CatalogView.json(catalog).utf8) }
        }
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private func write(_ card: GraphicsCard, to json: inout JSONWriter) {
        json.object { json in
            json.member("index", card.index)
            json.member("memory_bytes", card.totalBytes)
            json.member("free_bytes", card.freeBytes)
        }
    }
}
