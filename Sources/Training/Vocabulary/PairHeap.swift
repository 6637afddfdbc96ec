/// A heap of pairs: the commonest on top, and of those as common as each other the one with the lowest key.
struct PairHeap {
    struct Element: Equatable {
        var count: Int
        var key: UInt64

        func goesBefore(_ other: Element) -> Bool { count != other.count ? count > other.count : key < other.key }
    }

    private var elements: [Element] = []

    mutating func push(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[child].goesBefore(elements[parent]) else { return }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> Element? {
        guard let top = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return top }
        elements[0] = last
        var parent = 0
        while true {
            var first = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count {
                if elements[child].goesBefore(elements[first]) { first = child }
            }
            if first == parent { return top }
            elements.swapAt(first, parent)
            parent = first
        }
    }
}
