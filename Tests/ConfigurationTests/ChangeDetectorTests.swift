import Testing

@testable import Configuration

struct ChangeDetectorTests {
    private let old = FileSignature(exists: true, size: 10, inode: 1)
    private let new = FileSignature(exists: true, size: 11, inode: 1)
    private let empty = FileSignature(exists: true, size: 0, inode: 1)
    private let missing = FileSignature(exists: false, size: 0, inode: 0)
    private let millisecond: UInt64 = 1_000_000

    /// A detector that has done its second reading.
    private func settled(_ signature: FileSignature) -> ChangeDetector {
        var detector = ChangeDetector(known: [signature], at: 0)
        #expect(detector.look([signature], at: 20 * millisecond) == .read)
        detector.didRead([signature], at: 20 * millisecond)
        return detector
    }

    @Test func `a file that looks the same is not read`() {
        var detector = settled(old)
        #expect(detector.look([old], at: 30 * millisecond) == .same)
        #expect(detector.look([old], at: 3000 * millisecond) == .same)
    }

    @Test func `a file that looks different is read at once, and once more a tick later`() {
        var detector = settled(old)
        #expect(detector.look([new], at: 100 * millisecond) == .read)
        detector.didRead([new], at: 100 * millisecond)
        #expect(detector.look([new], at: 110 * millisecond) == .same)
        #expect(detector.look([new], at: 120 * millisecond) == .read)
        detector.didRead([new], at: 120 * millisecond)
        #expect(detector.look([new], at: 200 * millisecond) == .same)
    }

    @Test func `a new file is read at once`() {
        var detector = settled(missing)
        #expect(detector.look([old], at: 100 * millisecond) == .read)
    }

    @Test func `an emptied or missing file is believed when it stays so`() {
        for gone in [empty, missing] {
            var detector = settled(old)
            #expect(detector.look([gone], at: 100 * millisecond) == .same)
            #expect(detector.look([gone], at: 149 * millisecond) == .same)
            #expect(detector.look([gone], at: 150 * millisecond) == .read)
        }
    }

    @Test func `a file that comes back is read at once`() {
        var detector = settled(old)
        #expect(detector.look([missing], at: 100 * millisecond) == .same)
        #expect(detector.look([new], at: 101 * millisecond) == .read)
        detector = settled(old)
        #expect(detector.look([missing], at: 100 * millisecond) == .same)
        #expect(detector.look([old], at: 101 * millisecond) == .same)
        #expect(detector.look([missing], at: 200 * millisecond) == .same)
    }
}
