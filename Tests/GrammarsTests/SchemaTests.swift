import Grammars
import JSON
import Testing

struct SchemaTests {
    @Test func `an object`() throws {
        let schema = try JSONValue(
            parsing: Array(
                #"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string","maxLength":3}},"required":["a"]}"#
                    .utf8
            )
        )
        let grammar = try Grammar(.schema(schema))
        #expect(grammar.accepts(#"{"a":1}"#.utf8))
        #expect(grammar.accepts(#"{"a": 1, "b":"xyz"}"#.utf8))
        #expect(!grammar.accepts(#"{"a": 1, "b":"xyzw"}"#.utf8))
        #expect(!grammar.accepts(#"{}"#.utf8))
        #expect(grammar.accepts(#"{"a":1,"c":[1,{"x":null}]}"#.utf8))
    }
}
