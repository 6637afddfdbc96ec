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
}
