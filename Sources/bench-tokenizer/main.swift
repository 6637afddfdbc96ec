/// Encodes and decodes for scripts/conformance and scripts/bench-tokenizer, which compare it with other programs:
///
///     bench-tokenizer encode VOCABULARY         texts from standard input, ids to standard output
///     bench-tokenizer decode VOCABULARY         ids from standard input, texts to standard output
///     bench-tokenizer measure VOCABULARY FILE   encodes a file, whole and in lines, and says how fast, as JSON
///     bench-tokenizer learn SIZE FILE OUTPUT    learns a vocabulary from a file's lines, and says how fast, as JSON
///
/// VOCABULARY is a GGUF file or a tokenizer.json. Texts and ids are lists of JSON, one a line.
import Foundation
import JSON
import ModelFiles
import Tokenization
import Training

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("bench-tokenizer: \(message)\n".utf8))
    exit(2)
}

func load(_ path: String) throws -> Tokenizer {
    if path.hasSuffix(".json") { return try Tokenizer(json: Data(contentsOf: URL(fileURLWithPath: path))) }
    return try Tokenizer(gguf: GGUFFile.open(path).metadata)
}

/// `{"text": …, "special": …, "parse": …}` a line; the ids a line.
func encode(_ tokenizer: Tokenizer) throws {
    while let line = readLine() {
        let value = try JSONValue(parsing: Array(line.utf8))
        let ids = tokenizer.encode(
            value["text"]?.string ?? "",
            addSpecial: value["special"]?.bool ?? false,
            parseSpecial: value["parse"]?.bool ?? false
        )
        print("[" + ids.map(String.init).joined(separator: ",") + "]")
    }
}

/// A list of ids a line; the text as JSON a line, and whether a stream gave the same at every prefix.
func decode(_ tokenizer: Tokenizer) throws {
    while let line = readLine() {
        let value = try JSONValue(parsing: Array(line.utf8))
        let ids = (value["ids"]?.array ?? []).compactMap { $0.int.flatMap(Int32.init(exactly:)) }
        let skipsSpecial = value["skip"]?.bool ?? false
        let text = tokenizer.decode(ids, skipSpecial: skipsSpecial)
        var stream = StreamingDetokenizer(tokenizer, skipSpecial: skipsSpecial)
        var streamed = ""
        var isSame = true
        for (index, id) in ids.enumerated() {
            streamed += stream.append(id)
            var rest = stream
            let whole = tokenizer.decode(ids[...index], skipSpecial: skipsSpecial)
            isSame = isSame && (streamed + rest.finish()).utf8.elementsEqual(whole.utf8)
        }
        print(JSONValue.object(["text": .string(text), "streams": .bool(isSame)]).text)
    }
}

func seconds(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let duration = clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

/// The best and the median of several runs.
func measure(_ name: String, bytes: Int, _ body: () -> Int) -> (String, JSONValue) {
    var times: [Double] = []
    var tokens = 0
    while times.count < 5 || times.reduce(0, +) < 1 && times.count < 50 { times.append(seconds { tokens = body() }) }
    times.sort()
    let megabytes = Double(bytes) / 1e6
    return (
        name,
        [
            "tokens": .int(tokens), "best_mb_s": .double(megabytes / times[0]),
            "median_mb_s": .double(megabytes / times[times.count / 2]),
        ]
    )
}

func measure(_ path: String, _ file: String) throws {
    var loads: [Double] = []
    for _ in 0..<3 { loads.append(seconds { _ = try? load(path) }) }
    let tokenizer = try load(path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    let first = seconds { _ = tokenizer.encode(text, addSpecial: false) }
    var result: JSONObject = [
        "load_ms": .double((loads.min() ?? 0) * 1000), "first_mb_s": .double(Double(bytes.count) / 1e6 / first),
    ]
    let whole = measure("whole", bytes: bytes.count) { tokenizer.encode(text, addSpecial: false).count }
    let short = measure("lines", bytes: bytes.count) {
        lines.reduce(0) { $0 + tokenizer.encode($1, addSpecial: false).count }
    }
    let ids = tokenizer.encode(text, addSpecial: false)
    let back = measure("decode", bytes: bytes.count) { tokenizer.decode(ids).utf8.count }
    for (name, value) in [whole, short, back] { result[name] = value }
    print(JSONValue.object(result).text)
}

func learn(_ size: Int, _ file: String, _ output: String) throws {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    var words = WordCounts()
    let counting = seconds { for line in lines { words.add(line) } }
    let clock = ContinuousClock()
    let begun = clock.now
    let vocabulary = try TrainedVocabulary(size: size, words: words)
    let learning = (clock.now - begun) / .seconds(1)
    try vocabulary.save(to: output)
    let result: JSONValue = [
        "bytes": .int(words.bytes), "words": .int(words.count), "counting_s": .double(counting),
        "learning_s": .double(learning), "mb_s": .double(Double(words.bytes) / 1e6 / (counting + learning)),
    ]
    print(result.text)
}

let words = Array(CommandLine.arguments.dropFirst())
do {
    switch (words.first, words.count) {
    case ("encode", 2): try encode(load(words[1]))
    case ("decode", 2): try decode(load(words[1]))
    case ("measure", 3): try measure(words[1], words[2])
    case ("learn", 4): try learn(Int(words[1]) ?? 0, words[2], words[3])
    default: fail("encode VOCABULARY, decode VOCABULARY, measure VOCABULARY FILE, or learn SIZE FILE OUTPUT")
    }
} catch {
    fail("\(error)")
}
