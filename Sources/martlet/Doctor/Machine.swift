import Foundation
import Kernels

/// What this machine is, as far as models care.
struct Machine {
    let system: String
    let processor: String
    let cores: Int
    /// The instruction sets that matter for inference.
    let features: [String]
    let memory: Int
    let availableMemory: Int?

    /// The instruction set that the built-in engine has chosen.
    static var kernels: String { unsafe String(cString: mk_isa_name(mk_current_isa())) }

    static var current: Machine {
        let info = ProcessInfo.processInfo
        #if os(Linux)
            let cpu = CPUInfo(text: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
            let (processor, features) = (cpu.name, cpu.features)
        #else
            let processor = systemString("machdep.cpu.brand_string") ?? "unknown"
            let features = ["neon"]
        #endif
        return Machine(
            system: info.operatingSystemVersionString,
            processor: processor,
            cores: info.activeProcessorCount,
            features: features,
            memory: Int(clamping: info.physicalMemory),
            availableMemory: available
        )
    }

    #if os(Linux)
        private static var available: Int? {
            guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
            for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
                return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
            }
            return nil
        }
    #else
        private static var available: Int? { nil }

        private static func systemString(_ name: String) -> String? {
            var size = 0
            guard unsafe sysctlbyname(name, nil, &size, nil, 0) == 0, size > 1 else { return nil }
            var bytes = [UInt8](repeating: 0, count: size)
            guard unsafe sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
            return String(decoding: bytes.prefix(size - 1), as: UTF8.self)
        }
    #endif
}

/// What `/proc/cpuinfo` says.
struct CPUInfo {
    private(set) var name = "unknown"
    private(set) var features: [String] = []

    private static let interesting = [
        "avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16",
        "asimd", "asimddp", "i8mm", "bf16", "sve",
    ]

    init(text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "model name": name = parts[1]
            case "flags", "Features":
                let flags = Set(parts[1].split(separator: " ").map(String.init))
                features = Self.interesting.filter(flags.contains)
                return
            default: break
            }
        }
    }
}
