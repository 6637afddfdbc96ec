/// Memory for a table that is filled once and then only read.
@safe final class Table<Element: BitwiseCopyable>: @unchecked Sendable {
    // Safe: filled before it is shared; `start` is valid for `count` elements while this lives.
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating element: Element, count: Int) {
        unsafe start = .allocate(capacity: max(count, 1))
        unsafe start.initialize(repeating: element, count: max(count, 1))
        self.count = count
    }

    init(_ elements: [Element]) {
        unsafe start = .allocate(capacity: max(elements.count, 1))
        count = elements.count
        for index in elements.indices { unsafe start[index] = elements[index] }
    }

    deinit { unsafe start.deallocate() }

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
