// The HTTP server with almost nothing behind it: what the transport alone can do, and a peer for tests of how strictly
// it reads. `bench-http [PORT [LOOPS]]`; `/` answers whole, `/stream?N` in N pieces, anything else echoes the body.
// `bench-http get URL...` is the client: it says what it made of each answer.
import EventLoop
import Foundation
import HTTP

struct Bare: HTTPHandler {
    let hello = Array("{\"hello\":\"world\"}".utf8)

    func handle(_ request: HTTPRequest, _ responder: any HTTPResponder) async {
        do throws(HTTPServerError) {
            switch request.path {
            case "/": try await responder.send(200, ["content-type": "application/json"], hello)
            case "/stream":
                try responder.start(200, ["content-type": "text/event-stream"])
                for _ in 0..<(Int(request.query ?? "") ?? 1) { try await responder.write(hello) }
                try await responder.finish()
            default: try await responder.send(200, ["content-type": "text/plain"], request.body)
            }
        } catch {
            // The client has left: there is nobody to tell.
        }
    }
}

/// Prints a line for each URL: `200 5` for a status and the length of the body, or `error malformed`.
func get(_ urls: some Sequence<String>, on group: EventLoopGroup) async {
    let client = HTTPClient(group: group)
    for url in urls {
        do {
            let response = try await client.send(HTTPClientRequest("GET", url))
            print(response.status, try await response.body.collect(upTo: 1 << 20).count)
        } catch {
            print("error", error.code.rawValue)
        }
    }
}

let arguments = CommandLine.arguments
if arguments.count > 2, arguments[1] == "get" {
    await get(arguments.dropFirst(2), on: try EventLoopGroup(count: 1))
    exit(0)
}
var configuration = HTTPServerConfiguration()
configuration.port = arguments.count > 1 ? UInt16(arguments[1]) ?? 0 : 0
do {
    let group = try EventLoopGroup(count: arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1)
    let server = HTTPServer(configuration: configuration, group: group, handler: Bare())
    let port = try server.start()
    FileHandle.standardOutput.write(Data("http://127.0.0.1:\(port)\n".utf8))
    let (signals, report) = AsyncStream<Void>.makeStream()
    let watch = try await group.first.spawn {
        Result { try SignalWatch(loop: group.first, signal: SIGTERM) { report.yield() } }
    }
    .value.get()
    for await _ in signals { break }
    await server.drain(within: .seconds(5))
    await group.first.spawn { watch.cancel() }.value
    FileHandle.standardError.write(Data("\(server.counters)\n".utf8))
    group.stop()
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
