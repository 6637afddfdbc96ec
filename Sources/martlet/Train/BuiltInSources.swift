import Curriculum

/// The generators of texts that a recipe may name.
enum BuiltInSources {
    static var names: [String] { Curriculum.names }

    static func source(named name: String, seed: UInt64) -> (any ExampleSource)? {
        Curriculum.source(named: name, seed: seed)
    }
}
