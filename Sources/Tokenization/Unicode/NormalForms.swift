/// Unicode's normal forms: NFD, NFKD, NFC, NFKC.
enum NormalForm: Sendable {
    case decomposed, composed, compatibleDecomposed, compatibleComposed

    var isCompatible: Bool { self == .compatibleDecomposed || self == .compatibleComposed }
    var composes: Bool { self == .composed || self == .compatibleComposed }

    /// Appends the text in this form.
    func append(_ text: UTF8Text, to output: inout [UInt8]) {
        let tables = NormalFormTables.shared
        output.reserveCapacity(output.count + text.count)
        var pending: [(value: UInt32, combining: UInt8)] = []
        var index = 0
        while index < text.count {
            // What begins a letter and stays as it is ends what was pending, and is most of any text.
            let run = stableEnd(text, from: index, tables)
            if run > index {
                flush(&pending, to: &output, tables)
                // The last of them may compose with what follows.
                let last = text.start(before: run)
                unsafe output.append(contentsOf: text.slice(index..<last).bytes)
                pending.append((text.scalar(at: last).value, 0))
                index = run
                continue
            }
            let (value, length) = text.scalar(at: index)
            index += length
            var isFirst = true
            tables.decompose(value, compatible: isCompatible) { part in
                let combining = tables.combiningClass(part)
                if isFirst, combining == 0, !tables.composesWithPrevious(part) { flush(&pending, to: &output, tables) }
                isFirst = false
                pending.append((part, combining))
            }
        }
        flush(&pending, to: &output, tables)
    }

    /// The end of the characters from `index` on that no normal form changes and that nothing before them changes.
    private func stableEnd(_ text: UTF8Text, from start: Int, _ tables: NormalFormTables) -> Int {
        var index = start
        while index < text.count {
            if text[index] < 0x80 {
                index += 1
                continue
            }
            let (value, length) = text.scalar(at: index)
            guard tables.isStable(value) else { break }
            index += length
        }
        return index
    }

    private func flush(
        _ pending: inout [(value: UInt32, combining: UInt8)],
        to output: inout [UInt8],
        _ tables: NormalFormTables
    ) {
        guard !pending.isEmpty else { return }
        if pending.count > 1 {
            Self.order(&pending)
            if composes { Self.compose(&pending, tables) }
        }
        for (value, _) in pending { output.append(scalar: value) }
        pending.removeAll(keepingCapacity: true)
    }

    /// Puts each run of marks into the order of their classes; equal ones stay as they are.
    private static func order(_ pending: inout [(value: UInt32, combining: UInt8)]) {
        var start = 0
        while start < pending.count {
            guard pending[start].combining != 0 else {
                start += 1
                continue
            }
            var end = start
            while end < pending.count, pending[end].combining != 0 { end += 1 }
            if end - start > 1 {
                // A stable sort, whatever the standard library's is.
                let sorted = pending[start..<end].enumerated().sorted {
                    ($0.element.combining, $0.offset) < ($1.element.combining, $1.offset)
                }
                for (offset, entry) in sorted.enumerated() { pending[start + offset] = entry.element }
            }
            start = end
        }
    }

    private static func compose(
        _ pending: inout [(value: UInt32, combining: UInt8)],
        _ tables: NormalFormTables
    ) {
        var starter = -1
        var kept = 0
        var lastClass: UInt8 = 0
        for index in pending.indices {
            let (value, combining) = pending[index]
            // Blocked: something between the starter and this has this one's class, or a higher one, or is a starter.
            let isNext = starter == kept - 1
            if starter >= 0, isNext || (lastClass < combining && lastClass != 0),
                let composed = tables.composed(pending[starter].value, value)
            {
                pending[starter].value = composed
                continue
            }
            if combining == 0 { starter = kept }
            lastClass = combining
            pending[kept] = (value, combining)
            kept += 1
        }
        pending.removeLast(pending.count - kept)
    }
}
