// sources: Sources/Gateway/Switching/Trial/TrialGuard*.swift Sources/Gateway/Switching/Trial/TrialTime.swift
// seeds: Fuzz/seeds/TrialGuard

/// Whatever is given as `--guard` or `--for` is read, or refused with a place in the text. What is read can be held to, and is
/// read again as it was written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTrialGuard(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    if let time = TrialTime.parse(text) { precondition(time >= .seconds(1) && time <= .seconds(7 * 86_400)) }
    do throws(TrialGuardError) {
        let guards = try TrialGuard.parse(text)
        precondition((1...16).contains(guards.count))
        for one in guards {
            check(one)
            guard let again = try? TrialGuard.parse(one.text) else { preconditionFailure("'\(one.text)' is not read") }
            precondition(again == [one])
        }
    } catch {
        precondition(!error.message.isEmpty && (0...error.text.count).contains(error.place))
        precondition(error.marked.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
    }
    return 0
}

private func check(_ one: TrialGuard) {
    switch one.measure {
    case .errorRate: break
    case .firstToken(let percentile), .total(let percentile): precondition(percentile > 0 && percentile < 1)
    }
    switch one.limit {
    case .part(let part): precondition(part > 0 && part < 1)
    case .time(let time): precondition(time > .zero)
    case .times(let times):
        precondition(times > 0 && times.isFinite)
        // What it is asked with must not be too much for a clock.
        _ = Duration.seconds(3600) * times
    }
}
