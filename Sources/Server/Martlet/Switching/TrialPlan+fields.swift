import Gateway
import JSON

extension TrialPlan {
    /// How a switch is to be tried, where its request says so: `canary` (`"5%"` or `0.05`), `for` (`"10m"`), `guard`
    /// (`"error_rate<1%, p95<1.5x"`), `shadow`.
    init?(_ fields: Fields) throws(APIError) {
        let share = try fields["canary"].map { field throws(APIError) in try Self.share(field) }
        let shadows = try fields.bool("shadow") ?? false
        guard share != nil || shadows else {
            for name in ["for", "guard"] where fields[name] != nil {
                throw .invalid(name, "\(name) needs canary or shadow: without them nothing is tried")
            }
            return nil
        }
        self.init(share: share, shadows: shadows)
        if let text = try fields.string("for") {
            guard let time = TrialTime.parse(text) else {
                throw .invalid("for", "for must be a time from 1s to 7d, such as 90s, 10m or 2h")
            }
            self.time = time
        }
        if let text = try fields.string("guard") {
            do { guards = try TrialGuard.parse(text) } catch { throw .invalid("guard", "\(error)") }
        }
    }

    private static func share(_ field: Field) throws(APIError) -> Double {
        let number: Double?
        if let text = field.value.string {
            number = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
        } else {
            number = field.value.double
        }
        guard let number, number >= 0.001, number <= 1 else {
            throw field.invalid("must be a part of the requests from 0.1% to 100%, such as \"5%\" or 0.05")
        }
        return number
    }
}
