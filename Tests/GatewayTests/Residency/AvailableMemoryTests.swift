import Providers
import Testing

@testable import Gateway

struct AvailableMemoryTests {
    private let system = "MemTotal: 2000 kB\nMemAvailable:    1000 kB\n"

    private func bytes(_ files: [String: String]) -> Int? {
        var files = files
        files["/proc/meminfo"] = files["/proc/meminfo"] ?? system
        return AvailableMemory.bytes { files[$0] }
    }

    @Test func `without a control group it is what the system has to spare`() {
        #expect(bytes([:]) == 1_024_000)
        #expect(bytes(["/proc/meminfo": "nonsense"]) == nil)
    }

    @Test func `a limit of version two holds, and pages of files do not count as taken`() {
        #expect(
            bytes([
                "/proc/self/cgroup": "0::/box\n",
                "/sys/fs/cgroup/box/memory.max": "500000\n",
                "/sys/fs/cgroup/box/memory.current": "400000\n",
                "/sys/fs/cgroup/box/memory.stat": "anon 300000\nfile 100000\n",
            ]) == 200_000
        )
    }

    @Test func `the tightest of all groups above counts`() {
        #expect(
            bytes([
                "/proc/self/cgroup": "0::/outer/inner\n",
                "/sys/fs/cgroup/outer/inner/memory.max": "max\n",
                "/sys/fs/cgroup/outer/memory.max": "700000\n",
                "/sys/fs/cgroup/outer/memory.current": "100000\n",
            ]) == 600_000
        )
    }

    @Test func `a limit of version one holds, and no limit is none`() {
        let group = "4:cpu:/\n7:memory:/box\n"
        #expect(
            bytes([
                "/proc/self/cgroup": group,
                "/sys/fs/cgroup/memory/box/memory.limit_in_bytes": "300000\n",
                "/sys/fs/cgroup/memory/box/memory.usage_in_bytes": "350000\n",
                "/sys/fs/cgroup/memory/box/memory.stat": "total_cache 100000\n",
            ]) == 50_000
        )
        #expect(
            bytes([
                "/proc/self/cgroup": group,
                "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
                "/sys/fs/cgroup/memory/memory.usage_in_bytes": "350000\n",
            ]) == 1_024_000
        )
    }

    @Test func `what lies in these files is not believed`() {
        let hostile = ["-5", "", "99999999999999999999999", "1e9", "max max"]
        for text in hostile {
            #expect(
                bytes([
                    "/proc/self/cgroup": "0::/../../etc\n::\n0\n",
                    "/sys/fs/cgroup/memory.max": text, "/sys/fs/cgroup/memory.current": text,
                ]) == 1_024_000
            )
        }
    }

    @Test func `a share is of what there is and what models have taken of it`() {
        let available = MemoryAmount(host: 600)
        let held = MemoryAmount(host: 400)
        #expect(MemoryBudget.share(0.8).amount(available: available, held: held)?.host == 800)
        #expect(MemoryBudget.bytes(5000).amount(available: available, held: held)?.host == 1000)
        #expect(MemoryBudget.bytes(500).amount(available: available, held: held)?.host == 500)
        #expect(MemoryBudget.share(0.8).amount(available: nil, held: held) == nil)
    }
}
