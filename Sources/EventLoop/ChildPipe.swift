import Foundation

/// The reading end of a child's output, delivered line by line. Confined to its loop's thread.
final class ChildPipe {
    private let descriptor: Int32
    private let output: (String) -> Void
    private var watch: IOWatch?
    private var lines: ChildLines
    private var buffer = [UInt8](repeating: 0, count: 16384)
    private var isOpen = true

    /// Takes over the descriptor, which must not block.
    init(loop: EventLoop, descriptor: Int32, limit: Int, output: @escaping (String) -> Void) {
        self.descriptor = descriptor
        self.output = output
        lines = ChildLines(limit: limit)
        let watch = IOWatch(loop: loop, descriptor: descriptor) { [unowned self] _ in
            // A few at a time, so that a child that writes without end does not hold up the loop.
            read(atMost: 4)
        }
        watch.set(.read)
        self.watch = watch
    }

    /// Delivers what is there now, and closes. What a process that outlives the child writes later is lost.
    func finish() {
        read(atMost: 64)
        end()
    }

    private func read(atMost times: Int) {
        for _ in 0..<times where isOpen {
            let count = unsafe Foundation.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                lines.read(buffer[..<count], output)
            } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                end()
            } else {
                return
            }
        }
    }

    private func end() {
        guard isOpen else { return }
        isOpen = false
        lines.finish(output)
        watch?.cancel()
        watch = nil
        close(descriptor)
    }
}

/// Cuts a child's output into lines as a terminal would show them: what a carriage return overwrites is left out.
struct ChildLines {
    private let limit: Int
    private var line: [UInt8] = []

    /// Lines of more than `limit` bytes are cut.
    init(limit: Int) { self.limit = max(1, limit) }

    mutating func read(_ bytes: ArraySlice<UInt8>, _ output: (String) -> Void) {
        var rest = bytes
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0a)
            var part = rest[..<(end ?? rest.endIndex)]
            rest = end.map { rest[($0 + 1)...] } ?? []
            while line.count + part.count > limit {
                let room = limit - line.count
                line += part.prefix(room)
                part = part.dropFirst(room)
                deliver(output)
            }
            line += part
            if end != nil { deliver(output) }
        }
    }

    mutating func finish(_ output: (String) -> Void) {
        if !line.isEmpty { deliver(output) }
    }

    private mutating func deliver(_ output: (String) -> Void) {
        if line.last == 0x0d { line.removeLast() }
        let shown = line.lastIndex(of: 0x0d).map { line[($0 + 1)...] } ?? line[...]
        output(String(decoding: shown, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
    }
}
