import Foundation
import JSON
import Testing

@Suite struct JSONReaderTests {
    @Test(arguments: [
        (#"{"a":}"#, "a value should be at byte 5"), (#"{"a" 1}"#, "a colon should be at byte 5"),
        (#"{"a":1"#, "it ends where a comma or the object's end should be, at byte 6"),
        ("[1 2]", "a comma or the array's end should be at byte 3"), ("[1,]", "a value should be at byte 3"),
        (#"{"a":1,}"#, "a member's name should be at byte 7"), ("1 x", "the end should be at byte 2"),
        ("", "it is empty"), (#""ab"#, "it ends where a string's end should be, at byte 3"),
        ("-", "it ends where a digit should be, at byte 1"), ("1.", "it ends where a digit should be, at byte 2"),
        ("012", "a number begins with a zero too many, at byte 0"), ("1e999", "a number is too large, at byte 0"),
        (#""\ud800""#, "half a character is escaped, at byte 1"),
        (#""\ud800\u0041""#, "half a character is escaped, at byte 1"),
        (#""\udc00""#, "half a character is escaped, at byte 1"),
        (#""\u12g4""#, "a hexadecimal digit should be at byte 5"),
        (#""\q""#, "an escape that JSON knows should be at byte 2"),
        ("\"a\nb\"", "a control character stands in a string unescaped, at byte 2"),
        (String(repeating: "[", count: 513), "it is nested deeper than 512 levels"),
    ])
    func `an error says where`(text: String, message: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error.description == message)
    }

    @Test(arguments: [
        (#""\u0000\u001f\b\f\n\r\t\/\\\"""#, "\u{0}\u{1f}\u{8}\u{c}\n\r\t/\\\""), (#""\uD83D\uDE00é""#, "😀é"),
        (#""e\u0301""#, "e\u{301}"),
    ])
    func `escapes are undone`(text: String, expected: String) throws {
        let string = try #require(try JSONValue(parsing: Array(text.utf8)).string)
        #expect(Array(string.utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("9223372036854775808", JSONValue.double(9_223_372_036_854_775_808)), ("-0", 0), ("1E+2", 100),
        ("-9223372036854775809", .double(-9_223_372_036_854_775_808)), ("1.5e-1", 0.15), ("3.0", 3),
    ])
    func `numbers at the edges`(text: String, expected: JSONValue) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.double == expected.double)
    }

    @Test func `nesting of 512 levels is read`() throws {
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try JSONValue(parsing: Array(text.utf8)).array?.count == 1)
    }

    /// Text that has been spoiled in random places: what is read is what Foundation reads, and nothing is read that
    /// Foundation does not take.
    @Test func `it agrees with Foundation on what it takes`() throws {
        let sample = #"{"a":[1,-2.5e3,true,null,"h\u00e9\ud83d\ude00 \n"],"é":{"b":{}},"c":[[],"",0.1]} "#
        var random = SplitMix(state: 1)
        var taken = 0
        for _ in 0..<4000 {
            var bytes = Array(sample.utf8)
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = bytes[Int.random(in: 0..<bytes.count, using: &random)]
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            taken += 1
            let peer = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            let again = try JSONSerialization.jsonObject(with: Data(value.text.utf8), options: .fragmentsAllowed)
            #expect(peer as? NSObject == again as? NSObject, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(taken > 150)
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
