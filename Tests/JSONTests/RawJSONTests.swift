import JSON
import Testing

@Suite struct RawJSONTests {
    private let text = #"{ "b" : [1, {"x":"]}\"" }, 2.50 ] , "a":{"z":1,"y":null},"c":"é" }"#

    @Test func `members keep their order and their bytes`() {
        let raw = RawJSON(Array(text.utf8))
        #expect(raw.members.map(\.key) == ["b", "a", "c"])
        #expect(raw["b"]?[2]?.text == "2.50")
        #expect(raw["b"]?[1]?.text == #"{"x":"]}\"" }"#)
        #expect(raw["a"]?.text == #"{"z":1,"y":null}"#)
        #expect(raw["c"]?.text == #""é""#)
        #expect(raw["nothing"] == nil)
        #expect(raw["b"]?[3] == nil)
    }

    @Test func `text cut anywhere never leads out of the bytes`() {
        let bytes = Array(text.utf8)
        for end in 0...bytes.count {
            let raw = RawJSON(bytes[..<end])
            for (_, value) in raw.members { _ = value.elements.count + value.members.count }
        }
    }

    @Test func `random bytes never trap`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array(#"{}[]",:\ 1aé"#.utf8)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
                alphabet.randomElement(using: &generator)
            }
            _ = RawJSON(bytes).members.map(\.value.elements)
            _ = RawJSON(bytes).elements.map(\.members)
        }
    }
}
