import Downloads
import JSON

extension JSONObject {
    /// What `/api/events` tells of a pull.
    static func pull(_ model: String, _ notice: PullDesk.Notice) -> JSONObject {
        var fields: JSONObject = ["model": .string(model)]
        switch notice {
        case .step(let step):
            fields["status"] = .string(step.status)
            if let digest = step.digest { fields["digest"] = .string(digest) }
            if let total = step.total { fields["total"] = .int(total) }
            if let completed = step.completed { fields["completed"] = .int(completed) }
        case .failed(let error):
            fields["status"] = "failed"
            fields["error"] = .string(error.message)
        }
        return fields
    }
}
