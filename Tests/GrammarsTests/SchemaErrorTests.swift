import Grammars
import JSON
import Testing

/// What cannot be followed is said, with keyword and place; and what is hostile is turned away in little time.
struct SchemaErrorTests {
    struct Case: Sendable, CustomStringConvertible {
        let schema: String
        let keyword: String?
        let path: String
        var description: String { schema }

        init(_ schema: String, _ keyword: String?, _ path: String) {
            self.schema = schema
            self.keyword = keyword
            self.path = path
        }
    }

    @Test(arguments: [
        Case(#"{"not":{}}"#, "not", "#/not"),
        Case(
            #"{"properties":{"a/b":{"patternProperties":{}}}}"#,
            "patternProperties",
            "#/properties/a~1b/patternProperties"
        ),
        Case(#"{"type":"text"}"#, "type", "#/type"),
        Case(#"{"items":[{"type":"null"}]}"#, "items", "#/items"),
        Case(#"{"format":"colour"}"#, "format", "#/format"),
        Case(#"{"pattern":"(?=a)"}"#, "pattern", "#/pattern"),
        Case(#"{"pattern":"(a"}"#, "pattern", "#/pattern"),
        Case(#"{"pattern":"[a"}"#, "pattern", "#/pattern"),
        Case(#"{"pattern":"a**"}"#, "pattern", "#/pattern"),
        Case(#"{"pattern":"(a)\\1"}"#, "pattern", "#/pattern"),
        Case(#"{"pattern":"a(^b)"}"#, "pattern", "#/pattern"),
        Case(#"{"pattern":"((a{1,999}){1,999}){1,999}"}"#, "pattern", "#/pattern"),
        Case(#"{"pattern":"^a$","format":"date"}"#, "format", "#/format"),
        Case(#"{"uniqueItems":true}"#, "uniqueItems", "#/uniqueItems"),
        Case(#"{"nullable":true}"#, "nullable", "#/nullable"),
        Case(#"{"minLength":-1}"#, "minLength", "#/minLength"),
        Case(#"{"maxItems":"3"}"#, "maxItems", "#/maxItems"),
        Case(#"{"required":[1]}"#, "required", "#/required"),
        Case(#"{"multipleOf":0.01}"#, "multipleOf", "#/multipleOf"),
        Case(#"{"type":"number","minimum":1e300}"#, "minimum", "#/minimum"),
        Case(#"{"type":"integer","minimum":1e300}"#, "minimum", "#/minimum"),
        Case(#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#, "oneOf", "#/oneOf"),
        Case(##"{"$ref":"#/$defs/none"}"##, "$ref", "#/$ref"),
        Case(#"{"$ref":"https://example.com/schema"}"#, "$ref", "#/$ref"),
        Case(##"{"$ref":"#"}"##, "$ref", "#/$ref"),
        Case(
            ##"{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"allOf":[{"$ref":"#/$defs/a"}]}}}"##,
            "$ref",
            "#/$defs/a/allOf/0/$ref"
        ),
        Case(#"{"properties":{"a":1}}"#, nil, "#/properties/a"),
        Case("[]", nil, "#"),
        Case(#"{"type":"string","minLength":2000000}"#, "minLength", "#"),
    ])
    func `names keyword and place`(_ given: Case) throws {
        let error = try #require(throws: SchemaError.self) { try SchemaTests.grammar(given.schema) }
        #expect(error.keyword == given.keyword)
        #expect(error.path == given.path)
        #expect(error.message.count > 10)
    }

    @Test(arguments: [
        #"{"enum":[]}"#, #"{"type":"string","enum":[1]}"#, "false", #"{"anyOf":[false]}"#,
        #"{"type":"integer","minimum":5,"maximum":4}"#, #"{"type":"array","minItems":1,"items":false}"#,
        #"{"type":"object","required":["a"],"additionalProperties":false}"#,
        ##"{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}"##,
        #"{"pattern":"^(ab){2}$","maxLength":3}"#, #"{"type":"string","minLength":3,"maxLength":2}"#,
        #"{"type":"array","prefixItems":[true,true],"items":false,"minItems":3}"#,
        #"{"type":"number","exclusiveMinimum":1,"exclusiveMaximum":1}"#,
    ])
    func `what no value can fulfil is an error`(_ schema: String) throws {
        let error = try #require(throws: SchemaError.self) { try SchemaTests.grammar(schema) }
        #expect(error.message.contains("no value can fulfil"))
    }

    @Test(.timeLimit(.minutes(1)))
    func `hostile schemas end soon`() throws {
        func nested(_ count: Int, _ open: String, _ middle: String, _ close: String) -> String {
            String(repeating: open, count: count) + middle + String(repeating: close, count: count)
        }
        var doubling = #"{"$defs":{"d0":{"type":"null"}"#
        for level in 1...40 {
            doubling +=
                ##","d\##(level)":{"anyOf":[{"$ref":"#/$defs/d\##(level - 1)"},{"$ref":"#/$defs/d\##(level - 1)"}]}"##
        }
        let schemas = [
            nested(200, #"{"items":"#, "true", "}"),
            nested(200, #"{"allOf":["#, "true", "]}"),
            nested(12, #"{"anyOf":["#, "{}", ",{},{},{},{}]}"),
            ##"{"$ref":"#/$defs/d40",\##(doubling.dropFirst())}}"##,
            #"{"minItems":999999999,"maxItems":9999999999}"#,
            #"{"pattern":"^(a*)*(b*)*((c|d)*)*$"}"#,
            #"{"pattern":"(x+x+)+y"}"#,
            #"{"pattern":"^[a-z]{1,4000}$","minLength":100,"maxLength":100000}"#,
            #"{"pattern":"\#(nested(100, "(", "a", ")"))"}"#,
            #"{"enum":[\#((0..<200_000).map { "\"value number \($0)\"" }.joined(separator: ","))]}"#,
            #"{"type":"object","properties":{\#((0..<50_000).map { "\"p\($0)\":{}" }.joined(separator: ","))}}"#,
        ]
        for schema in schemas {
            do throws(SchemaError) {
                let value = (try? JSONValue(parsing: Array(schema.utf8))) ?? true
                let grammar = try Grammar(.schema(value))
                _ = grammar.accepts(String(repeating: "[", count: 2_000).utf8)
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
    }
}
