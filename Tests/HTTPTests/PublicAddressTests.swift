import Testing

@testable import HTTP

struct PublicAddressTests {
    @Test(
        arguments: [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255",
            "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.192",
            "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "febf::1",
            "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
            "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1",
            "2002:c0a8:101::1", "2001:0:1::1", "::127.0.0.1", "100::1", "4000::1", "", "localhost", "example.org",
        ]
    )
    func `what is here, near, or nobody's is not public`(_ text: String) {
        #expect(!PublicAddress.contains(text: text))
    }

    @Test(
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.0.0.1",
            "128.0.0.1",
            "169.253.0.1", "172.15.255.255", "172.32.0.0", "192.167.0.1", "192.169.0.1", "198.17.0.1", "198.20.0.1",
            "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
            "2002:808:808::1",
        ]
    )
    func `what anybody can reach is public`(_ text: String) { #expect(PublicAddress.contains(text: text)) }

    @Test(arguments: Carrier.allCases)
    func `a request that may go to public addresses only does not reach this machine`(_ carrier: Carrier) async throws {
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.answer("hello")
        }
        defer { peer.stop() }
        let named = peer.url.replacing("127.0.0.1", with: "localhost")
        for url in [peer.url, named, peer.url.replacing("127.0.0.1", with: "[::ffff:127.0.0.1]")] {
            let found = try await onLoop(carrier) { client in
                // A connection that rests here was made for somebody who may go anywhere.
                if url == peer.url {
                    _ = try await client.send(HTTPClientRequest("GET", url)).body.collect(upTo: 100)
                }
                return await code {
                    var request = HTTPClientRequest("GET", url)
                    request.reach = .publicOnly
                    _ = try await client.send(request)
                }
            }
            #expect(found == .notPublic, "\(url)")
        }
    }
}
