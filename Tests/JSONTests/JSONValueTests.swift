import JSON
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", true), ("false", false), ("0", 0), ("1", 1), ("-7", -7),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("0.5", 0.5), ("1e3", 1000),
        (#""""#, ""), (#""h\u00e9 \ud83d\ude00 \n\"""#, "hé 😀 \n\""), ("[]", .array([])),
        ("{}", .object([:])),
        (#"{"a":[1,true,null,{"b":"c"}]}"#, .object(["a": .array([1, true, .null, .object(["b": "c"])])])),
    ])
    func `text is read as what it says`(text: String, expected: JSONValue) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.comparable == expected.comparable)
        #expect(try JSONValue(parsing: Array(value.text.utf8)).comparable == expected.comparable)
    }

    @Test func `ones and zeros are no booleans, and booleans no numbers`() throws {
        let value = try JSONValue(parsing: Array("[1,0,true,false,1.0]".utf8))
        #expect(value[0] == 1)
        #expect(value[0]?.bool == nil)
        #expect(value[1]?.int == 0)
        #expect(value[2] == true)
        #expect(value[2]?.int == nil)
        #expect(value[3]?.bool == false)
        #expect(value[4]?.int == 1)
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\"}", "tru", "'a'", "{\"a\":1,}", "\"\u{1}\"", "[1 2]", "nan", "01", "\"\\x\"",
        "\u{feff}1", "1\u{0}2\u{0}", "[\"a\" , ]", "{\"a\":[1, 2,\n]}", "[,]",
        String(repeating: "[", count: 100_000),
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: [0x22, 0xff, 0xfe, 0x22]) }
    }

    @Test func `a whole number is an int however it is written, and a fraction is not`() {
        #expect(JSONValue.double(3).int == 3)
        #expect(JSONValue.double(3.5).int == nil)
        #expect(JSONValue.double(1e300).int == nil)
        #expect(JSONValue.string("3").int == nil)
    }
}

extension JSONValue {
    /// Numbers by their worth: `1e3` is 1000.
    fileprivate var comparable: JSONValue {
        switch self {
        case .double(let value): int.map { .int($0) } ?? .double(value)
        case .array(let elements): .array(elements.map(\.comparable))
        case .object(let members): .object(members.mapValues(\.comparable))
        default: self
        }
    }
}

@Suite struct JSONObjectTests {
    @Test(arguments: [0, 1, 15, 16, 17, 40, 3000])
    func `few members and many behave alike`(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["k\(number)"] = .int(-1) }
        for number in (0..<count).reversed() { object["k\(number)"] = .int(number) }
        #expect(object.count == count)
        for number in 0..<count { #expect(object["k\(number)"] == .int(number)) }
        #expect(object["k\(count)"] == nil)
        #expect(Set(object.keys).count == count)
        object["k0"] = nil
        #expect(object["k0"] == nil)
        #expect(object.count == max(0, count - 1))
    }

    @Test func `equality does not ask for the order`() {
        let one: JSONObject = ["a": 1, "b": 2]
        let other: JSONObject = ["b": 2, "a": 1]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != ["a": 1, "b": 3])
        #expect(one != ["a": 1])
    }
}
