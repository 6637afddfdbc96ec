#if canImport(Glibc)
    internal import Glibc
#endif

/// Memory for a table that is filled once and then only read.
///
/// Large ones are asked for in huge pages: they are looked up all over, and each lookup would miss a page's address.
@safe final class Table<Element: BitwiseCopyable>: @unchecked Sendable {
    // Safe: filled before it is shared; `start` is valid for `count` elements while this lives.
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating element: Element, count: Int) {
        unsafe start = Self.allocate(max(count, 1))
        unsafe start.initialize(repeating: element, count: max(count, 1))
        self.count = count
    }

    init(_ elements: [Element]) {
        unsafe start = Self.allocate(max(elements.count, 1))
        count = elements.count
        for index in elements.indices { unsafe start[index] = elements[index] }
    }

    deinit { unsafe UnsafeMutableRawPointer(start).deallocate() }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
        let bytes = count * MemoryLayout<Element>.stride
        let isLarge = bytes >= 1 << 21
        let alignment = isLarge ? 1 << 21 : MemoryLayout<Element>.alignment
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
        #if canImport(Glibc)
            if isLarge { _ = unsafe madvise(memory, bytes, MADV_HUGEPAGE) }
        #endif
        return unsafe memory.bindMemory(to: Element.self, capacity: count)
    }

    @inline(__always) subscript(index: Int) -> Element {
        get {
            assert(index >= 0 && index < count)
            return unsafe start[index]
        }
        set {
            assert(index >= 0 && index < count)
            unsafe start[index] = newValue
        }
    }
}
