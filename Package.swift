// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
]

/// A layer of the program. It may import only the layers named in `on`, which stand below it in this file.
func layer(_ name: String, on dependencies: [Target.Dependency] = [], excluding folders: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: folders, swiftSettings: settings)
}

func tests(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.target(name: name)] + dependencies,
        swiftSettings: settings
    )
}

func system(_ name: String, _ pkgConfig: String, apt: String, brew: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "martlet", targets: ["martlet"])],
    targets: [
        // The C libraries, and the few C lines that Swift cannot say.
        system("CEvent", "libevent", apt: "libevent-dev", brew: "libevent"),
        system("CCurl", "libcurl", apt: "libcurl4-openssl-dev", brew: "curl"),
        system("CYAML", "yaml-0.1", apt: "libyaml-dev", brew: "libyaml"),
        system("CCrypto", "libcrypto", apt: "libssl-dev", brew: "openssl@3"),
        system("CZlib", "zlib", apt: "zlib1g-dev", brew: "zlib"),
        system("CSQLite", "sqlite3", apt: "libsqlite3-dev", brew: "sqlite"),
        .target(name: "CSystem"),

        // The engine's arithmetic, in C: always optimised, or a debug build's tests would take minutes.
        .target(name: "Kernels", cSettings: [.unsafeFlags(["-O3"])], linkerSettings: [.linkedLibrary("m")]),

        // The small model that comes with the program, as bytes of it.
        .target(name: "BuiltInModel", exclude: ["Model"], cSettings: [.headerSearchPath("Model")]),

        // The layers, lowest first.
        layer("JSON"),
        layer("Logging", on: ["JSON", "CSystem"]),
        layer("EventLoop", on: ["CEvent", "CSystem", "Logging"]),
        layer("HTTP", on: ["EventLoop", "CCurl", "CSystem", "Logging"]),
        layer("Configuration", on: ["CYAML", "CCrypto", "EventLoop", "JSON", "Logging"]),
        layer("Storage", on: ["CSQLite", "EventLoop", "Logging"]),
        layer("ModelFiles", on: ["JSON", "CSystem"]),
        layer("Tokenization", on: ["ModelFiles", "JSON"]),
        layer("Grammars", on: ["JSON"]),
        layer("Engine", on: ["ModelFiles", "Kernels", "CSystem", "Logging", "Grammars"]),
        layer("Downloads", on: ["HTTP", "EventLoop", "JSON", "CCrypto", "CZlib", "CSystem"]),
        layer("Prompts", on: ["JSON"]),
        layer(
            "Providers",
            on: [
                "HTTP", "EventLoop", "JSON", "Configuration", "Logging", "Engine", "Tokenization", "ModelFiles",
                "Prompts", "Downloads", "Grammars", "BuiltInModel",
            ]
        ),
        // Text that models learn from, made from a seed; and the learning.
        layer("Curriculum", on: ["JSON"]),
        layer(
            "Training",
            on: [
                "Configuration", "Curriculum", "Prompts", "Engine", "Tokenization", "ModelFiles", "Kernels", "JSON",
                "Logging",
            ]
        ),
        layer("Gateway", on: ["Providers", "Storage", "EventLoop", "JSON", "Configuration", "Logging"]),
        layer(
            "Server",
            on: ["Gateway", "Providers", "HTTP", "EventLoop", "JSON", "Configuration", "Logging", "CZlib"],
            // The page's files are in the program as scripts/embed-page has written them down.
            excluding: ["Page/Assets"]
        ),
        .executableTarget(
            name: "martlet",
            dependencies: [
                "Server", "Gateway", "Providers", "Storage", "HTTP", "EventLoop", "JSON", "Configuration", "Logging",
                "Engine", "Tokenization", "ModelFiles", "Kernels", "Downloads", "Training", "Curriculum",
            ],
            swiftSettings: settings
        ),

        // What the engine computes for given tokens: for scripts that compare it with other programs.
        .executableTarget(
            name: "engine-probe",
            dependencies: ["Engine", "ModelFiles", "Kernels"],
            swiftSettings: settings
        ),

        // What the trainer computes, and how fast: for scripts that compare it with PyTorch.
        .executableTarget(
            name: "training-probe",
            dependencies: ["Training", "ModelFiles", "JSON"],
            swiftSettings: settings
        ),

        // What a proxy does to streams: a load and an upstream for scripts/bench-gateway.
        .executableTarget(name: "bench-streams", dependencies: ["EventLoop"], swiftSettings: settings),

        // The kernels' products, type by type, beside what the memory gives.
        .executableTarget(name: "bench-kernels", dependencies: ["Kernels"], cSettings: [.unsafeFlags(["-O3"])]),

        .executableTarget(name: "bench-http", dependencies: ["HTTP", "EventLoop"], swiftSettings: settings),

        // Renders templates beside other programs that do, for scripts/conformance.
        .executableTarget(name: "prompt-probe", dependencies: ["Prompts", "JSON"], swiftSettings: settings),

        // Answers held to schemas: what masks cost, and answers for scripts/conformance to judge.
        .executableTarget(
            name: "bench-grammars",
            dependencies: ["Grammars", "Engine", "Tokenization", "ModelFiles", "JSON"],
            swiftSettings: settings
        ),

        // Text to ids and back, for scripts that compare with other tokenizers.
        .executableTarget(
            name: "bench-tokenizer",
            dependencies: ["Training", "Tokenization", "ModelFiles", "JSON"],
            swiftSettings: settings
        ),

        tests("JSON"),
        tests("Logging", on: ["JSON"]),
        tests("EventLoop"),
        tests("HTTP", on: ["EventLoop"]),
        tests("Configuration", on: ["JSON"]),
        tests("Storage", on: ["EventLoop", "Logging"]),
        tests("Kernels"),
        tests("ModelFiles", on: ["JSON"]),
        tests("Tokenization", on: ["ModelFiles", "JSON"]),
        tests("Grammars", on: ["JSON", "Engine"]),
        tests("Downloads", on: ["HTTP", "EventLoop", "JSON", "CZlib", "CCrypto"]),
        tests("Engine", on: ["ModelFiles", "Kernels"]),
        tests("Prompts", on: ["JSON"]),
        tests("Curriculum", on: ["JSON"]),
        tests(
            "Training",
            on: ["Configuration", "Curriculum", "Prompts", "Engine", "Tokenization", "ModelFiles", "Kernels", "JSON"]
        ),
        tests(
            "Providers",
            on: [
                "Gateway",
                "HTTP", "EventLoop", "JSON", "Configuration", "Engine", "Tokenization", "ModelFiles", "Prompts",
                "Grammars",
            ]
        ),
        tests("Gateway", on: ["Providers", "Storage", "EventLoop", "JSON", "Logging"]),
        tests(
            "Server",
            on: ["Gateway", "Providers", "Storage", "HTTP", "EventLoop", "JSON", "Configuration", "CZlib"]
        ),
    ]
)
