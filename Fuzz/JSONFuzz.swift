// sources: Sources/JSON/*.swift
// seeds: Fuzz/seeds/JSON

import Foundation

/// What our reader takes Foundation takes too, as the same value; what it wrote it reads again; and values passed on as
/// bytes are found where the reader found them. On text that is no JSON, nothing leaves the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    // The text stands between other bytes, so that a step too far is seen.
    let raw = RawJSON((Array("[\"".utf8) + bytes + Array("\"]".utf8))[2..<(2 + count)])
    visit(raw, within: raw.bytes, depth: 0)
    guard let value = try? JSONValue(parsing: bytes) else { return 0 }
    guard let peer = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? NSObject
    else {
        fatalError("Foundation does not take it")
    }
    guard value.isSame(as: peer, hasNamesTwice: hasNamesTwice(raw)) else {
        fatalError("Foundation reads another value: \(value.text) and \(peer)")
    }
    guard let again = try? JSONValue(parsing: Array(value.text.utf8)), again == value else {
        fatalError("what was written reads otherwise: \(value.text)")
    }
    compare(raw, value)
    return 0
}

/// Whether an object in it has, or may have, two members of one name.
private func hasNamesTwice(_ raw: RawJSON) -> Bool {
    let names = raw.members.map(\.key)
    return Set(names).count < names.count || names.contains { $0.contains("\\") }
        || raw.members.contains { hasNamesTwice($0.value) } || raw.elements.contains(where: hasNamesTwice)
}

private func visit(_ raw: RawJSON, within bounds: ArraySlice<UInt8>, depth: Int) {
    precondition(raw.bytes.startIndex >= bounds.startIndex && raw.bytes.endIndex <= bounds.endIndex)
    guard depth < 8 else { return }
    for (_, value) in raw.members { visit(value, within: raw.bytes, depth: depth + 1) }
    for value in raw.elements { visit(value, within: raw.bytes, depth: depth + 1) }
}

private func compare(_ raw: RawJSON, _ value: JSONValue) {
    precondition((try? JSONValue(parsing: Array(raw.bytes))) == value)
    if let array = value.array {
        precondition(raw.elements.count == array.count)
        for (raw, value) in zip(raw.elements, array) { compare(raw, value) }
    } else {
        precondition(raw.elements.isEmpty)
    }
    let members = raw.members
    // Names that are spelled with escapes are not looked for, and may be another's.
    guard !members.contains(where: { $0.key.contains("\\") }) else { return }
    for (name, _) in members {
        guard let last = raw[name], let expected = value[name] else { fatalError("a member is missing: \(name)") }
        compare(last, expected)
    }
}

extension JSONValue {
    fileprivate func isSame(as peer: NSObject, hasNamesTwice: Bool) -> Bool {
        if self == .null { return peer is NSNull }
        if let string { return (peer as? NSString).map { Array(($0 as String).utf8) == Array(string.utf8) } ?? false }
        if let array {
            guard let peers = peer as? [NSObject], peers.count == array.count else { return false }
            return zip(array, peers).allSatisfy { $0.isSame(as: $1, hasNamesTwice: hasNamesTwice) }
        }
        if let bool { return (peer as? NSNumber)?.boolValue == bool }
        if let double {
            guard let number = peer as? NSNumber else { return false }
            return number.doubleValue == double || abs(number.doubleValue - double) <= abs(double) * 1e-15
        }
        guard let object, let peers = peer as? [String: NSObject] else { return false }
        // Of two members of one name, each may keep its own.
        guard peers.count == object.count else { return peers.count > object.count }
        return object.allSatisfy { name, value in
            peers[name].map { value.isSame(as: $0, hasNamesTwice: hasNamesTwice) || hasNamesTwice } ?? false
        }
    }
}
