import Configuration
import Foundation
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct `What a failure over HTTP means` {
    let backend = BackendIdentity(
        name: "far",
        secrets: [Secret("very-secret-value", source: "KEY")]
    )

    @Test(arguments: [
        (HTTPClientError.Code.resolve, ProviderError.Code.unresolved),
        (.refused, .refused), (.tls, .tls), (.connectTimeout, .connectTimeout),
        (.firstByteTimeout, .firstTokenTimeout), (.stalled, .stalled), (.cut, .cut),
        (.malformed, .malformed), (.tooLarge, .malformed), (.cancelled, .cancelled),
        (.badURL, .internal), (.other, .unavailable),
    ])
    func `every failed exchange has its code`(failure: HTTPClientError.Code, code: ProviderError.Code) {
        let error = ProviderError(HTTPClientError(failure, "it went wrong"), from: backend)
        #expect(error.code == code)
        #expect(error.message == "the provider 'far': it went wrong")
    }

    @Test(arguments: [
        (400, "bad thing", ProviderError.Code.badRequest), (401, "who?", .unauthorized), (402, "pay", .unauthorized),
        (403, "no", .unauthorized), (404, "model 'x' not found", .modelNotFound),
        (404, "404 page not found", .badRequest), (405, "", .badRequest), (408, "slow", .unavailable),
        (409, "again", .unavailable), (413, "big", .tooLarge), (418, "tea", .badRequest), (422, "odd", .badRequest),
        (429, "slow down", .overloaded), (500, "oops", .unavailable), (502, "", .unavailable),
        (503, "no backend", .unavailable), (503, "server busy, maximum pending requests exceeded", .overloaded),
        (504, "", .unavailable), (529, "", .overloaded), (301, "", .unavailable), (999, "", .unavailable),
        (400, "This model's maximum context length is 4096 tokens", .contextTooLong),
        (400, "the request exceeds the available context size, try increasing it", .contextTooLong),
        (400, "The input token count (9) exceeds the maximum number of tokens allowed (8)", .contextTooLong),
        (422, "`inputs` tokens + `max_new_tokens` must be <= 4096", .contextTooLong),
        (500, "the input length exceeds the context length", .contextTooLong),
        (503, "the input length exceeds the context length", .unavailable),
    ])
    func `every status has its code`(status: Int, message: String, code: ProviderError.Code) {
        let error = ProviderError(
            status: status,
            headers: [:],
            report: UpstreamReport(message: message),
            from: backend
        )
        #expect(error.code == code)
        #expect(error.status == status)
        #expect(error.message.hasPrefix("the provider 'far' answered \(status): "))
    }

    @Test(
        arguments: [
            (#"{"error":{"message":"m","type":"t","param":"p","code":"c"}}"#, "m", "t", "c", "p"),
            (
                #"{"error":{"message":"m","code":429,"status":"RESOURCE_EXHAUSTED"}}"#, "m", nil, "RESOURCE_EXHAUSTED",
                nil
            ),
            (#"[{"error":{"message":"m","code":400}}]"#, "m", nil, "400", nil),
            (#"{"error":"m"}"#, "m", nil, nil, nil),
            (#"{"error":"m","error_type":"overloaded"}"#, "m", "overloaded", nil, nil),
            (#"{"object":"error","message":"m","type":"t","param":null,"code":404}"#, "m", "t", "404", nil),
            (#"{"detail":"m"}"#, "m", nil, nil, nil),
            (#"{"detail":[{"loc":["body","n",0],"msg":"m","input":"MY PROMPT"}]}"#, "body.n.0: m", nil, nil, nil),
            (#"{"unknown":"MY PROMPT"}"#, "", nil, nil, nil),
            ("<html><head><TITLE>502 Bad Gateway</title></head><body>x", "502 Bad Gateway", nil, nil, nil),
            ("<html><body>x", "", nil, nil, nil),
            ("  upstream connect error\nmore", "upstream connect error", nil, nil, nil),
            ("", "", nil, nil, nil),
        ] as [(String, String, String?, String?, String?)]
    )
    func `a body is read in every usual shape`(
        body: String,
        message: String,
        type: String?,
        code: String?,
        parameter: String?
    ) {
        let report = UpstreamReport(body: Array(body.utf8))
        #expect(report == UpstreamReport(message: message, type: type, code: code, parameter: parameter))
    }

    @Test(
        arguments: [
            ("7", 7_000), ("0", 0), ("1.5", 1_500), ("-3", 0), ("999999999", 86_400_000), ("soon", nil), ("nan", nil),
            ("Sun, 06 Nov 1994 08:50:07 GMT", 30_000), ("Sunday, 06-Nov-94 08:50:07 GMT", 30_000),
            ("Sun Nov  6 08:50:07 1994", 30_000), ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
            ("Sun, 99 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Now 1994 08:49:37 GMT", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func `a wait is seconds or any of HTTP's dates`(header: String, milliseconds: Int?) {
        let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT
        let wait = RetryAfter.read(["Retry-After": header], now: now)
        #expect(wait == milliseconds.map { .milliseconds($0) })
    }

    @Test func `a wait may be in milliseconds, or in Gemini's error`() {
        #expect(RetryAfter.read(["retry-after-ms": "250", "retry-after": "9"], now: Date()) == .milliseconds(250))
        let body = #"{"error":{"message":"m","details":[{"@type":"x"},{"retryDelay":"34.5s"}]}}"#
        #expect(UpstreamReport(body: Array(body.utf8)).retryAfter == .milliseconds(34_500))
    }

    @Test(arguments: [
        ("the key very-secret-value is wrong", "the key [hidden] is wrong"),
        ("Incorrect API key provided: sk-abcDEF123***9xyz.", "Incorrect API key provided: [hidden]"),
        ("bad Bearer abcdefgh12345 token", "bad Bearer [hidden] token"),
        ("key=AIzaSyA1234567890_b&x=1", "key=[hidden]&x=1"),
        ("a task-force of masks", "a task-force of masks"),
        ("one\r\n\ttwo\u{1b}[31m\u{0}three ", "one two [31m three"),
    ])
    func `what a backend says is shown without keys, on one line`(text: String, shown: String) {
        #expect(backend.presentable(text) == shown)
    }

    @Test func `what a backend says is bounded`() {
        let shown = backend.presentable(String(repeating: "ä ", count: 100_000), limit: 100)
        #expect(shown.utf8.count <= 104)
        #expect(shown.hasSuffix("…"))
    }

    @Test func `an error's body is read up to a limit, and let go`() async {
        let body = ScriptedBody([Array(repeating: 0x78, count: 40_000), Array(repeating: 0x78, count: 40_000), [0x78]])
        let response = HTTPClientResponse(status: 500, headers: ["retry-after": "2"], body: body.body())
        let error = await ProviderError.reading(response, from: backend)
        #expect(error.code == .unavailable)
        #expect(error.retryAfter == .seconds(2))
        #expect(body.remaining == 1)
    }

    @Test(
        arguments: [
            ("-5", 0), ("7", 7), ("7.9", 7), ("1e300", Int(Int32.max)), ("9223372036854775807", Int(Int32.max)),
            (#""7""#, nil), ("null", nil),
        ] as [(String, Int?)]
    )
    func `a count is never more than can be summed`(text: String, count: Int?) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)).boundedCount == count)
    }

    @Test func `a hostile duration does not trap`() {
        #expect(JSONValue.double(1e300).boundedNanoseconds == .nanoseconds(2_600_000_000_000_000))
        #expect(JSONValue.double(.infinity).boundedNanoseconds == nil)
        #expect(JSONValue.int(-1).boundedNanoseconds == .zero)
    }
}
