import Foundation

extension TrainingRecipe {
    /// Reads a recipe, which blocks. Throws every problem at once. Files that it names are relative to its own place.
    package static func load(_ path: String) throws(ConfigurationError) -> TrainingRecipe {
        let start = Origin.file(path, line: 1, column: 1)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(
                problems: [Problem("the file cannot be read", at: start, remedy: "check the path after --recipe")]
            )
        }
        return try parse(Array(data), file: path)
    }

    /// Reads a recipe's bytes, as of this file.
    package static func parse(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> TrainingRecipe {
        var recipe = TrainingRecipe()
        var reading = Reading()
        if let root = try YAMLTree.read(bytes, file: file) {
            RecipeKeys.record.read(root, into: &recipe, path: "", &reading)
        }
        let start = Origin.file(file, line: 1, column: 1)
        if recipe.vocabulary.isEmpty {
            reading.problem(
                "no vocabulary is named",
                at: start,
                remedy: "write \"vocabulary: FILE.gguf\""
            )
        }
        if recipe.sources.isEmpty, reading.problems.isEmpty {
            reading.problem("no data is named", at: start, remedy: "write \"data:\" and a list of sources")
        }
        if !recipe.sources.isEmpty, !recipe.sources.contains(where: { $0.weight > 0 }) {
            reading.problem("no source has a weight", at: recipe.sources[0].origin, remedy: "give one a weight above 0")
        }
        guard reading.problems.isEmpty else { throw ConfigurationError(problems: reading.problems) }
        recipe.placeFiles(beside: file)
        return recipe
    }

    private mutating func placeFiles(beside file: String) {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        func placed(_ path: String) -> String { URL(fileURLWithPath: path, relativeTo: folder).path }
        vocabulary = placed(vocabulary)
        for index in sources.indices {
            switch sources[index].kind {
            case .builtIn: break
            case .chats(let path): sources[index].kind = .chats(placed(path))
            case .text(let path): sources[index].kind = .text(placed(path))
            }
        }
    }
}
