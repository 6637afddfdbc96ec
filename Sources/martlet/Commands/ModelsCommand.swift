import Foundation
import Gateway
import JSON
import Providers

extension Command {
    static let models = listing(name: "models")
    static let modelsList = listing(name: "models list")

    private static func listing(name: String) -> Command {
        Command(
            name: name,
            summary: "lists the models of every backend",
            options: Session.options + [Option("--json", nil, "print JSON")],
            details: """
                Exit codes: 0 at least one backend answers, 1 none does, 2 the configuration is wrong.
                """
        ) { arguments in
            let session = try await Session.open(arguments)
            let catalog = await session.catalog()
            await session.close()
            if arguments.has("--json") {
                Terminal.line(CatalogView.json(catalog))
            } else {
                Terminal.write(CatalogView.table(catalog))
            }
            return catalog.providers.contains { $0.status == .healthy } ? 0 : 1
        }
    }
}

/// What is known of backends and models, for people and for scripts.
enum CatalogView {
    static func table(_ catalog: Catalog) -> String {
        var table = Table(
            ("MODEL", .left),
            ("SIZE", .right),
            ("PARAMETERS", .right),
            ("QUANTIZATION", .left),
            ("CONTEXT", .right),
            ("", .left)
        )
        for provider in catalog.providers {
            for model in provider.models where provider.status != .unhealthy {
                let id = ModelID(provider: provider.name, model: model.id)
                table.add(
                    Table.Cell(id.description, .bold),
                    Table.Cell(model.sizeInBytes.map(bytes) ?? "-"),
                    Table.Cell(model.parameterSize ?? "-"),
                    Table.Cell(model.quantization ?? "-"),
                    Table.Cell(model.contextLength.map(String.init) ?? "-"),
                    Table.Cell(id == catalog.active ? "default" : "", .green)
                )
            }
        }
        var text = table.isEmpty ? "" : table.text
        for provider in catalog.providers where provider.status != .healthy {
            let problem = provider.problem ?? "it has not answered yet"
            text += Terminal.styled("\(provider.name): \(Terminal.harmless(problem))\n", .yellow)
        }
        if catalog.providers.isEmpty {
            text += "no backend is configured, and none was found; 'martlet doctor' helps\n"
        }
        return text
    }

    static func json(_ catalog: Catalog) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("active", ifPresent: catalog.active?.description)
            json.member("providers") { json in
                json.array { json in
                    for provider in catalog.providers { json.element { json in write(provider, to: &json) } }
                }
            }
        }
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private static func write(_ provider: ProviderState, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", provider.name)
            json.member("type", provider.type)
            json.member("status", provider.status.rawValue)
            json.member("problem", ifPresent: provider.problem)
            json.member("models") { json in
                json.array { json in
                    for model in provider.models {
                        json.element { json in
                            json.object { json in
                                json.member("id", "\(provider.name)/\(model.id)")
                                json.member("size", ifPresent: model.sizeInBytes)
                                json.member("parameters", ifPresent: model.parameterSize)
                                json.member("quantization", ifPresent: model.quantization)
                                json.member("context_length", ifPresent: model.contextLength)
                                json.member("note", ifPresent: model.note)
                            }
                        }
                    }
                }
            }
        }
    }

    /// `4.1 GB`
    static func bytes(_ count: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = Double(count)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(count) B" : String(format: "%.1f %@", value, units[unit])
    }
}
