import Foundation

/// What the system knows of this process. Nil where it does not tell.
enum ProcessFigures {
    static let started = Date().timeIntervalSince1970

    /// Memory that is in use, in bytes.
    static var residentBytes: Double? {
        #if os(Linux)
            guard let fields = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " "),
                fields.count > 1, let pages = Double(fields[1])
            else { return nil }
            return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
        #else
            var info = mach_task_basic_info()
            var count = mach_msg_type_number_t(MemoryLayout<mach_task_basic_info>.size / MemoryLayout<natural_t>.size)
            let result = unsafe withUnsafeMutablePointer(to: &info) { info in
                unsafe info.withMemoryRebound(to: integer_t.self, capacity: Int(count)) { info in
                    unsafe task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), info, &count)
                }
            }
            return result == KERN_SUCCESS ? Double(info.resident_size) : nil
        #endif
    }

    /// Time spent in user and system mode, in seconds.
    static var cpuSeconds: Double? {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static var openDescriptors: Double? {
        #if os(Linux)
            let folder = "/proc/self/fd"
        #else
            let folder = "/dev/fd"
        #endif
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        // One of them is the folder that was just read.
        return Double(max(0, names.count - 1))
    }

    static var descriptorLimit: Double? {
        let limit = sysconf(Int32(_SC_OPEN_MAX))
        return limit < 0 ? nil : Double(limit)
    }
}
