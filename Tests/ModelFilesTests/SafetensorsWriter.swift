import Foundation
import JSON

@testable import ModelFiles

/// Writes safetensors files, and directories around them.
struct SafetensorsWriter {
    private var header = JSONObject()
    private var data: [UInt8] = []

    init() { header["__metadata__"] = ["format": "pt"] }

    mutating func add(_ name: String, _ kind: String, _ shape: [Int], _ bytes: [UInt8]) {
        header[name] = [
            "dtype": .string(kind), "shape": .array(shape.map(JSONValue.int)),
            "data_offsets": [.int(data.count), .int(data.count + bytes.count)],
        ]
        data += bytes
    }

    mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
        add(name, "F32", shape, values.flatMap { GGUFWriter.littleEndian($0.bitPattern) })
    }

    /// Values that count up in steps of a sixteenth.
    mutating func add(_ name: String, _ shape: [Int]) {
        add(name, shape, (0..<shape.reduce(1, *)).map { Float($0 % 64) / 16 })
    }

    /// `padding` bytes of space make the header longer.
    func bytes(padding: Int = 0) -> [UInt8] {
        Self.bytes(header: JSONValue.object(header).text + String(repeating: " ", count: padding), data)
    }

    static func bytes(header: String, _ data: [UInt8] = []) -> [UInt8] {
        GGUFWriter.littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + data
    }

    func write(to path: String, padding: Int = 0) throws {
        try Data(bytes(padding: padding)).write(to: URL(fileURLWithPath: path))
    }
}

extension TemporaryFolder {
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    }

    func write(config: JSONValue) throws { try write("config.json", config.text) }
}
