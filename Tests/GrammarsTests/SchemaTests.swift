import Grammars
import JSON
import Testing

/// Keyword by keyword: what is taken and what is not.
struct SchemaTests {
    struct Case: Sendable, CustomStringConvertible {
        let schema: String
        let taken: [String]
        let refused: [String]
        var description: String { schema }

        init(_ schema: String, _ taken: [String], not refused: [String]) {
            self.schema = schema
            self.taken = taken
            self.refused = refused
        }
    }

    static func grammar(_ schema: String) throws -> Grammar {
        try Grammar(.schema(JSONValue(parsing: Array(schema.utf8))))
    }

    @Test(arguments: types + objects + arrays + combined)
    func `values`(_ given: Case) throws {
        let grammar = try Self.grammar(given.schema)
        for text in given.taken { #expect(grammar.accepts(text.utf8), "\(text) should be taken") }
        for text in given.refused { #expect(!grammar.accepts(text.utf8), "\(text) should not be taken") }
    }

    static let types = [
        Case(
            "{}",
            ["1", "null", #"{"a":[1,{}]}"#, "[]", "[ ]", "[1, 2]", "{\n  \"a\": 1\n}"],
            not: ["", "[1,]", "{,}", " 1"]
        ),
        Case("true", ["false", "-0.5e+7"], not: ["01", "1.", ".5", "--1", "+1", "1e", "1e999", "nul"]),
        Case(#"{"type":"null"}"#, ["null"], not: ["nul", "nulls", "0"]),
        Case(#"{"type":"boolean"}"#, ["true", "false"], not: ["True", "truefalse"]),
        Case(#"{"type":["string","null"]}"#, ["null", #""""#], not: ["1"]),
        Case(
            #"{"type":"string"}"#,
            [#""""#, #""é🙂""#, #""\"\\\/\b\f\n\r\t""#, #""\u00e9\ud83d\ude42\uD83D\uDE42""#],
            not: ["\"\n\"", #""\x""#, #""\ud83d""#, #""\ude42""#, #""\ud83dx""#, #""\u12""#, #"""#, "x"]
        ),
        Case(
            #"{"type":"integer"}"#,
            ["0", "-12", "999999999999999999"],
            not: ["1.0", "1e3", "1000000000000000000000", "-"]
        ),
        Case(#"{"minimum":1.5}"#, ["1.5", "1.51", "2", "17.25"], not: ["1.4", "1.499999", "1", "-2"]),
        Case(
            #"{"type":"number","exclusiveMinimum":-1.25,"maximum":0.5}"#,
            ["-1.2", "-1.2499", "0", "0.5", "0.50", "0.4999", "-1"],
            not: ["-1.25", "-1.3", "0.51", "1", "-2", "0.501", "-0"]
        ),
        Case(
            #"{"type":"number","exclusiveMaximum":1}"#,
            ["0.999999", "-77.5"],
            not: ["1", "1.0", "1.00000000000000001"]
        ),
        Case(
            #"{"type":"integer","minimum":-5,"maximum":123}"#,
            ["-5", "0", "9", "99", "100", "123"],
            not: ["-6", "124", "-0", "1000"]
        ),
        Case(#"{"type":"integer","exclusiveMinimum":9,"exclusiveMaximum":101}"#, ["10", "100"], not: ["9", "101"]),
        Case(#"{"type":"integer","minimum":-20,"maximum":-3}"#, ["-3", "-20", "-11"], not: ["-2", "-21", "0", "3"]),
        Case(#"{"type":"integer","multipleOf":7,"minimum":-30}"#, ["0", "7", "-28", "700"], not: ["1", "-35", "8"]),
        Case(
            #"{"minLength":2,"maxLength":3}"#,
            [#""ab""#, #""é🙂a""#, #""\n\ud83d\ude42""#],
            not: [#""a""#, #""abcd""#]
        ),
        Case(#"{"type":"string","minLength":2}"#, [#""ab""#, #""abcdefghijkl""#], not: [#""""#, #""a""#]),
        Case(#"{"pattern":"^[a-f]+\\d$"}"#, [#""af0""#], not: [#""g0""#, #""a""#, #""a00""#]),
        Case(#"{"pattern":"b"}"#, [#""abc""#, #""b""#, #""é\nb""#], not: [#""ac""#, #""""#]),
        Case(#"{"pattern":"^(a|b){2,3}$","maxLength":2}"#, [#""ab""#], not: [#""a""#, #""aba""#]),
        Case(#"{"pattern":"^a|b$"}"#, [#""ax""#, #""xb""#], not: [#""xa""#, #""bx""#]),
        Case(#"{"pattern":"^[^\\W\\d_]+\\x41\\u{42}$"}"#, [#""xAB""#], not: [#""1AB""#]),
        Case(#"{"format":"date"}"#, [#""2024-02-29""#], not: [#""2023-02-29""#, #""1900-02-29""#, #""2023-13-01""#]),
        Case(
            #"{"format":"date-time"}"#,
            [#""2024-01-01T00:00:00Z""#],
            not: [#""2024-01-01""#, #""2024-01-01T25:00:00Z""#]
        ),
        Case(#"{"format":"ipv4"}"#, [#""1.2.3.255""#], not: [#""1.2.3.256""#, #""01.2.3.4""#]),
        Case(#"{"format":"uuid"}"#, [#""123e4567-e89b-12d3-a456-426614174000""#], not: [#""123e4567""#]),
        Case(
            #"{"enum":["a\"b",1,null,[1,{"x":2}],2.5]}"#,
            [#""a\"b""#, "1", "null", #"[1, {"x": 2}]"#, "2.5"],
            not: ["2", "[1]"]
        ),
        Case(#"{"enum":["a",1,"bcd"],"type":"string","minLength":2}"#, [#""bcd""#], not: ["1", #""a""#]),
        Case(#"{"const":{"a":[]}}"#, [#"{"a":[]}"#, #"{ "a": [ ] }"#], not: ["{}"]),
    ]

    static let objects = [
        Case(
            #"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"null"},"c":true},"required":["b"],"additionalProperties":false}"#,
            [#"{"b":null}"#, #"{"a":1,"b":null}"#, #"{"b":null,"c":[]}"#, "{\n  \"a\": 1,\n  \"b\": null\n}"],
            not: ["{}", #"{"a":1}"#, #"{"b":null,"a":1}"#, #"{"b":null,}"#, #"{"b":null,"d":1}"#, #"{"b":null"#]
        ),
        Case(
            #"{"type":"object","properties":{"ab":{"const":1},"abc":{"const":2},"é":{"const":3}},"additionalProperties":{"type":"string"}}"#,
            ["{}", #"{"a":"x"}"#, #"{"ab":1,"abcd":"x","ä":"y","x\ny":"z"}"#, #"{"":""}"#],
            not: [#"{"ab":"x"}"#, #"{"\u0061b":"x"}"#, #"{"é":"x"}"#, #"{"ab":1,"ab":"x"}"#, #"{"x":1}"#]
        ),
        Case(#"{"type":"object","required":["z"]}"#, [#"{"z":1}"#, #"{"z":1,"y":2}"#], not: ["{}", #"{"y":1}"#]),
        Case(#"{"type":"object","properties":{"a":false}}"#, ["{}", #"{"b":1}"#], not: [#"{"a":1}"#]),
        Case(#"{"type":"object"}"#, ["{}", #"{"a":{}}"#], not: ["[]"]),
    ]

    static let arrays = [
        Case(
            #"{"items":{"type":"integer"},"minItems":2,"maxItems":3}"#,
            ["[1,2]", "[1,2,3]"],
            not: ["[1]", "[1,2,3,4]", #"[1,""]"#]
        ),
        Case(
            #"{"prefixItems":[{"type":"integer"},{"type":"string"}],"items":false}"#,
            ["[]", "[1]", #"[1,"a"]"#],
            not: [#"[1,"a",2]"#, #"["a"]"#]
        ),
        Case(
            #"{"prefixItems":[{"const":1}],"items":{"const":2},"minItems":3}"#,
            ["[1,2,2]", "[1,2,2,2]"],
            not: ["[1,2]", "[2,2,2]"]
        ),
        Case(#"{"type":"array","maxItems":0}"#, ["[]", "[ ]"], not: ["[1]"]),
        Case(#"{"type":"array","items":false}"#, ["[]"], not: ["[1]"]),
    ]

    static let combined = [
        Case(#"{"anyOf":[{"type":"integer"},{"const":"x"}]}"#, ["1", #""x""#], not: [#""y""#]),
        Case(
            #"{"allOf":[{"type":"object","properties":{"a":{"minimum":1}},"required":["a"]},{"properties":{"a":{"type":"integer","maximum":3}},"additionalProperties":{"type":"null"}}]}"#,
            [#"{"a":2}"#, #"{"a":2,"b":null}"#],
            not: [#"{"a":4}"#, #"{"a":0}"#, #"{"a":2,"b":1}"#]
        ),
        Case(
            #"{"type":"string","anyOf":[{"maxLength":1},{"pattern":"^yes$"}]}"#,
            [#""a""#, #""yes""#],
            not: [#""no""#, "1"]
        ),
        Case(#"{"oneOf":[{"type":"string"},{"type":"integer"}]}"#, [#""a""#, "1"], not: ["null"]),
        Case(
            #"{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"x":{"type":"integer"}},"required":["k"],"additionalProperties":false},{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}"#,
            [#"{"k":"a","x":1}"#, #"{"k":"b","y":2}"#],
            not: [#"{"k":"c"}"#, #"{"k":"a","y":1}"#]
        ),
        Case(
            ##"{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"n":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["n","next"],"additionalProperties":false}}}"##,
            [#"{"n":1,"next":null}"#, #"{"n":1,"next":{"n":2,"next":null}}"#],
            not: [#"{"n":1}"#, #"{"n":1,"next":{"n":2}}"#]
        ),
        Case(##"{"type":"array","items":{"$ref":"#"}}"##, ["[]", "[[],[[]]]"], not: ["[1]"]),
        Case(##"{"$ref":"#/$defs/a~1b%20c","$defs":{"a/b c":{"const":1}}}"##, ["1"], not: ["2"]),
        Case(
            #"{"title":"t","description":"d","default":1,"examples":[2],"deprecated":true,"x-y":1,"type":"null"}"#,
            ["null"],
            not: ["1"]
        ),
        Case(#"{"type":["integer","number"],"allOf":[{"type":"number"},{"type":"integer"}]}"#, ["1"], not: ["1.5"]),
    ]
}
