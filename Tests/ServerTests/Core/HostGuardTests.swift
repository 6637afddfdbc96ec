import HTTP
import Testing

@testable import Server

struct HostGuardTests {
    @Test(arguments: [
        "localhost", "localhost:8000", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "127.1.2.3:80", "[::1]",
        "[::1]:8000", "martlet.localhost", "a.b.localhost:1", "localhost.", "box.lan", "box.lan:8443",
        "a.example.org", nil,
    ])
    func `on loopback its own names are served`(host: String?) {
        #expect(HostGuard(bound: "127.0.0.1", allowedHosts: ["box.lan", "*.example.org"]).admits(host))
    }

    @Test(arguments: [
        "evil.com", "evil.com:8000", "localhost.evil.com", "127.0.0.1.evil.com", "127.0.0.1.nip.io", "192.168.1.5",
        "0.0.0.0:8000", "[::2]:8000", "", ":8000", "localhost:", "localhost:x", "localhost:99999", "localhost@evil.com",
        "localhost, evil.com", "[::1]evil", "[localhost]", "example.org", "evilexample.org", "loca lhost",
        "127.0.0.256",
        "127.0.0.1\u{0}", "löcalhost",
    ])
    func `DNS rebinding: a page under another name is refused on loopback`(host: String) {
        let guarded = HostGuard(bound: "127.0.0.1", allowedHosts: ["box.lan", "*.example.org"])
        #expect(guarded.admits(host) == (host == "localhost:"))
    }

    @Test func `on any other address every name is served, because a key is needed there`() {
        let guarded = HostGuard(bound: "0.0.0.0", allowedHosts: [])
        #expect(guarded.admits("llm.example.org"))
        #expect(guarded.admits("10.0.0.7:8000"))
        #expect(!guarded.admits("a b"))
    }

    @Test func `on any other address the allowed names are the only ones, if there are any`() {
        let guarded = HostGuard(bound: "10.0.0.7", allowedHosts: ["llm.example.org", "box:8443"])
        for host in ["llm.example.org", "llm.example.org:8000", "box:8443", "10.0.0.7:8000", "[fd00::1]", "localhost"] {
            #expect(guarded.admits(host), "\(host)")
        }
        for host in ["other.example.org", "box", "box:1"] { #expect(!guarded.admits(host), "\(host)") }
    }

    @Test func `a star serves every name`() {
        #expect(HostGuard(bound: "127.0.0.1", allowedHosts: ["*"]).admits("anything.org"))
    }

    @Test func `DNS rebinding is a 403 before anything else is looked at`() async {
        let server = ServerUnderTest(endpoints: [.echo("POST", "/api/chat"), .echo("GET", "/health", access: .open)])
        for path in ["/api/chat", "/health", "/nothing"] {
            let answer = await server.ask("POST", path, ["Host": "evil.com:8000", "Origin": "http://evil.com:8000"])
            #expect(answer.status == 403)
            #expect(answer.text.contains("server.allowed_hosts"))
        }
    }

    @Test func `two hosts are a 400`() async {
        let server = ServerUnderTest(endpoints: [.echo("GET", "/")])
        let answer = await server.ask("GET", "/", ["Host": "localhost", "host": "evil.com"])
        #expect(answer.status == 400)
    }
}
