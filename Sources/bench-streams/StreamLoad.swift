import EventLoop
import Foundation

/// Reads streams from a server, all at once, and prints how long their chunks took.
final class StreamLoad: @unchecked Sendable {
    // Sendable by confinement: one loop, one thread.
    private let socket: Int32
    private var watch: IOWatch?
    private var input: [UInt8] = []
    private var sent: UInt64 = 0
    private var seen = 0

    private let result: LoadResult

    static func begin(port: UInt16, model: String, streams: Int, loop: EventLoop) {
        let body = #"{"model":"\#(model)","stream":true,"messages":[{"role":"user","content":"Count."}]}"#
        let request =
            "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\ncontent-type: application/json\r\n"
            + "authorization: Bearer sk-bench\r\nx-bench: stream\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        let result = LoadResult(running: streams)
        for index in 0..<streams {
            // Spread over a second, as clients are.
            let timer = LoopTimer(loop: loop) { StreamLoad(Socket.connect(to: port), result).begin(request, loop) }
            timer.arm(after: .microseconds(index * 1_000_000 / streams))
            result.timers.append(timer)
        }
    }

    private init(_ socket: Int32, _ result: LoadResult) {
        self.socket = socket
        self.result = result
    }

    private func begin(_ request: String, _ loop: EventLoop) {
        sent = Socket.now
        Socket.write(socket, request)
        watch = IOWatch(loop: loop, descriptor: socket) { _ in self.readable() }
        watch?.set(.read)
    }

    private func readable() {
        let now = Socket.now
        guard let bytes = Socket.read(socket) else { return end() }
        input += bytes
        while let mark = input.firstRange(of: Self.mark) {
            let digits = input[mark.upperBound...].prefix { (0x30...0x39).contains($0) }
            guard digits.endIndex < input.endIndex else { break }
            if let time = UInt64(String(decoding: digits, as: UTF8.self)), now >= time {
                result.transits.append(Double(now - time) / 1e6)
            }
            if seen == 0 { result.firsts.append(Double(now - sent) / 1e6) }
            seen += 1
            input.removeSubrange(..<digits.endIndex)
        }
        if input.firstRange(of: Array("[DONE]".utf8)) != nil { end() }
    }

    /// The beginning of a chunk's text.
    private static let mark = Array("\"t".utf8)

    private func end() {
        watch?.cancel()
        close(socket)
        result.streamEnded(missing: max(0, StreamUpstream.chunks - seen))
    }
}

/// What all streams together have seen.
final class LoadResult: @unchecked Sendable {
    // Sendable by confinement: one loop, one thread.
    var firsts: [Double] = []
    var transits: [Double] = []
    var timers: [LoopTimer] = []
    private var running: Int
    private var lost = 0

    init(running: Int) { self.running = running }

    /// Prints the result, and ends the program, after the last one.
    func streamEnded(missing: Int) {
        lost += missing
        running -= 1
        guard running == 0 else { return }
        print(
            "{\"first_p50_ms\": \(percentile(firsts, 0.5)), \"first_p99_ms\": \(percentile(firsts, 0.99)), "
                + "\"chunk_p50_ms\": \(percentile(transits, 0.5)), \"chunk_p99_ms\": \(percentile(transits, 0.99)), "
                + "\"lost\": \(lost)}"
        )
        exit(0)
    }

    private func percentile(_ values: [Double], _ part: Double) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return -1 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }
}
