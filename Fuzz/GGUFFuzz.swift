// layers: ModelFiles
// seeds: Fuzz/seeds/GGUF

import Foundation

@testable import ModelFiles

/// A GGUF file opens, or is refused. What opens can be used in every way: each lookup answers or throws, each tensor's
/// bytes are within the file and apart from the others', and no size is so large that the engine's sums overflow.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGGUF(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe UnsafeRawBufferPointer(start: start, count: count)
    guard let file = try? unsafe GGUFFile(copying: input) else { return 0 }
    for key in file.metadata.keys { look(up: key, in: file.metadata) }
    var ranges: [Range<Int>] = []
    for tensor in file.tensors {
        guard case .stored(0, let offset) = tensor.place else { fatalError("a tensor of a GGUF file is not stored") }
        precondition(offset % 8 == 0 && tensor.byteCount > 0 && offset <= count - tensor.byteCount)
        precondition(tensor.type.byteCount(shape: tensor.shape) == tensor.byteCount)
        ranges.append(offset..<(offset + tensor.byteCount))
    }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    for (before, after) in zip(ranges, ranges.dropFirst()) { precondition(before.upperBound <= after.lowerBound) }

    guard let model = try? ModelFile(gguf: file) else { return 0 }
    check(model.description)
    for tensor in model.tensors {
        guard let bytes = try? model.bytes(of: tensor) else { fatalError("a tensor has no bytes: \(tensor.name)") }
        precondition(bytes.count == tensor.byteCount)
        unsafe precondition(bytes.buffer.first != nil && bytes.buffer.last != nil)
        precondition((try? model.expect(tensor.name, shape: tensor.shape)) == tensor)
    }
    guard let card = try? ModelCard(model) else { return 0 }
    for estimate in card.memory { precondition(estimate.weights >= 0 && estimate.total >= estimate.cache) }
    return 0
}

private func look(up key: String, in metadata: Metadata) {
    precondition(metadata.has(key) && metadata.text(key) != nil)
    _ = try? metadata.string(key)
    _ = try? metadata.bool(key)
    _ = try? metadata.int(key, in: 0...1000)
    if let number = try? metadata.double(key) { precondition(number.isFinite) }
    let count = (try? metadata.arrayCount(key)) ?? nil
    if let ints = (try? metadata.ints(key)) ?? nil { precondition(ints.count == count) }
    if let floats = (try? metadata.floats(key)) ?? nil { precondition(floats.count == count) }
    guard let strings = (try? metadata.strings(key)) ?? nil else { return }
    precondition(strings.count == count)
    var bytes = 0
    for index in strings.indices {
        _ = strings[index]
        bytes += unsafe strings[bytes: index].count
    }
    precondition(bytes == strings.byteCount)
}

/// What the engine counts on.
private func check(_ model: ModelDescription) {
    let sizes = [
        model.vocabularySize, model.contextLength, model.embeddingLength, model.layerCount, model.feedForwardLength,
        model.headCount, model.keyValueHeadCount, model.headSize, model.valueSize,
    ]
    precondition(sizes.allSatisfy { $0 > 0 })
    precondition(model.headCount % model.keyValueHeadCount == 0)
    precondition((0...model.headSize).contains(model.rotarySize) && model.rotarySize % 2 == 0)
    precondition(model.rotaryBase > 0 && model.normEpsilon >= 0 && model.attentionScale.isFinite)
    precondition(model.expertCount == 0 || (1...model.expertCount).contains(model.expertsUsed))
    precondition(model.endTokens.allSatisfy((0..<model.vocabularySize).contains))
    precondition(model.vocabularySize.multipliedReportingOverflow(by: model.embeddingLength * 4).overflow == false)
    precondition(model.headCount * model.headSize * model.embeddingLength > 0)
    if case .divisors(let divisors) = model.rotaryScaling { precondition(divisors.count == model.rotarySize / 2) }
}
