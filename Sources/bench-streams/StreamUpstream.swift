import EventLoop
import Foundation

/// Answers every request with a stream of chunks, one each 20 ms; each chunk's text is the time it was sent.
final class StreamUpstream: @unchecked Sendable {
    // Sendable by confinement: one loop, one thread.
    static let chunks = 50
    static let interval = Duration.milliseconds(20)

    private let socket: Int32
    private let loop: EventLoop
    private var watch: IOWatch?
    private var timer: LoopTimer?
    private var input: [UInt8] = []
    private var left = 0

    /// Listens as long as the returned watch is kept.
    static func listen(on port: UInt16, loop: EventLoop) -> IOWatch {
        let listener = Socket.listen(on: port)
        let watch = IOWatch(loop: loop, descriptor: listener) { _ in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                Socket.prepare(socket)
                StreamUpstream(socket, loop).begin()
            }
        }
        watch.set(.read)
        return watch
    }

    private init(_ socket: Int32, _ loop: EventLoop) {
        self.socket = socket
        self.loop = loop
    }

    private func begin() {
        // The watch and the timer keep the connection alive until `end`.
        watch = IOWatch(loop: loop, descriptor: socket) { _ in self.readable() }
        timer = LoopTimer(loop: loop) { self.sendChunk() }
        watch?.set(.read)
    }

    private func readable() {
        guard let bytes = Socket.read(socket) else { return end() }
        input += bytes
        guard let head = input.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let text = String(decoding: input[..<head.lowerBound], as: UTF8.self).lowercased()
        let length =
            text.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        guard input.count >= head.upperBound + length else { return }
        input.removeSubrange(..<(head.upperBound + length))
        left = Self.chunks
        Socket.write(
            socket,
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        sendChunk()
    }

    private func sendChunk() {
        guard left > 0 else {
            frame(
                #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
            )
            frame("[DONE]")
            Socket.write(socket, "0\r\n\r\n")
            return
        }
        left -= 1
        frame(
            #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{"role":"assistant","content":"t\#(Socket.now) "},"finish_reason":null}]}"#
        )
        timer?.arm(after: Self.interval)
    }

    private func frame(_ json: String) {
        let text = "data: \(json)\n\n"
        Socket.write(socket, String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
    }

    private func end() {
        watch?.cancel()
        timer?.cancel()
        close(socket)
    }
}
