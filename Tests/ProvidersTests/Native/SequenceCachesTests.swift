import ModelFiles
import Testing

@testable import Providers

struct SequenceCachesTests {
    typealias Origin = SequenceCaches.Origin

    private func caches(_ change: (inout SequenceCaches.Limits) -> Void = { _ in }) -> SequenceCaches {
        var limits = SequenceCaches.Limits()
        limits.shortest = 2
        change(&limits)
        return SequenceCaches(limits)
    }

    /// A sequence that was read whole, made `made` tokens, and has ended.
    private func run(_ caches: inout SequenceCaches, _ id: Int, _ prompt: [Int], making made: [Int] = []) -> [Int] {
        let origin = caches.begin(id, prompt)
        caches.grow(id, by: prompt.count - origin.count + made.count)
        return caches.end(id, holding: prompt + made)
    }

    private let instructions = Array(0..<640)

    @Test func `a chat's next turn takes its last one over, and computes what is new`() {
        var caches = caches()
        _ = run(&caches, 1, [1, 2, 3], making: [4, 5])
        #expect(caches.begin(2, [1, 2, 3, 4, 5, 6, 7]) == .takeOver(1, count: 5))
        #expect(caches.usage.kept == 0)
        #expect(caches.usage.running == 1)
    }

    @Test func `the last token of a prompt is always computed`() {
        var caches = caches()
        _ = run(&caches, 1, [1, 2, 3])
        #expect(caches.begin(2, [1, 2, 3]) == .copy(1, count: 2))
    }

    @Test func `a prompt with the same instructions copies them, and leaves the other as it is`() {
        var caches = caches()
        _ = run(&caches, 1, instructions + [-1, -2, -3], making: Array(repeating: -4, count: 20))
        #expect(caches.begin(2, instructions + [-7]) == .copy(1, count: 640))
        #expect(caches.usage.kept == 1)
        // Where hardly anything would be lost, a copy is not worth it.
        _ = run(&caches, 3, instructions + [-8, -9])
        #expect(caches.begin(4, instructions + [-8, -6]) == .takeOver(3, count: 641))
    }

    @Test func `where copies are dear and computing is cheap, more of another sequence is given up for its beginning`()
    {
        for (copiesPerToken, isTakenOver) in [(64, false), (30, false), (27, true), (1, true)] {
            var caches = caches()
            _ = run(&caches, 1, instructions + [-1, -2, -3], making: Array(repeating: -4, count: 20))
            let origin = caches.begin(2, instructions + [-7], copiesPerToken: copiesPerToken)
            #expect(origin == (isTakenOver ? .takeOver(1, count: 640) : .copy(1, count: 640)))
        }
    }

    @Test func `a large model's tokens are worth more copies than a small one's`() throws {
        let file = try unsafe TinyModel.writer().bytes().withUnsafeBytes { try unsafe GGUFFile(copying: $0) }
        var model = try ModelFile(gguf: file).description
        (model.layerCount, model.embeddingLength, model.feedForwardLength) = (12, 768, 2048)
        #expect(CopyingTime.positionsPerToken(of: model, bytesPerPosition: 36_864) == 5)
        (model.layerCount, model.embeddingLength, model.feedForwardLength) = (16, 2048, 8192)
        #expect(CopyingTime.positionsPerToken(of: model, bytesPerPosition: 32_768) == 81)
        #expect(CopyingTime.positionsPerToken(of: model, bytesPerPosition: 0) == 256)
    }

    @Test func `what a copy costs follows what copies took`() {
        var time = CopyingTime()
        #expect(time.positions(perTokenAt: 2_000) == nil)
        time.note(2_000, in: .milliseconds(20))
        #expect(time.positions(perTokenAt: 2_000) == 50)
        time.note(2_000, in: .milliseconds(180))
        #expect(time.positions(perTokenAt: 2_000) == 10)
        #expect(time.positions(perTokenAt: .max) == 1)
        #expect(time.positions(perTokenAt: 0) == 1024)
    }

    @Test func `a prompt that others are reading is waited for, and copied while they go on`() {
        var caches = caches()
        #expect(caches.begin(1, instructions + [-1]) == .nothing)
        #expect(caches.begin(2, instructions + [-2]) == .wait(1, read: 640))
        #expect(caches.begin(2, instructions + [-2], mayWait: false) == .nothing)
        caches.drop(2)
        caches.grow(1, by: 630)
        // What is left of it is sooner read than waited for.
        #expect(caches.begin(2, instructions + [-2]) == .copy(1, count: 630))
        caches.drop(2)
        caches.grow(1, by: 12)
        #expect(caches.begin(2, instructions + [-2]) == .copy(1, count: 640))
        #expect(caches.usage.running == 2)
    }

    @Test func `little in common is computed, and where nothing may be shared nothing is`() {
        var caches = caches { $0.shortest = 4 }
        _ = run(&caches, 1, [1, 2, 3, 4, 5, 6])
        #expect(caches.begin(2, [1, 2, 3, 7]) == .nothing)
        #expect(caches.begin(3, [1, 2, 3, 4, 5, 6, 7], shares: false) == .nothing)
    }

    @Test func `what another holds as well is not kept twice, and what is too short not at all`() {
        var caches = caches { $0.shortest = 3 }
        #expect(run(&caches, 1, [1, 2, 3, 4]) == [])
        #expect(run(&caches, 2, [1, 2, 3, 4]) == [2])
        #expect(run(&caches, 3, [1, 2, 3]) == [3])
        #expect(run(&caches, 4, [1, 2]) == [4])
        #expect(caches.begin(5, [1, 2, 3, 4, 5, 6]) == .takeOver(1, count: 4))
        #expect(run(&caches, 6, [1, 2, 3, 9]) == [])
        // It holds all that the one before held.
        caches.grow(5, by: 2)
        #expect(caches.end(5, holding: [1, 2, 3, 9, 9]) == [6])
    }

    @Test func `the longest unused goes first, and all that is kept goes before what runs`() {
        var caches = caches {
            $0.positions = 3 * 64
            $0.kept = 2
        }
        _ = run(&caches, 1, [1, 1, 1])
        _ = run(&caches, 2, [2, 2, 2])
        #expect(caches.begin(3, [1, 1, 9]) == .copy(1, count: 2))
        caches.grow(3, by: 1)
        #expect(caches.end(3, holding: [1, 1, 9]) == [2])
        #expect(caches.begin(4, Array(repeating: 4, count: 200)) == .nothing)
        #expect(caches.trim() == [])
        caches.grow(4, by: 100)
        #expect(caches.trim() == [1])
        caches.grow(4, by: 100)
        #expect(caches.trim() == [3])
        #expect(caches.usage == CacheUsage(running: 1, runningPositions: 256))
        #expect(caches.trim(to: 0) == [])
    }

    @Test func `sequences that are turned as long ones share nothing with short ones`() {
        var caches = caches { $0.longestShort = 6 }
        _ = run(&caches, 1, [1, 2, 3, 4])
        #expect(caches.begin(2, [1, 2, 3, 4, 5, 6, 7]) == .nothing)
        caches.grow(2, by: 7)
        _ = caches.end(2, holding: [1, 2, 3, 4, 5, 6, 7])
        #expect(caches.begin(3, [1, 2, 3, 4, 5]) == .takeOver(1, count: 4))
        // It has grown beyond: its keys have been turned anew.
        caches.grow(3, by: 3)
        #expect(caches.begin(4, [1, 2, 3, 9]) == .nothing)
        #expect(caches.begin(5, [1, 2, 3, 4, 5, 0, 0, 0]) == .copy(2, count: 5))
        // One that was called off while its long prompt was read is long all the same.
        _ = caches.begin(6, [8, 8, 8, 8, 8, 8, 8, 8])
        caches.grow(6, by: 3)
        _ = caches.end(6, holding: [8, 8, 8])
        #expect(caches.begin(7, [8, 8, 8, 8]) == .nothing)
    }

    /// Plays what a model's thread does, over caches that are arrays of tokens: what is gone on from must be there, and be
    /// what the prompt begins with.
    @Test(arguments: 0..<40)
    func `whatever comes and goes, a prompt goes on from its own beginning, and memory has its bounds`(_ seed: UInt64) {
        var random = SplitMix(seed)
        var caches = caches {
            $0.positions = 64 * .random(in: 4...40, using: &random)
            $0.kept = .random(in: 0...6, using: &random)
            $0.longestShort = .random(in: 50...200, using: &random)
            $0.copiesPerToken = .random(in: 1...64, using: &random)
            $0.worthWaiting = .random(in: 1...40, using: &random)
        }
        var held: [Int: [Int]] = [:]
        var prompts: [Int: [Int]] = [:]
        for id in 0..<400 {
            var prompt = (0..<Int.random(in: 1...90, using: &random)).map { _ in Int.random(in: 0...1, using: &random) }
            if let base = held.values.randomElement(using: &random) {
                prompt = base.prefix(.random(in: 0...150, using: &random)) + prompt
            }
            let origin = caches.begin(id, prompt, mayWait: .random(using: &random))
            switch origin {
            case .wait(let other, let read):
                #expect(prompts[other].map { read <= $0.count && read > held[other, default: []].count } == true)
                #expect(prompts[other].map { $0.prefix(read) == prompt.prefix(read) } == true)
                continue
            case .nothing: held[id] = []
            case .takeOver(let source, let count):
                #expect(prompts[source] == nil)
                held[id] = held.removeValue(forKey: source).map { Array($0.prefix(count)) }
                #expect(held[id]?.count == count)
            case .copy(let source, let count):
                held[id] = held[source].map { Array($0.prefix(count)) }
                #expect(held[id]?.count == count)
            }
            #expect(held[id].map { prompt.starts(with: $0) && $0.count < prompt.count } == true)
            prompts[id] = prompt
            for (id, prompt) in prompts {
                let read = min(max(0, prompt.count - held[id, default: []].count), .random(in: 0...60, using: &random))
                var new = Array(prompt.dropFirst(held[id, default: []].count).prefix(read))
                if held[id, default: []].count + read == prompt.count { new += [3, 4] }
                held[id, default: []] += new
                caches.grow(id, by: new.count)
            }
            for gone in caches.trim() { held[gone] = nil }
            while prompts.count > 4, let (id, _) = prompts.randomElement(using: &random) {
                prompts[id] = nil
                for gone in caches.end(id, holding: held[id] ?? []) { held[gone] = nil }
            }
            let usage = caches.usage
            func blocks(_ ids: some Collection<Int>) -> Int {
                ids.reduce(0) { $0 + (held[$1, default: []].count + 63) / 64 * 64 }
            }
            #expect(usage.running == prompts.count)
            #expect(usage.kept == held.count - prompts.count)
            #expect(usage.runningPositions == blocks(prompts.keys))
            #expect(usage.keptPositions == blocks(held.keys.filter { prompts[$0] == nil }))
            #expect(usage.kept <= caches.limits.kept)
            #expect(usage.kept == 0 || usage.runningPositions + usage.keptPositions <= caches.limits.positions)
        }
        for id in prompts.keys { for gone in caches.end(id, holding: held[id] ?? []) { held[gone] = nil } }
        for gone in caches.trim(to: 0) { held[gone] = nil }
        #expect(held.isEmpty)
        #expect(caches.usage == CacheUsage())
    }
}

extension SequenceCaches.Origin {
    fileprivate var count: Int {
        switch self {
        case .nothing, .wait: 0
        case .takeOver(_, let count), .copy(_, let count): count
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
