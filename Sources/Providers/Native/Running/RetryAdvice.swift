/// What `Retry-After` says: whole seconds, from what the model has needed for others as of late.
enum RetryAdvice {
    static func after(_ expected: Duration?) -> Duration {
        guard let expected else { return .seconds(5) }
        return .seconds(min(600, max(1, Int((expected / .seconds(1)).rounded(.up)))))
    }
}
