import Configuration
import EventLoop
import Foundation
import Gateway
import HTTP
import JSON
import Logging
import Providers

/// `GET /api/tags`, `GET /api/ps`, `POST /api/show` and `GET /api/version`
struct OllamaModels: Sendable {
    let gateway: any GatewayService

    /// The Ollama whose dialect this is. Its clients look at it to see what they may ask for.
    private static let version = "0.12.6"
    /// How long a backend may take to say what it has loaded.
    private static let patience = Duration.milliseconds(500)

    func version(_ call: Call) async throws {
        let body = Array(#"{"version":"\#(Self.version)"}"#.utf8)
        try await call.responder.send(200, OllamaHeaders.json(call.context), body)
    }

    func tags(_ call: Call) async throws {
        let names = OllamaNames(gateway.catalog)
        var json = JSONWriter(reservingCapacity: 64 + names.entries.count * 320)
        json.object { json in
            json.member("models") { json in
                json.array { json in
                    for entry in names.entries {
                        json.element { json in json.object { json in write(entry, to: &json) } }
                    }
                }
            }
        }
        try await call.responder.send(200, OllamaHeaders.json(call.context), json.finish())
    }

    private func write(_ entry: OllamaNames.Entry, to json: inout JSONWriter) {
        json.member("name", entry.name)
        json.member("model", entry.name)
        json.member("modified_at", entry.info.modified)
        json.member("size", max(0, entry.info.sizeInBytes ?? 0))
        json.member("digest", entry.digest)
        json.member("details") { json in entry.info.writeDetails(isGGUF: entry.isGGUF, to: &json) }
        json.member("context_length", ifPresent: entry.info.contextLength)
        json.member("capabilities", ifPresent: entry.info.capabilities)
    }

    // MARK: Loaded models

    /// Asks every backend that loads models, at the same time. One that does not answer soon has none to show.
    func loaded(_ call: Call) async throws {
        let catalog = gateway.catalog
        let names = OllamaNames(catalog)
        let states = catalog.providers.filter { $0.status == .healthy }
        let asked = states.compactMap { state in
            gateway.provider(named: state.name)?.residency.map { (state.name, $0) }
        }
        let found = await withTaskGroup(of: (Int, [LoadedModel]).self) { group in
            for (index, (_, residency)) in asked.enumerated() {
                group.addTask { (index, await Self.loaded(residency)) }
            }
            var found: [Int: [LoadedModel]] = [:]
            for await (index, models) in group { found[index] = models }
            return found
        }
        let memory = gateway.memory
        var json = JSONWriter()
        json.object { json in
            json.member("models") { json in
                json.array { json in
                    for (index, (provider, _)) in asked.enumerated() {
                        for model in found[index] ?? [] {
                            json.element { json in
                                json.object { json in write(model, of: provider, names, memory, to: &json) }
                            }
                        }
                    }
                }
            }
            json.member("memory") { json in memory.write(to: &json) }
        }
        try await call.responder.send(200, OllamaHeaders.json(call.context), json.finish())
    }

    private static func loaded(_ residency: any ModelResidency) async -> [LoadedModel] {
        await withTaskGroup(of: [LoadedModel]?.self) { group in
            group.addTask { try? await residency.loaded() }
            group.addTask {
                try? await EventLoop.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await (group.next() ?? nil) ?? []
        }
    }

    private func write(
        _ model: LoadedModel,
        of provider: String,
        _ names: OllamaNames,
        _ memory: MemoryReport,
        to json: inout JSONWriter
    ) {
        let id = ModelID(provider: provider, model: model.id)
        let entry = names[id] ?? OllamaNames.Entry(id: id, info: ModelInfo(id: model.id), name: id.description)
        json.member("name", entry.name)
        json.member("model", entry.name)
        json.member("size", model.sizeInBytes ?? 0)
        json.member("digest", entry.digest)
        json.member("details") { json in entry.info.writeDetails(isGGUF: entry.isGGUF, to: &json) }
        // For ever is what Ollama writes as a moment that nobody lives to see.
        json.member("expires_at", model.expires?.rfc3339 ?? "9999-12-31T23:59:59Z")
        json.member("size_vram", model.gpuBytes ?? 0)
        json.member("context_length", ifPresent: model.contextLength)
        json.member("placement", ifPresent: model.placement)
        guard let kept = memory.models.first(where: { $0.id == model.memory }) else { return }
        json.member("pinned", kept.isPinned)
        json.member("in_use", kept.isInUse)
        json.member("state", kept.state)
        json.member("held", kept.held.host)
    }

    // MARK: One model

    /// A backend's own card where it has them; else what the catalog knows.
    func show(_ call: Call) async throws {
        let fields = try Fields(body: call.request.body)
        let name = try fields.ollamaModel()
        let verbose = try fields.bool("verbose") ?? false
        let target = try call.target(named: name, on: gateway)
        let state = gateway.catalog.providers.first { $0.name == target.provider }
        let body: [UInt8]
        if let library = gateway.provider(named: target.provider)?.library {
            body = OllamaCard.completed(try await library.show(target.model, verbose: verbose).json, state)
        } else {
            body = OllamaCard.synthesised(target, state)
        }
        try await call.responder.send(200, OllamaHeaders.json(call.context), body)
    }
}

/// The names of models as Ollama's clients see them: those of an Ollama by their own name, where only it has it; others
/// as `provider/model`.
struct OllamaNames: Sendable {
    struct Entry: Sendable {
        let id: ModelID
        let info: ModelInfo
        let name: String
        /// Whether the backend keeps its models in GGUF files.
        var isGGUF = false

        /// The backend's, or that of the model's name: clients cut it short to tell models apart.
        var digest: String {
            if let digest = info.digest { return digest.split(separator: ":").last.map(String.init) ?? digest }
            return SHA256.digest(of: Array(id.description.utf8)).hexadecimal
        }
    }

    private(set) var entries: [Entry] = []
    private var places: [ModelID: Int] = [:]

    init(_ catalog: Catalog) {
        var owners: [String: Int] = [:]
        for model in catalog.providers.lazy.filter({ !$0.yieldsNames }).flatMap(\.models) {
            owners[model.id, default: 0] += 1
        }
        for provider in catalog.providers {
            let isGGUF = provider.keepsGGUF
            for model in provider.models {
                let id = ModelID(provider: provider.name, model: model.id)
                guard places[id] == nil else { continue }
                let isBare = provider.type == "ollama" && owners[model.id] == 1
                places[id] = entries.count
                entries.append(Entry(id: id, info: model, name: isBare ? model.id : id.description, isGGUF: isGGUF))
            }
        }
    }

    subscript(id: ModelID) -> Entry? { places[id].map { entries[$0] } }
}

extension [UInt8] {
    fileprivate var hexadecimal: String {
        map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}

extension ProviderState {
    var keepsGGUF: Bool { ["ollama", "llamacpp", "native"].contains(type) }
}

extension ModelInfo {
    /// Clients read it as a date; a backend that does not tell has the first one there is.
    var modified: String { created?.rfc3339 ?? "1970-01-01T00:00:00Z" }

    func writeDetails(isGGUF: Bool, to json: inout JSONWriter) {
        json.object { json in
            json.member("parent_model", "")
            json.member("format", isGGUF ? "gguf" : "")
            json.member("family", family ?? "")
            json.member("families", family.map { [$0] } ?? [])
            json.member("parameter_size", parameterSize ?? "")
            json.member("quantization_level", quantization ?? "")
        }
    }
}

extension Date {
    /// A backend's date may be anything; one outside the years that are written with four digits is the first of all.
    var rfc3339: String {
        let seconds = timeIntervalSince1970
        guard seconds.isFinite, (-62_135_596_800..<253_402_300_800).contains(seconds) else {
            return "1970-01-01T00:00:00Z"
        }
        return Timestamp(microseconds: Int((seconds * 1e6).rounded(.down))).rfc3339
    }
}

extension Call {
    /// The model that a name stands for, noted as the one that was asked.
    func target(named name: String, on gateway: any GatewayService) throws -> ModelID {
        context.requestedModel = name
        guard let target = try gateway.resolve(name).first else {
            throw APIError(404, "model '\(name)' not found", label: "unknown_model")
        }
        context.provider = target.provider
        context.model = target.model
        context.attempts = 1
        return target
    }
}
