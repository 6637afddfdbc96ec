package import Curriculum
import Foundation
import JSON

/// Conversations of a file: a JSON object with `messages` a line, as chat services take them.
package struct ChatFile: ExampleSource {
    private let examples: [Example]

    /// Reads all of it. Throws, naming file and line, where a line is no conversation that teaches something.
    package init(path: String) throws(TrainingError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TrainingError(.badData, "\(path): the file cannot be read")
        }
        try self.init(data, file: path)
    }

    package init(_ data: some Sequence<UInt8>, file: String) throws(TrainingError) {
        var examples: [Example] = []
        let lines = Array(data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
            do { examples.append(try Self.example(Array(line))) } catch {
                throw TrainingError(.badData, "\(file):\(index + 1): \(error)")
            }
        }
        guard !examples.isEmpty else { throw TrainingError(.badData, "\(file): there is no conversation in it") }
        self.examples = examples
    }

    package var count: UInt64? { UInt64(examples.count) }
    package func example(_ number: UInt64) -> Example { examples[Int(number % UInt64(examples.count))] }

    private struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private static func example(_ line: [UInt8]) throws -> Example {
        let value = try JSONValue(parsing: line)
        guard let messages = value["messages"]?.array else {
            throw Problem(description: "there is no list \"messages\" in this line")
        }
        let turns = try messages.enumerated().map { index, message in
            guard let name = message["role"]?.string, let text = message["content"]?.string else {
                throw Problem(description: "message \(index + 1) lacks a \"role\" or a \"content\" of text")
            }
            guard let role = Example.Role(rawValue: name) else {
                throw Problem(
                    description: "message \(index + 1) has the role \"\(name)\": system, user and assistant are known"
                )
            }
            return Example.Turn(role, text)
        }
        guard turns.contains(where: { $0.role == .assistant }) else {
            throw Problem(description: "no message is the assistant's, so that there is nothing to learn in it")
        }
        return Example(kind: "chat", turns: turns)
    }
}
