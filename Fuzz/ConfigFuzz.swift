// layers: Configuration
// seeds: Fuzz/seeds/Config
//
// Whatever stands in the files, reading them ends with settings or with problems that say something. The first byte
// says where `martlet.yaml` ends and `.env` begins.

@testable import Configuration

/// Reads a configuration.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfiguration(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let rest = input.dropFirst()
    let cut = rest.count * Int(first) / 255
    let files = SourceFiles(yaml: Array(rest.prefix(cut)), dotEnv: Array(rest.dropFirst(cut)))
    let sources = ConfigurationSources(environment: ["HOME": "/home/me", "OPENAI_API_KEY": "verysecret"])
    do {
        let loaded = try SettingsLoader.load(files, from: sources)
        let names = loaded.settings.providers.map(\.name)
        precondition(Set(names).count == names.count)
        precondition(loaded.settings.fallbackOrder.allSatisfy(names.contains))
        precondition(loaded.settings.selection.provider.map(names.contains) ?? names.isEmpty)
        precondition(loaded.settings.routes.allSatisfy { $0.targets.allSatisfy { names.contains($0.provider) } })
        precondition(!"\(loaded.settings) \(loaded.effective)".contains("verysecret"))
    } catch {
        precondition(!error.problems.isEmpty)
        for problem in error.problems {
            precondition(!problem.message.isEmpty && !problem.remedy.isEmpty)
            precondition(problem.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
    }
    return 0
}
