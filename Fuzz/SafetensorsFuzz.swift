// layers: ModelFiles
// seeds: Fuzz/seeds/Safetensors

import Foundation

@testable import ModelFiles

/// A `config.json` and a safetensors file after a zero byte: a model's directory. It is read or refused; what is read lies
/// within the file, and whatever has another form than GGUF's is converted within bounds.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSafetensors(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe UnsafeRawBufferPointer(start: start, count: count)
    let end = unsafe input.firstIndex(of: 0) ?? 0
    let config = unsafe UnsafeRawBufferPointer(rebasing: input[..<end])
    let weights = unsafe UnsafeRawBufferPointer(rebasing: input[min(end + 1, count)...])
    let description = try? unsafe ModelDescription(config: ConfigKeys("config.json", config))
    guard let file = try? SafetensorsFile(unsafe FileBytes(copying: weights, path: "model.safetensors")) else {
        return 0
    }
    for tensor in file.tensors.values {
        precondition(tensor.range.lowerBound >= 8 && tensor.range.upperBound <= weights.count)
        guard let size = tensor.kind.size else { continue }
        precondition(tensor.shape.reduce(size, *) == tensor.range.count)
    }
    guard let description else { return 0 }
    for isTied in [false, true] {
        guard let read = try? HuggingFaceTensors([file], description, isTied: isTied, directory: "model") else {
            continue
        }
        for tensor in read.tensors { use(tensor, file) }
        let estimate = MemoryEstimate(description, read.tensors, context: description.contextLength)
        precondition(estimate.total >= estimate.weights)
    }
    return 0
}

private func use(_ tensor: TensorInfo, _ file: SafetensorsFile) {
    precondition(tensor.type.byteCount(shape: tensor.shape) == tensor.byteCount)
    switch tensor.place {
    case .stored(0, let offset):
        precondition(offset % 8 == 0 && offset <= file.bytes.count - tensor.byteCount)
    case .converted(let conversion):
        // Nothing is larger than four times what it is made of.
        precondition(tensor.byteCount <= 4 * file.bytes.count)
        let made = unsafe FileBytes(making: tensor.byteCount, path: "made") {
            unsafe conversion.run([file.bytes], into: $0)
        }
        unsafe precondition(made.buffer.count == tensor.byteCount)
    case .stored: fatalError("a tensor is of a file that is not there")
    }
}
