import Configuration
import EventLoop
import Foundation
import Gateway
import Providers

/// What a server says when it starts: its address, at once; what it found, when it knows.
struct Banner: Sendable {
    private let loaded: LoadedSettings
    private let url: String

    init(_ loaded: LoadedSettings, port: UInt16) {
        self.loaded = loaded
        let host = loaded.settings.server.host
        url = "http://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)"
    }

    var text: String {
        let files = Set(loaded.effective.compactMap(\.origin.file)).sorted()
        let keys = loaded.settings.server.apiKeys.count
        return """
            \(Terminal.styled("martlet \(Martlet.version)", .bold)) serves at \(Terminal.styled(url, .cyan))
              OpenAI   \(url)/v1
              Ollama   \(url)
              Google   \(url) (v1beta)
              settings \(files.isEmpty ? "built-in and environment (no martlet.yaml, no .env here)" : files.joined(separator: ", "))
              keys     \(keys == 0 ? "none asked for: only this machine can connect" : "\(keys) accepted")

            """
    }

    /// Waits until every backend has been asked, and says what came of it.
    func tellFindings(_ gateway: Gateway) async {
        for _ in 0..<60 {
            guard gateway.catalog.providers.contains(where: { $0.status == .unknown }) else { break }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
        }
        Terminal.write(findings(gateway.catalog))
        ProcessMemory.settle()
    }

    func findings(_ catalog: Catalog) -> String {
        var text = ""
        for provider in catalog.providers {
            let endpoint = loaded.settings.provider(provider.name)?.endpoint.map { " at \($0.root)" } ?? ""
            let name = Terminal.styled(provider.name, .bold) + endpoint
            switch provider.status {
            case .healthy:
                let models = provider.models.map(\.id)
                let shown = models.prefix(4).joined(separator: ", ") + (models.count > 4 ? ", … (\(models.count))" : "")
                text +=
                    "  \(Terminal.styled("✓", .green)) \(name): \(Terminal.harmless(models.isEmpty ? "no models" : shown))\n"
            case .unhealthy, .unknown:
                let problem = provider.problem ?? "no answer yet"
                text += "  \(Terminal.styled("✗", .red)) \(name): \(Terminal.harmless(problem))\n"
            }
        }
        for discovery in loaded.discoveries where !discovery.found {
            text += Terminal.styled("  - \(discovery.explanation)\n", .dim)
        }
        if let active = catalog.active {
            text += "  'default' is \(Terminal.styled(active.description, .bold))\n"
        } else if loaded.settings.providers.contains(where: { !$0.isImplicit }) {
            text += "  No model can answer yet. The backends are asked again and again; 'martlet doctor' says more.\n"
        } else {
            text += """
                  No model can answer yet: start Ollama, export OPENAI_API_KEY or GOOGLE_API_KEY, or write martlet.yaml.
                  'martlet doctor' says more.

                """
        }
        return text
    }
}
