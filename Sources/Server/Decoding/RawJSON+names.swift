import JSON

extension RawJSON {
    /// The members of an object in their order, their names without escapes.
    var namedMembers: [(name: String, value: RawJSON)] {
        members.map { (Self.plain($0.key), $0.value) }
    }

    private static func plain(_ written: String) -> String {
        guard written.utf8.contains(UInt8(ascii: "\\")) else { return written }
        return (try? JSONValue(parsing: Array("\"\(written)\"".utf8)))?.string ?? written
    }
}
