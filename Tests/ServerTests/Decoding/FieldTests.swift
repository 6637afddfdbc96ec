import JSON
import Providers
import Testing

@testable import Server

struct FieldTests {
    @Test func `an error names the path of the field and what it found there`() throws {
        let fields = try Fields(body: Array(#"{"messages":[{"content":[0,{"image_url":{"url":7}}]}]}"#.utf8))
        let part = try #require(try fields.objects("messages")?[0].array("content")?[1].object())
        let error = try #require(throws: APIError.self) { try part.object("image_url")?.string("url") }
        #expect(error.message == "messages[0].content[1].image_url.url must be a string, not a number")
        #expect(error.parameter == "messages[0].content[1].image_url.url")
        #expect(error.status == 400)
    }

    @Test func `null is the same as absent`() throws {
        let fields = try Fields(body: Array(#"{"a":null,"b":1}"#.utf8))
        #expect(try fields.string("a") == nil)
        let error = try #require(throws: APIError.self) { try fields.required("a") }
        #expect(error.message == "a is required")
    }

    @Test(arguments: [
        ("", "the request has no body: it must be a JSON object"),
        ("[1]", "the request's body must be a JSON object, not an array"),
        ("\"x\"", "the request's body must be a JSON object, not a string"),
    ])
    func `a body that is no object is refused`(body: String, message: String) throws {
        let error = try #require(throws: APIError.self) { try Fields(body: Array(body.utf8)) }
        #expect(error.message == message)
    }

    @Test(arguments: ["{", "{\"a\":}", "nonsense", "{\"a\":1} x"])
    func `a body that is not JSON is a 400 that says so`(body: String) throws {
        let error = try #require(throws: APIError.self) { try Fields(body: Array(body.utf8)) }
        #expect(error.status == 400)
        #expect(error.message.hasPrefix("the request's body is not JSON: "))
    }

    @Test(arguments: [
        (#"{"n":0}"#, "n must be from 1 to 128"),
        (#"{"n":-1}"#, "n must be from 1 to 128"),
        (#"{"n":129}"#, "n must be from 1 to 128"),
        (#"{"n":1.5}"#, "n must be a whole number"),
        (#"{"n":1e300}"#, "n must be from 1 to 128"),
        (#"{"n":99999999999999999999}"#, "n must be from 1 to 128"),
        (#"{"n":true}"#, "n must be a whole number, not a boolean"),
        (#"{"n":"1"}"#, "n must be a whole number, not a string"),
    ])
    func `a number outside its range goes no further`(body: String, message: String) throws {
        let fields = try Fields(body: Array(body.utf8))
        let error = try #require(throws: APIError.self) { try fields.int("n", in: NumericRanges.choices) }
        #expect(error.message == message)
    }

    @Test func `a whole number may be written with a fraction of zero`() throws {
        #expect(try Fields(body: Array(#"{"n":3.0}"#.utf8)).int("n", in: 1...4) == 3)
    }

    @Test(arguments: [
        ("5", KeepAlive.duration(.seconds(5))), ("0", .duration(.zero)), ("-1", .forever),
        ("\"5m\"", .duration(.seconds(300))), ("\"1h30m\"", .duration(.seconds(5400))),
        ("\"-1s\"", .forever), ("\"1.5s\"", .duration(.milliseconds(1500))), ("\"300\"", .duration(.seconds(300))),
        ("\"250ms\"", .duration(.milliseconds(250))),
    ])
    func `keep alive is seconds or a duration as Go writes it`(json: String, expected: KeepAlive) throws {
        let fields = try Fields(body: Array("{\"keep_alive\":\(json)}".utf8))
        #expect(try fields["keep_alive"]?.keepAlive() == expected)
    }

    @Test(arguments: ["\"\"", "\"soon\"", "\"5 minutes\"", "true", "1e30", "\"9e99h\"", "\"inf\"", "\"nan\""])
    func `keep alive that is no duration is refused`(json: String) throws {
        let fields = try Fields(body: Array("{\"keep_alive\":\(json)}".utf8))
        #expect(throws: APIError.self) { try fields["keep_alive"]?.keepAlive() }
    }

    @Test func `runner options go where they belong, and do not override what is set`() throws {
        var request = GenerateRequest(model: "m", input: .chat([]))
        request.sampling.temperature = 0.5
        let options = try Fields(
            body: Array(
                #"{"temperature":1,"num_ctx":4096,"num_predict":-1,"top_k":40,"mirostat":2,"stop":"x"}"#.utf8
            )
        )
        try request.apply(runnerOptions: options)
        #expect(request.sampling.temperature == 0.5)
        #expect(request.contextLength == 4096)
        #expect(request.sampling.maxTokens == nil)
        #expect(request.sampling.topK == 40)
        #expect(request.sampling.stop == ["x"])
        #expect(request.runnerOptions == ["mirostat": 2])
    }
}
