import Foundation

/// Writes lines to a descriptor in batches, on a thread of its own: who appends never waits for a terminal or a pipe.
///
/// Where the reader of a pipe is slower than the lines come, lines are dropped, and a line says how many. A reader
/// that is gone ends the output (the program ignores SIGPIPE).
package final class LineOutput: Sendable {
    package let style: LineStyle
    private let batcher: Batcher<any LogLine>

    /// `capacity` is about how many bytes of lines may wait, `delay` how long the first line of a batch waits for
    /// others.
    package init(
        descriptor: Int32,
        style: LineStyle,
        capacity: Int = 4 << 20,
        delay: Duration = .milliseconds(5)
    ) {
        self.style = style
        let writer = DescriptorWriter(descriptor: descriptor)
        batcher = Batcher(
            name: "martlet-lines",
            capacity: capacity,
            threshold: 512,
            delay: delay,
            weigh: { $0.weight }
        ) { lines, dropped in
            var buffer = LineBuffer(style: style)
            if dropped > 0 { Self.drops(dropped).writeLine(to: &buffer) }
            for (place, line) in lines.enumerated() {
                line.writeLine(to: &buffer)
                ThreadPriority.pause(after: place)
            }
            writer.write(Secrets.mask(buffer.bytes))
        }
    }

    package func append(_ line: any LogLine) { batcher.append(line) }

    /// How many lines were dropped since the start.
    package var dropped: Int { batcher.dropped }

    /// Blocks until what was appended before is written. Not for loops.
    package func flush() { batcher.flushBlocking() }

    private static func drops(_ count: Int) -> LogEvent {
        LogEvent(
            level: .warning,
            category: "log",
            message: "lines were dropped: their reader is too slow",
            fields: ["lines": .int(count)]
        )
    }
}

extension LogLine {
    fileprivate func writeLine(to buffer: inout LineBuffer) {
        write(to: &buffer)
        buffer.end()
    }
}

private struct DescriptorWriter: Sendable {
    let descriptor: Int32

    /// Blocks until all is written, or the reader is gone.
    func write(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let start = bytes.baseAddress {
                let count = unsafe Foundation.write(descriptor, start + done, bytes.count - done)
                if count > 0 {
                    done += count
                } else if errno == EAGAIN {
                    waitForRoom()
                } else if errno != EINTR {
                    return
                }
            }
        }
    }

    /// Standard output may have been made non-blocking by whoever shares it.
    private func waitForRoom() {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&watched, 1, 1000)
    }
}
