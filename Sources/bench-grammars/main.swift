/// Answers held to schemas, drawn from random logits over a real vocabulary:
///
///     bench-grammars measure VOCABULARY         what a schema and a mask cost, as JSON
///     bench-grammars answer VOCABULARY SEED     a schema a line; answers to it, as JSON lines, for scripts/conformance
///
/// VOCABULARY is a GGUF file.
import Engine
import Foundation
import Grammars
import JSON
import ModelFiles
import Tokenization

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("bench-grammars: \(message)\n".utf8))
    exit(2)
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

/// Random logits in which what closes strings and lists is likely, so that answers end.
struct RandomLogits {
    private var state: UInt64
    private let closing: [Int]
    private(set) var row: [Float]

    init(_ tokenizer: Tokenizer, _ count: Int, seed: UInt64) {
        state = seed | 1
        row = [Float](repeating: 0, count: count)
        closing = (0..<tokenizer.vocabularySize).filter { id in
            let text = tokenizer.bytes(of: Int32(id))
            return text.last.map { "\"}]".utf8.contains($0) } ?? false && text.count < 4
        }
    }

    mutating func next(_ eagerness: Float, _ endTokens: [Int]) {
        for index in row.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            row[index] = Float(state >> 40) * 0x1p-22
        }
        for token in closing + endTokens { row[token] += eagerness }
    }
}

struct Bench {
    let tokenizer: Tokenizer
    let vocabulary: TokenTrie
    let ends: [Int]
    let trieSeconds: Double

    init(_ path: String) throws {
        let tokenizer = try Tokenizer(gguf: GGUFFile.open(path).metadata)
        let ends = tokenizer.endTokens.map(Int.init)
        var made: TokenTrie?
        trieSeconds = seconds {
            made = TokenTrie(count: tokenizer.vocabularySize, endTokens: ends) { id in
                tokenizer.isSpecial(Int32(id)) ? nil : tokenizer.bytes(of: Int32(id))
            }
        }
        guard let made else { fail("there is no vocabulary in \(path)") }
        self.tokenizer = tokenizer
        self.ends = ends
        vocabulary = made
    }

    /// One answer, its masks' nanoseconds, and whether it was finished.
    func answer(
        _ grammar: Grammar,
        seed: UInt64,
        most: Int
    ) throws -> (text: [UInt8], nanoseconds: [Double], isFinished: Bool) {
        var logits = RandomLogits(tokenizer, vocabulary.count, seed: seed)
        var parameters = SamplingParameters()
        parameters.seed = seed
        parameters.temperature = seed % 3 == 0 ? 0 : 1
        parameters.topK = seed % 2 == 0 ? 0 : 40
        var sampler = try Sampler(parameters)
        var state = grammar.start(over: vocabulary)
        var mask = TokenMask(count: vocabulary.count)
        var text: [UInt8] = []
        var times: [Double] = []
        for _ in 0..<most {
            times.append(seconds { state.mask(into: &mask) } * 1e9)
            logits.next(Float(seed % 5) - 1, ends)
            let token = try sampler.next(logits.row.span, allowing: mask).token
            guard state.take(token) else { fail("token \(token) was allowed and is not taken") }
            if state.isOver { return (text, times, true) }
            text += tokenizer.bytes(of: Int32(token))
        }
        return (text, times, false)
    }

    func measure() throws {
        let schemas: [(String, String)] = [
            ("any", "{}"),
            (
                "person",
                #"{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"#
                    + #""maximum":150},"email":{"type":"string","format":"email"},"tags":{"type":"array","items":{"type":"string"}},"#
                    + #""address":{"type":"object","properties":{"street":{"type":"string"},"zip":{"type":"string","pattern":"^\\d{5}$"}},"#
                    + #""required":["street","zip"],"additionalProperties":false}},"required":["name","age","email","tags","address"],"#
                    + #""additionalProperties":false}"#
            ),
            (
                "lengths",
                #"{"type":"array","minItems":3,"maxItems":9,"items":{"type":"string","minLength":5,"maxLength":60}}"#
            ),
            (
                "patterns",
                #"{"type":"array","minItems":3,"maxItems":9,"items":{"type":"string","pattern":"^[A-Z][a-z ,.]{3,40}$"}}"#
            ),
            (
                "tree",
                ##"{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#"}}},"##
                    + #""required":["name","children"],"additionalProperties":false}"#
            ),
        ]
        var results: [JSONValue] = []
        for (name, text) in schemas {
            let schema = try JSONValue(parsing: Array(text.utf8))
            var grammar: Grammar?
            let compiling = try seconds { grammar = try Grammar(.schema(schema)) }
            guard let grammar else { continue }
            let first = try answer(grammar, seed: 2, most: 120).nanoseconds
            var warm: [Double] = []
            for seed in UInt64(3)..<15 { warm += try answer(grammar, seed: seed, most: 120).nanoseconds }
            func at(_ share: Double, _ times: [Double]) -> JSONValue {
                let sorted = times.sorted()
                return .int(Int(sorted[Int(Double(sorted.count - 1) * share)]))
            }
            results.append([
                "schema": .string(name), "compile_us": .int(Int(compiling * 1e6)), "masks": .int(warm.count),
                "first_answer_p50_ns": at(0.5, first), "first_answer_max_ns": at(1, first),
                "p50_ns": at(0.5, warm), "p99_ns": at(0.99, warm), "max_ns": at(1, warm),
                "mean_ns": .int(Int(warm.reduce(0, +) / Double(warm.count))),
            ])
        }
        print(
            JSONValue.object([
                "vocabulary": .int(vocabulary.count), "tree_ms": .int(Int(trieSeconds * 1e3)),
                "schemas": .array(results),
            ]).text
        )
    }

    func answer(seed: UInt64) throws {
        var line = 0
        while let text = readLine() {
            defer { line += 1 }
            do throws(SchemaError) {
                let schema = (try? JSONValue(parsing: Array(text.utf8))) ?? false
                let grammar = try Grammar(.schema(schema))
                for attempt in UInt64(0)..<2 {
                    guard let answer = try? answer(grammar, seed: seed &+ UInt64(line) &* 31 &+ attempt, most: 150)
                    else {
                        fail("no token was left")
                    }
                    print(
                        JSONValue.object([
                            "schema": .int(line), "finished": .bool(answer.isFinished),
                            "text": .string(String(decoding: answer.text, as: UTF8.self)),
                        ]).text
                    )
                }
            } catch {
                print(JSONValue.object(["schema": .int(line), "error": .string(error.description)]).text)
            }
        }
    }
}

let arguments = CommandLine.arguments.dropFirst()
guard let command = arguments.first, let path = arguments.dropFirst().first else {
    fail("usage: bench-grammars measure VOCABULARY | answer VOCABULARY SEED")
}
let bench = try Bench(path)
switch command {
case "measure": try bench.measure()
case "answer": try bench.answer(seed: arguments.dropFirst(2).first.flatMap { UInt64($0) } ?? 1)
default: fail("there is no command \(command)")
}
