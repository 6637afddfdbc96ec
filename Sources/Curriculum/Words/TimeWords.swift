enum TimeWords {
    static let months: [String] = SoundWords.words(
        "January February March April May June July August September October November December"
    )
    static let weekdays: [String] = SoundWords.words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
    static let numerals: [String] = SoundWords.words(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen twenty thirty forty fifty"
    )
}
