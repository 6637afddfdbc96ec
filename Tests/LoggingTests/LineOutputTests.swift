import Foundation
import Logging
import Testing

private struct TextLine: LogLine {
    var text: String
    var weight: Int { text.utf8.count }
    func write(to line: inout LineBuffer) { line.text(text) }
}

@Suite struct LineOutputTests {
    @Test func `lines reach the descriptor whole and in order, without secrets`() {
        let pipe = Pipe()
        let output = LineOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor, style: .json)
        Secrets.hide("hunter2-hunter2")
        for number in 0..<100 { output.append(TextLine(text: "line \(number) hunter2-hunter2")) }
        output.flush()
        let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        #expect(text == (0..<100).map { "line \($0) [hidden]\n" }.joined())
    }

    @Test func `a reader that does not read costs lines, not time, and is told how many`() {
        let pipe = Pipe()
        let output = LineOutput(
            descriptor: pipe.fileHandleForWriting.fileDescriptor,
            style: .json,
            capacity: 10_000,
            delay: .zero
        )
        // A pipe holds 64 KiB; the rest must be dropped rather than kept or waited for.
        let line = TextLine(text: String(repeating: "x", count: 999))
        for _ in 0..<1000 { output.append(line) }
        #expect(output.dropped > 0)
        let reader = Thread {
            while !pipe.fileHandleForReading.availableData.isEmpty {}
        }
        reader.start()
        output.flush()
        let dropped = output.dropped
        #expect(dropped < 1000)
        try? pipe.fileHandleForWriting.close()
    }
}
