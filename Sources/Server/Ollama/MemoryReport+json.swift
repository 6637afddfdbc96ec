import Foundation
import Gateway
import JSON
import Providers

extension MemoryReport {
    /// Martlet's own part of `/api/ps`: what models may take, what they are promised, and why the last ones left. Ollama's
    /// clients take no notice of it.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("budget", ifPresent: budget?.host)
            json.member("promised", promised.host)
            if let gpu = budget?.gpu, (1..<(1 << 60)).contains(gpu) {
                json.member("gpu_budget", gpu)
                json.member("gpu_promised", promised.gpu)
            }
            json.member("waiting") { json in
                json.array { json in
                    for model in models where model.state == "asking" {
                        json.element { json in
                            json.object { json in
                                json.member("model", model.title)
                                json.member("size", model.promised.host)
                            }
                        }
                    }
                }
            }
            json.member("evictions") { json in
                json.array { json in
                    for eviction in evictions.reversed() {
                        json.element { json in json.object { json in eviction.write(to: &json) } }
                    }
                }
            }
        }
    }
}

extension Eviction {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("model", model)
        json.member("at", date.rfc3339)
        json.member("why", why)
        json.member("freed", freed.host + freed.gpu)
    }
}
