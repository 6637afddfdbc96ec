import CZlib
import Foundation
import HTTP
import Testing

@testable import Server

@Suite struct PageTests {
    private let server = ServerUnderTest(endpoints: PageEndpoints.all())

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/Server/Page/Assets").standardizedFileURL

    private static func assets() throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
            return (name, lines.joined(separator: "\n"))
        }
    }

    @Test func `the program holds the files of the repository, but for the blanks that lines begin with`() throws {
        let assets = try Self.assets()
        #expect(PageSources.all.map(\.name) == assets.map(\.name), "run scripts/embed-page")
        for (held, asset) in zip(PageSources.all, assets) {
            #expect(held.text == asset.text, "\(asset.name) was changed: run scripts/embed-page")
        }
    }

    @Test func `all of the page is less than 100 KB`() {
        #expect(PageSources.all.reduce(0) { $0 + $1.text.utf8.count } < 100_000)
    }

    @Test(arguments: [nil, "*/*", "application/json", "text/plain"])
    func `whoever asks for no page gets Ollama's line`(accept: String?) async {
        let headers: HTTPHeaders = accept.map { ["accept": $0] } ?? [:]
        for method in ["GET", "HEAD"] {
            let answer = await server.ask(method, "/", headers)
            #expect(answer.status == 200)
            #expect(answer.text == "Ollama is running")
            #expect(answer.headers["vary"] == "Accept")
        }
    }

    private static let browser: HTTPHeaders = [
        "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "accept-encoding": "gzip, deflate, br",
    ]

    @Test func `a browser gets the page, and nothing but the page may run in it`() async throws {
        let answer = await server.ask("GET", "/", Self.browser)
        #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
        #expect(answer.headers["vary"] == "Accept, Accept-Encoding")
        let policy = try #require(answer.headers["content-security-policy"])
        #expect(policy.contains("default-src 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(policy.contains("require-trusted-types-for 'script'"))
        #expect(answer.headers["content-encoding"] == "gzip")
        #expect(Array(answer.body.prefix(2)) == [0x1f, 0x8b])
    }

    @Test func `what a browser has it does not get again`() async throws {
        let first = await server.ask("GET", "/", Self.browser)
        let tag = try #require(first.headers["etag"])
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            var headers = Self.browser
            headers.add("if-none-match", known)
            let again = await server.ask("GET", "/", headers)
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
        }
        var headers = Self.browser
        headers.add("if-none-match", "\"x\"")
        #expect(await server.ask("GET", "/", headers).status == 200)
    }

    @Test func `each file is there under the version's name, for good, and under an older one for now`() async throws {
        let page = Page()
        for (name, text) in PageSources.all where name != Page.frontName {
            let current = await server.ask("GET", "/page/\(page.version)/\(name)")
            #expect(current.status == 200)
            #expect(current.text == text)
            #expect(current.headers["cache-control"]?.contains("immutable") == true)
            let older = await server.ask("GET", "/page/old/\(name)")
            #expect(older.text == text)
            #expect(older.headers["cache-control"] == "no-cache")
        }
        for path in [
            "/page/\(page.version)/index.html", "/page/x", "/page/x/../app.js", "/page/x/%2e%2e%2fapp.js",
            "/page/x/y/app.js",
        ] {
            #expect(await server.ask("GET", path).status == 404, "\(path)")
        }
    }

    @Test func `the page refers to no file that is not there, and to no other place`() throws {
        let page = Page()
        let front = String(decoding: page.front.bytes, as: UTF8.self)
        for match in front.matches(of: /(?:src|href)="([^"#]+)"/) {
            let path = String(match.1)
            #expect(path.hasPrefix("/page/\(page.version)/"), "\(path)")
            #expect(page.file(at: String(path.dropFirst(6))) != nil, "\(path)")
        }
        for (name, text) in PageSources.all where name.hasSuffix(".js") {
            for match in text.matches(of: /from "\.\/([^"]+)"/) {
                #expect(page.file(at: "\(page.version)/\(match.1)") != nil, "\(name) imports \(match.1)")
            }
            #expect(!text.contains("innerHTML") && !text.contains("eval("), "\(name)")
        }
    }

    @Test(arguments: [
        ("gzip", true), ("gzip, deflate, br", true), ("br;q=1.0, gzip;q=0.8", true), ("*", true), ("GZIP", true),
        ("gzip;q=0", false), ("gzip; q=0.000", false), ("gzip;q=0.001", true), ("identity", false), ("", false),
        ("xgzip", false),
    ])
    func `packed files go to those who take them`(header: String, takes: Bool) {
        #expect(PageEndpoint.takesGzip(header) == takes)
    }

    @Test func `what is packed can be unpacked`() throws {
        let bytes = Array(String(repeating: "the same again and again. ", count: 400).utf8)
        let packed = try #require(Gzip.packed(bytes))
        #expect(packed.count < bytes.count / 10)
        #expect(packed.count > 18)
        let length = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        let checksum = packed.dropLast(4).suffix(4).reversed().reduce(UInt(0)) { $0 << 8 | UInt($1) }
        #expect(length == bytes.count)
        let wanted = unsafe bytes.withUnsafeBufferPointer { unsafe UInt(crc32_z(0, $0.baseAddress, $0.count)) }
        #expect(checksum == wanted)
        #expect(Gzip.packed([1]) == nil)
    }
}
