import Curriculum

/// The generators of texts that a recipe may name.
enum BuiltInSources {
    static let names: [String] = []

    static func source(named name: String, seed: UInt64) -> (any ExampleSource)? { nil }
}
