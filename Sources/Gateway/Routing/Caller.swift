/// Who asks, as far as what `default` stands for depends on it.
package struct Caller: Sendable, Equatable {
    /// The caller's name for its user.
    package var user: String?
    /// The name of the API key.
    package var key: String?
    /// The request, where nothing tells its sender from others.
    package var request: String

    package init(user: String? = nil, key: String? = nil, request: String = "") {
        self.user = user
        self.key = key
        self.request = request
    }

    /// A number from 0 up to 1 that stays the same for the same user, or key, and differs from trial to trial.
    func place(salt: UInt64) -> Double {
        // FNV-1a, and then what spreads its bits: names that are nearly alike are far apart.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ salt
        for byte in (user ?? key ?? request).utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((hash ^ (hash >> 31)) >> 11) * 0x1p-53
    }
}
