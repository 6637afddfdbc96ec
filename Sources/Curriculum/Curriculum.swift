/// The sources of examples that this module has, by name.
public enum Curriculum {
    /// Their names, as recipes have them.
    public static let names: [String] = ["built-in", "reading", "instructions", "martlet", "copying"]

    /// The source of a name, with a seed of its own; nil where there is none of that name.
    public static func source(named name: String, seed: UInt64) -> (any ExampleSource)? {
        switch name {
        case "built-in": Mixture.builtIn(seed: seed)
        case "reading": ReadingSource(seed: seed)
        case "instructions": InstructionSource(seed: seed)
        case "martlet": AboutSource(seed: seed)
        case "copying": CopyingSource(seed: seed)
        default: nil
        }
    }
}
