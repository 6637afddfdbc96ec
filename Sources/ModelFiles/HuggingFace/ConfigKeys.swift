import Foundation
import JSON

/// A JSON file of settings, as `config.json`: lookups that name key and file where a value is of another type.
///
/// A member that is null is as good as missing. Of several names for one thing the first that is there counts.
struct ConfigKeys {
    let file: String
    let json: JSONValue

    private static let longest = 16 << 20

    /// Nil where there is no such file.
    init?(ifPresent file: String) throws(ModelFileError) {
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        let bytes = try FileBytes(path: file)
        guard bytes.count <= Self.longest else {
            throw ModelFileError(.malformed, file: file, "it is larger than 16 MB, which no such file is")
        }
        unsafe try self.init(file, bytes.buffer)
    }

    init(_ file: String, _ bytes: UnsafeRawBufferPointer) throws(ModelFileError) {
        self.file = file
        do throws(JSONSyntaxError) { json = unsafe try JSONValue(parsing: bytes) } catch {
            throw ModelFileError(.malformed, file: file, "it is not JSON: \(error)")
        }
        guard json.object != nil else {
            throw ModelFileError(.malformed, file: file, "it should be a JSON object, but is \(json.kind)")
        }
    }

    private init(_ file: String, _ json: JSONValue) {
        self.file = file
        self.json = json
    }

    private func value(_ names: [String]) -> (name: String, value: JSONValue)? {
        for name in names {
            if let value = json[name], !value.isNull { return (name, value) }
        }
        return nil
    }

    private func wrong(_ name: String, _ wanted: String, _ value: JSONValue) -> ModelFileError {
        ModelFileError(.malformed, file: file, "\(name) should be \(wanted), but is \(value.kind)")
    }

    private func read<Value>(
        _ names: [String],
        _ wanted: String,
        _ get: (JSONValue) -> Value?
    ) throws(ModelFileError) -> Value? {
        guard let (name, value) = value(names) else { return nil }
        guard let read = get(value) else { throw wrong(name, wanted, value) }
        return read
    }

    /// Whether it has the member, be it null.
    func mentions(_ name: String) -> Bool { json[name] != nil }
    func string(_ names: String...) throws(ModelFileError) -> String? { try read(names, "a string", \.string) }
    func bool(_ names: String...) throws(ModelFileError) -> Bool? { try read(names, "true or false", \.bool) }
    func double(_ names: String...) throws(ModelFileError) -> Double? { try read(names, "a number", \.double) }

    func int(_ names: String..., in range: ClosedRange<Int>) throws(ModelFileError) -> Int? {
        guard let value = try read(names, "a whole number", \.int) else { return nil }
        guard range.contains(value) else {
            throw ModelFileError(
                .malformed,
                file: file,
                "\(names[0]) should be from \(range.lowerBound) to \(range.upperBound), but is \(value)"
            )
        }
        return value
    }

    /// A whole number, or a list of them.
    func ints(_ names: String...) throws(ModelFileError) -> [Int]? {
        try read(names, "a whole number or a list of them") { value in
            if let one = value.int { return [one] }
            guard let many = value.array else { return nil }
            let ints = many.compactMap(\.int)
            return ints.count == many.count ? ints : nil
        }
    }

    func floats(_ names: String...) throws(ModelFileError) -> [Float]? {
        try read(names, "a list of numbers") { value in
            guard let many = value.array else { return nil }
            let floats = many.compactMap { $0.double.map { Float($0) } }
            return floats.count == many.count ? floats : nil
        }
    }

    func strings(_ names: String...) throws(ModelFileError) -> [String]? {
        try read(names, "a list of strings") { value in
            guard let many = value.array else { return nil }
            let strings = many.compactMap(\.string)
            return strings.count == many.count ? strings : nil
        }
    }

    func object(_ names: String...) throws(ModelFileError) -> ConfigKeys? {
        try read(names, "an object") { value in value.object.map { _ in ConfigKeys(file, value) } }
    }

    func required<Value>(_ name: String, _ value: Value?) throws(ModelFileError) -> Value {
        guard let value else { throw ModelFileError(.incomplete, file: file, "it lacks '\(name)'") }
        return value
    }
}
