import Configuration
import Gateway
import HTTP
import Logging

extension HTTPServerConfiguration {
    init(_ settings: ServerSettings) {
        self.init()
        host = settings.host
        port = UInt16(clamping: settings.port)
        limits.bodyBytes = settings.maxBodyBytes
        limits.headBytes = settings.maxHeaderBytes
        maxConnections = settings.maxConnections
        headTime = settings.headerTimeout
        bodyTime = settings.bodyTimeout
        idleTime = settings.idleTimeout
        errorBody = { status, message in
            HTTPAnswerHead.errorBody(status, status == 413 ? message + "; `server.max_body` allows more" : message)
        }
    }
}

extension RequestLogLimits {
    init(_ settings: RequestLogSettings) {
        self.init()
        keepsContent = settings.content
        maximumRows = settings.keepRows
        maximumAge = .seconds(settings.keepDays * 86_400)
    }
}

extension LogSettings {
    func style(for descriptor: Int32) -> LineStyle {
        switch format {
        case .auto: .automatic(for: descriptor)
        case .text: .text(coloured: Terminal.hasColour)
        case .json: .json
        }
    }
}

extension AccessLog {
    init(_ settings: LogSettings) {
        self.init(
            LineOutput(descriptor: 1, style: settings.style(for: 1)),
            isOn: settings.level == .debug || settings.level == .info
        )
    }
}

/// Makes the process log as the settings say, and keeps every configured secret out of it.
enum ProcessLog {
    static func apply(_ settings: Settings) {
        Log.level =
            switch settings.log.level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        Log.sink = LineSink(LineOutput(descriptor: 2, style: settings.log.style(for: 2)))
        for secret in settings.providers.compactMap(\.apiKey) { Secrets.hide(secret.reveal()) }
    }
}
