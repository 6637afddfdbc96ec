/// A model in several files: `NAME-00001-of-00003.gguf` and its fellows. Any of them names them all.
enum GGUFSplit {
    private static let most = 4096

    /// The headers of all parts, given one of them; only that one where the file is whole.
    static func parts(of given: GGUFHeader) throws(ModelFileError) -> [GGUFHeader] {
        let path = given.file.path
        let count = try given.metadata.int("split.count", in: 0...most) ?? 1
        guard count > 1 else { return [given] }
        guard let stem = stem(of: path, count: count) else {
            throw ModelFileError(
                .unsupported,
                file: path,
                "it is one of \(count) parts of a model, whose name should end in '-00001-of-\(padded(count)).gguf'; "
                    + "give all parts the names they were published under"
            )
        }
        var parts: [GGUFHeader] = []
        for number in 1...count {
            let file = "\(stem)-\(padded(number))-of-\(padded(count)).gguf"
            let part = file == path ? given : try GGUFHeader(FileBytes(path: file))
            let place = try part.metadata.int("split.no")
            guard place == number - 1, try part.metadata.int("split.count") == count else {
                throw ModelFileError(
                    .malformed,
                    file: file,
                    "it does not say of itself that it is part \(number) of \(count); the parts are of different models"
                )
            }
            parts.append(part)
        }
        let total = parts.reduce(0) { $0 + $1.tensors.count }
        if let claimed = try parts[0].metadata.int("split.tensors.count"), claimed != total {
            throw ModelFileError(
                .malformed,
                file: path,
                "its parts should have \(claimed) tensors together, but have \(total)"
            )
        }
        return parts
    }

    /// Whether a name is that of a part, but not of the first.
    static func isLaterPart(_ name: String) -> Bool {
        let parts = name.dropLast(".gguf".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[parts.count - 2] == "of", let number = Int(parts[parts.count - 3]),
            parts[parts.count - 3].count == 5, parts[parts.count - 1].count == 5, Int(parts[parts.count - 1]) != nil
        else { return false }
        return number != 1
    }

    /// What stands before `-00002-of-00003.gguf`. Nil where the name does not end like that.
    private static func stem(of path: String, count: Int) -> String? {
        let end = "-of-\(padded(count)).gguf"
        guard path.hasSuffix(end) else { return nil }
        let head = path.dropLast(end.count)
        let number = head.suffix(5)
        guard number.count == 5, number.allSatisfy({ $0.isASCII && $0.isNumber }), head.dropLast(5).last == "-" else {
            return nil
        }
        return String(head.dropLast(6))
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
