/// A tensor's bytes, in the form that its type says. They are valid as long as this, or a copy of it, lives.
@safe package struct TensorBytes: @unchecked Sendable {
    // Sendable: nobody writes to the bytes. Safe: `owner` keeps them, and only `buffer` gives them out.
    private let owner: FileBytes
    private let range: Range<Int>

    init(_ owner: FileBytes, _ range: Range<Int>) {
        self.owner = owner
        self.range = range
    }

    package var count: Int { range.count }

    /// At least eight-byte aligned.
    package var buffer: UnsafeRawBufferPointer { unsafe owner.slice(range.lowerBound, range.count) }
}

extension ModelFile {
    /// A tensor's bytes. Mostly they are the mapped ones, and nothing is read or copied yet; a tensor that its file has in
    /// another form is converted now, into memory that lives as long as what is returned.
    package func bytes(of tensor: TensorInfo) throws(ModelFileError) -> TensorBytes {
        if case .converted(let conversion) = tensor.place, self.tensor(named: tensor.name) == tensor {
            let made = unsafe FileBytes(making: tensor.byteCount, path: path) { unsafe conversion.run(files, into: $0) }
            return TensorBytes(made, 0..<tensor.byteCount)
        }
        let (file, range) = try place(of: tensor)
        return TensorBytes(file, range)
    }

    /// Whether a tensor's bytes are the file's own, and not converted each time they are asked for.
    package func isStored(_ tensor: TensorInfo) -> Bool {
        if case .stored = tensor.place { return true }
        return false
    }

    /// Reads some of a tensor's bytes from the disk, so that using them does not fault. Blocks until it is done.
    package func readIn(_ tensor: TensorInfo, _ bytes: Range<Int>) { withPlace(of: tensor, bytes) { $0.readIn($1) } }

    /// Lets go of a tensor's pages, as when its weights have been packed elsewhere: they no longer count as this
    /// process's memory. Reading them again is allowed, and brings them back.
    package func adviseDone(_ tensor: TensorInfo) {
        guard let (file, range) = try? place(of: tensor) else { return }
        file.done(range)
    }

    /// Lets go of the pages before the tensors: of what a GGUF file says of itself, once that has been read.
    package func adviseHeadersDone() {
        var firsts: [Int: Int] = [:]
        for case .stored(let file, let offset) in tensors.map(\.place) {
            firsts[file] = min(firsts[file] ?? offset, offset)
        }
        for (file, first) in firsts where files.indices.contains(file) && (0...files[file].count).contains(first) {
            files[file].done(0..<first)
        }
    }

    /// As `adviseDone`, for some of a tensor's bytes.
    package func adviseDone(_ tensor: TensorInfo, _ bytes: Range<Int>) {
        withPlace(of: tensor, bytes) { $0.done($1) }
    }

    private func withPlace(of tensor: TensorInfo, _ bytes: Range<Int>, _ body: (FileBytes, Range<Int>) -> Void) {
        guard let (file, range) = try? place(of: tensor), bytes.lowerBound >= 0, bytes.upperBound <= range.count
        else { return }
        body(file, (range.lowerBound + bytes.lowerBound)..<(range.lowerBound + bytes.upperBound))
    }

    private func place(of tensor: TensorInfo) throws(ModelFileError) -> (FileBytes, Range<Int>) {
        let (file, offset, count) =
            switch tensor.place {
            case .stored(let file, let offset): (file, offset, tensor.byteCount)
            case .converted(let conversion):
                (conversion.source.file, conversion.source.offset, conversion.source.byteCount)
            }
        guard files.indices.contains(file), offset >= 0, count >= 0, count <= files[file].count,
            offset <= files[file].count - count
        else {
            throw ModelFileError(.incomplete, file: path, "the tensor \(tensor.name) is not of this file")
        }
        return (files[file], offset..<(offset + count))
    }
}
