extension String {
    /// Whether `part` is in it, byte by byte.
    func holds(_ part: String) -> Bool { place(of: part) != nil }

    /// Where `part` begins, in bytes.
    func place(of part: String) -> Int? {
        var text = self
        var wanted = part
        // Both buffers outlive the closures, and every index is below its buffer's count.
        return text.withUTF8 { text in
            wanted.withUTF8 { wanted in
                guard let first = unsafe wanted.first else { return 0 }
                guard wanted.count <= text.count else { return nil }
                for start in 0...(text.count - wanted.count) where unsafe text[start] == first {
                    var index = 1
                    while index < wanted.count, unsafe text[start + index] == wanted[index] { index += 1 }
                    if index == wanted.count { return start }
                }
                return nil
            }
        }
    }
}
