import Glibc

/// Zeroed memory straight from the system, given back when this goes away. Pages never written to cost nothing.
@safe package final class MappedMemory: @unchecked Sendable {
    // Sendable: it only holds the pages; those who share them say how. Safe: nothing outlives `start` but by holding this.
    package let start: UnsafeMutableRawPointer
    package let byteCount: Int
    private let mapping: UnsafeMutableRawPointer
    private let mappingLength: Int

    /// Nil if the system refuses. With `hugePages` it starts at a multiple of 2 MB and asks for pages of that size.
    package init?(byteCount: Int, hugePages: Bool = false) {
        let alignment = hugePages ? 2 << 20 : 4096
        guard byteCount >= 0, byteCount < 1 << 46 else { return nil }
        let length = (max(byteCount, 1) + alignment - 1) / alignment * alignment
        let reserved = hugePages ? length + alignment : length
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let mapped = unsafe mmap(nil, reserved, PROT_READ | PROT_WRITE, flags, -1, 0),
            unsafe mapped != MAP_FAILED
        else { return nil }
        let misplaced = Int(bitPattern: mapped) % alignment
        unsafe mapping = mapped
        mappingLength = reserved
        unsafe start = mapped + (misplaced == 0 ? 0 : alignment - misplaced)
        self.byteCount = length
        if hugePages { _ = unsafe madvise(start, length, MADV_HUGEPAGE) }
    }

    deinit { _ = unsafe munmap(mapping, mappingLength) }

    /// Gives the pages from here on back; they read as zeros again.
    func release(from offset: Int) {
        let first = (offset + 4095) / 4096 * 4096
        guard first < byteCount else { return }
        _ = unsafe madvise(start + first, byteCount - first, MADV_DONTNEED)
    }
}

/// Hands out one memory's bytes from its start on, each piece at a multiple of 64.
@safe package struct Bump {
    package let memory: MappedMemory
    package private(set) var used = 0

    package init(_ memory: MappedMemory) { self.memory = memory }

    /// Nil when it is full.
    package mutating func take(bytes: Int) -> UnsafeMutableRawPointer? {
        guard bytes >= 0, bytes <= memory.byteCount - used else { return nil }
        defer { used = min((used + bytes + 63) / 64 * 64, memory.byteCount) }
        return unsafe memory.start + used
    }
}
