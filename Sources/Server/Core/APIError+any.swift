import Gateway
import Providers

extension APIError {
    /// What a client is told of an error. Those that were not meant for it show nothing of what is inside.
    init(any error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as GatewayError: self.init(error)
        case let error as ProviderError: self.init(GatewayError(error))
        default: self.init(500, "the request failed inside Martlet", type: "server_error", label: "internal")
        }
    }
}
