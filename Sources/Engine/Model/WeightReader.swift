import Kernels
import ModelFiles

/// Finds a model's tensors under GGUF's names, checks every shape against the blueprint, and gives each matrix its place
/// in the model's memory. Nothing is packed yet: `unpacked` and `unconverted` are what remains to be done.
struct WeightReader {
    let file: ModelFile
    let blueprint: Blueprint
    private var matrices: Bump
    private var small: Bump
    /// Matrices that are used where the file has them until they are packed.
    private(set) var unpacked: [PackingJob] = []
    /// Matrices that must be packed before they can be used: the file has them in another form.
    private(set) var unconverted: [PackingJob] = []
    /// What must live as long as the weights: the bytes of tensors that are used as they are.
    private(set) var kept: [String: TensorBytes] = [:]
    private var copied: [String: Floats] = [:]
    /// Of memory: a huge page is taken whole.
    var usedBytes: Int { (matrices.used + (2 << 20) - 1) / (2 << 20) * (2 << 20) + small.used }

    init(_ file: ModelFile, _ blueprint: Blueprint, into memory: WeightMemory) {
        self.file = file
        self.blueprint = blueprint
        matrices = Bump(memory.matrices)
        small = Bump(memory.small)
    }

    // MARK: matrices

    /// The rows of a matrix of the file, as a matrix of its own.
    ///
    /// `stacked` says how many rows the tensor has in all, where it stacks several matrices; `bias` names the tensor that is
    /// added to the products, where there may be one.
    mutating func projection(
        _ name: String,
        columns: Int,
        rows: Range<Int>,
        stacked: [Int]? = nil,
        bias: String? = nil,
        form forms: inout InputForms
    ) throws(EngineError) -> Projection {
        let tensor = try expect(name, [columns] + (stacked ?? [rows.count]))
        let matrix = try unsafe matrix(tensor, columns: columns, rows: rows)
        let values = try bias.map { name throws(EngineError) in
            try floats(name, [stacked?.reduce(1, *) ?? rows.count], slice: rows, ifPresent: true)
        }
        let form = forms.index(for: mk_type(tensor.type))
        return unsafe Projection(matrix, bias: values ?? nil, form: form)
    }

    private mutating func matrix(
        _ tensor: TensorInfo,
        columns: Int,
        rows: Range<Int>
    ) throws(EngineError) -> UnsafePointer<mk_matrix> {
        let type = mk_type(tensor.type)
        let offset = rows.lowerBound * rowBytes(type, columns)
        guard columns <= 1 << 24, rows.count <= 1 << 24,
            offset + rows.count * rowBytes(type, columns) <= tensor.byteCount
        else { throw EngineError(.badModel, "\(file.path): the tensor \(tensor.name) is not of its shape's size") }
        let packedBytes = Int(mk_packed_bytes(type, Int32(rows.count), Int32(columns)))
        let target = packedBytes > 0 ? try unsafe take(packedBytes, from: &matrices) : nil
        let isUsedAsStored = packedBytes == 0 || file.isStored(tensor)
        let stored = isUsedAsStored ? try unsafe storedBytes(of: tensor, keeps: packedBytes == 0) + offset : nil
        let matrix = try unsafe take(MemoryLayout<mk_matrix>.stride, from: &small)
            .bindMemory(to: mk_matrix.self, capacity: 1)
        unsafe matrix.initialize(
            to: mk_matrix(
                type: type,
                packed: stored == nil,
                rows: Int32(rows.count),
                columns: Int32(columns),
                data: stored ?? UnsafeRawPointer(target)
            )
        )
        if let target = unsafe target {
            let job = unsafe PackingJob(tensor: tensor, offset: offset, matrix: matrix, target: target)
            if isUsedAsStored { unpacked.append(job) } else { unconverted.append(job) }
        }
        return unsafe UnsafePointer(matrix)
    }

    /// A tensor's bytes as its type says; `keeps` where the model needs them for as long as it lives.
    private mutating func storedBytes(of tensor: TensorInfo, keeps: Bool) throws(EngineError) -> UnsafeRawPointer {
        let stored: TensorBytes
        if let known = kept[tensor.name] {
            stored = known
        } else {
            do { stored = try file.bytes(of: tensor) } catch { throw EngineError(error) }
            if keeps { kept[tensor.name] = stored }
        }
        guard let base = unsafe stored.buffer.baseAddress, stored.count >= tensor.byteCount else {
            throw EngineError(.badModel, "\(file.path): the tensor \(tensor.name) is shorter than its shape says")
        }
        return unsafe base
    }

    // MARK: vectors

    /// A tensor's numbers as floats, copied now; from those in `slice` on where that is given.
    mutating func floats(
        _ name: String,
        _ shape: [Int],
        slice: Range<Int>? = nil,
        ifPresent: Bool = false
    ) throws(EngineError) -> Floats? {
        if ifPresent, file.tensor(named: name) == nil { return nil }
        let tensor = try expect(name, shape)
        if let known = copied[name] { return known + (slice?.lowerBound ?? 0) }
        let stored: TensorBytes
        do { stored = try file.bytes(of: tensor) } catch { throw EngineError(error) }
        guard let base = unsafe stored.buffer.baseAddress, stored.count >= tensor.byteCount else {
            throw EngineError(.badModel, "\(file.path): the tensor \(name) is shorter than its shape says")
        }
        let all = try unsafe Floats(take(tensor.weightCount * 4, from: &small))
        unsafe mk_dequantise(mk_type(tensor.type), base, Int64(tensor.weightCount), all.start)
        copied[name] = all
        return all + (slice?.lowerBound ?? 0)
    }

    mutating func required(_ name: String, _ shape: [Int]) throws(EngineError) -> Floats {
        guard let floats = try floats(name, shape) else {
            throw EngineError(.badModel, "\(file.path): it lacks the tensor \(name)")
        }
        return floats
    }

    mutating func norm(_ name: String) throws(EngineError) -> NormWeights {
        try NormWeights(
            weight: required(name + ".weight", [blueprint.width]),
            bias: blueprint.norm == .layer ? required(name + ".bias", [blueprint.width]) : nil
        )
    }

    // MARK: the file

    func has(_ name: String) -> Bool { file.tensor(named: name) != nil }

    private func expect(_ name: String, _ shape: [Int]) throws(EngineError) -> TensorInfo {
        do { return try file.expect(name, shape: shape) } catch { throw EngineError(error) }
    }

    /// The vocabulary's rows, as the file has them.
    mutating func embedding(_ name: String) throws(EngineError) -> (type: mk_type, start: UnsafeRawPointer) {
        let tensor = try expect(name, [blueprint.width, blueprint.vocabularySize])
        return try unsafe (mk_type(tensor.type), storedBytes(of: tensor, keeps: true))
    }

    /// Room in the model's memory for one `Expert` each.
    mutating func experts(_ experts: [Experts.Expert]) throws(EngineError) -> Experts {
        let place = try unsafe take(experts.count * MemoryLayout<Experts.Expert>.stride, from: &small)
            .bindMemory(to: Experts.Expert.self, capacity: experts.count)
        for (index, expert) in experts.enumerated() { unsafe (place + index).initialize(to: expert) }
        return unsafe Experts(place)
    }

    private func take(_ bytes: Int, from room: inout Bump) throws(EngineError) -> UnsafeMutableRawPointer {
        guard let place = unsafe room.take(bytes: bytes) else {
            throw EngineError(.badModel, "\(file.path): its tensors overlap or are counted twice")
        }
        return unsafe place
    }
}
