import Foundation

/// Memory that is read, never written: a file's mapping, or a copy of bytes. It is given back when this goes away.
@safe struct MappedRegion: ~Copyable, @unchecked Sendable {
    // Sendable: nothing writes to the memory once this is made. Safe: `FileBytes` checks every range it reads.
    let base: UnsafeRawPointer
    let count: Int
    private let keeping: Keeping

    private enum Keeping {
        /// A file's mapping: its pages can be dropped, and come back from the file.
        case mapping
        case copy
        /// A part of the program.
        case program
    }

    /// Maps the whole of a file that is open, which must not be empty. Nil where the system refuses.
    init?(descriptor: Int32, count: Int) {
        guard let mapped = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), unsafe mapped != MAP_FAILED
        else { return nil }
        unsafe base = UnsafeRawPointer(mapped)
        self.count = count
        keeping = .mapping
    }

    /// Memory that stays as it is for as long as the program runs. Nil where there is none.
    init?(ofProgram bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return nil }
        unsafe base = start
        count = bytes.count
        keeping = .program
    }

    init(copying bytes: UnsafeRawBufferPointer) {
        unsafe self.init(making: bytes.count) { unsafe $0.copyMemory(from: bytes) }
    }

    /// Memory that `body` fills.
    init(making count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        let made = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 64)
        unsafe body(UnsafeMutableRawBufferPointer(start: made, count: count))
        unsafe base = UnsafeRawPointer(made)
        self.count = count
        keeping = .copy
    }

    deinit {
        switch keeping {
        case .mapping: unsafe _ = munmap(UnsafeMutableRawPointer(mutating: base), count)
        case .copy: unsafe base.deallocate()
        case .program: break
        }
    }

    /// Tells the system what is to become of the pages that hold these bytes. What is no file's mapping ignores it.
    func advise(_ range: Range<Int>, _ advice: CInt) -> Bool {
        guard case .mapping = keeping, !range.isEmpty, range.lowerBound >= 0, range.upperBound <= count else {
            return true
        }
        let page = Int(getpagesize())
        let start = range.lowerBound / page * page
        let place = unsafe UnsafeMutableRawPointer(mutating: base + start)
        return unsafe madvise(place, range.upperBound - start, advice) == 0
    }
}
