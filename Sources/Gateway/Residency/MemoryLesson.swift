package import Providers

/// What is known of a model from when it was last in memory; kept beyond the program's end (`MemoryLessonStore`).
package struct MemoryLesson: Sendable, Equatable {
    package var need: MemoryAmount
    package var loadTime: Duration?

    package init(need: MemoryAmount, loadTime: Duration? = nil) {
        self.need = need
        self.loadTime = loadTime
    }
}

extension MemoryClaim {
    /// What its lesson is kept by.
    var lessonName: String { knownAs ?? "\(id.source) \(id.variant)" }
}
