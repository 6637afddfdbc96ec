import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func `containers get their commas`() throws {
        var json = JSONWriter()
        json.object { json in
            json.member("id", "x")
            json.member("none", ifPresent: String?.none)
            json.member("list") { json in
                json.array { json in
                    json.element(1)
                    json.element { json in json.object { _ in } }
                    json.element([true, false])
                    json.element(RawJSON(Array("{\"a\":1}".utf8)))
                }
            }
            json.member("empty", [Int]())
            json.member("half", 0.5)
            json.member("nothing", JSONValue.null)
            json.member("infinite", Double.infinity)
        }
        let text = String(decoding: json.finish(), as: UTF8.self)
        #expect(
            text
                == #"{"id":"x","list":[1,{},[true,false],{"a":1}],"empty":[],"half":0.5,"nothing":null,"infinite":null}"#
        )
    }

    @Test func `every string comes back as it was`() throws {
        let all = (0..<0x250).compactMap { Unicode.Scalar(UInt32($0)) }.map(String.init).joined() + "😀\u{2028}"
        let text = JSONValue.string(all).text
        #expect(try JSONValue(parsing: Array(text.utf8)) == .string(all))
        #expect(!text.utf8.contains { $0 < 0x20 })
    }

    @Test func `wherever in a text something to escape stands, it is found, and nothing else is`() {
        let specials = ["\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\u{0}": "\\u0000", "\u{1f}": "\\u001f"]
        let plain = [" ", "!", "#", "[", "]", "\u{7f}", "é", "€", "\u{10ffff}"]
        for length in 0..<20 {
            for place in 0...length {
                let before = String(repeating: "~", count: place)
                let after = String(repeating: "é", count: length - place)
                for (special, escaped) in specials {
                    #expect(Self.written(before + special + after) == "\"\(before)\(escaped)\(after)\"")
                }
                for text in plain.map({ before + $0 + after }) { #expect(Self.written(text) == "\"\(text)\"") }
            }
        }
        for number in [0, 1, 9, 10, 99, 100, 12345, Int.max, -1, Int.min] {
            var json = JSONWriter()
            json.object { $0.member("n", number) }
            #expect(String(decoding: json.finish(), as: UTF8.self) == "{\"n\":\(number)}")
        }
    }

    private static func written(_ text: String) -> String {
        var json = JSONWriter()
        json.string(text)
        return String(decoding: json.finish(), as: UTF8.self)
    }
}
