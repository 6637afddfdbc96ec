import Gateway

extension TrialPlan {
    /// How a switch is to be tried, where its request says so.
    init?(_ fields: Fields) throws(APIError) { return nil }
}
