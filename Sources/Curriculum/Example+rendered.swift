extension Example {
    /// As people read it, for looking at what a source makes.
    public var rendered: String {
        turns.map { "<\($0.role.rawValue)> \($0.text)" }.joined(separator: "\n") + "\n(\(kind))\n"
    }
}
