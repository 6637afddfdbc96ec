import EventLoop
import Foundation
import Gateway
import ModelFiles
import Providers

extension Session {
    /// Whether a model's name is the path of one: a file, or a folder as Hugging Face publishes them.
    static func isModelFile(_ name: String) -> Bool {
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: name, isDirectory: &isDirectory) else { return false }
        return !isDirectory.boolValue || FileManager.default.fileExists(atPath: name + "/config.json")
    }

    /// Whether what answers goes on with a text, and knows no turns of a chat.
    var onlyContinues: Bool {
        guard let file, let card = try? ModelCard(ModelFile.open(file)) else { return false }
        return !card.hasChatTemplate
    }

    private var fileProvider: (any Provider)? { gateway.provider(named: "native") }

    /// Loads the file's model, with a bar that shows how far it is.
    func loadFile() async throws {
        guard let file, let residency = fileProvider?.residency else { return }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let loading = loops.first.spawn { () async -> ProviderError? in
            do throws(ProviderError) {
                try await residency.load(file, keepAlive: .forever)
                return nil
            } catch {
                return error
            }
        }
        let showing = Task { [residentModels] in
            var bar = ProgressBar("loading \(name)")
            while !Task.isCancelled {
                if let fraction = residentModels.loading[file] { bar.show(fraction) }
                try? await Task.sleep(for: .milliseconds(50))
            }
            bar.finish()
        }
        let problem = await loading.value
        showing.cancel()
        await showing.value
        if let problem { throw CommandError("\(file) cannot be used: \(problem.message)") }
    }
}

/// How fast an answer came, from what its backend measured.
struct AnswerSpeed {
    private var tokens = 0
    private var prompt = 0
    private var timings: Timings?

    mutating func note(_ event: GenerationEvent) {
        switch event {
        case .usage(let usage): (prompt, tokens) = (usage.promptTokens, usage.completionTokens)
        case .timings(let timings): self.timings = timings
        // Never asked for here.
        case .restarted: break
        default: break
        }
    }

    /// `64 tokens, 41.2 tokens/s (prompt: 12 tokens, 230 tokens/s)`
    var text: String? {
        guard tokens > 0, let timings, let making = timings.completion, let reading = timings.prompt else { return nil }
        var text = "\(tokens) tokens"
        if let speed = Self.speed(tokens, making) { text += ", \(speed) tokens/s" }
        if let speed = Self.speed(prompt, reading) { text += " (prompt: \(prompt) tokens, \(speed) tokens/s)" }
        return text
    }

    private static func speed(_ count: Int, _ time: Duration) -> String? {
        guard count > 0, time > .zero else { return nil }
        let speed = Double(count) / (time / .seconds(1))
        return speed < 100 ? String(format: "%.1f", speed) : String(Int(min(speed, 1e9)))
    }
}
