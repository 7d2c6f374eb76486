namespace L4Balancer.Tests.Architecture;

/// <summary>
/// The allowed dependencies in the daemon, and the allowed sources of time and randomness; docs/architecture.md has the
/// reasons.
/// </summary>
internal static class DependencyRules
{
    private const string Linux = "src/L4Balancer.Linux";
    private const string Daemon = "src/L4Balancer";
    private const string DataPlane = Daemon + "/DataPlane";

    public static CodeRule[] All { get; } =
    [
        new("Linux knows nothing of balancing", [Linux],
            @"\bL4Balancer\.(?!Linux\b)\w|\bCore\.",
            "using L4Balancer.Core;"),
        new("Linux uses the base library only", [Linux],
            @"^\s*using (?!static |var )(?!System\b|Microsoft\.Win32\b|L4Balancer\.Linux\b)\w",
            "using Microsoft.Extensions.Logging;"),
        new("Only native code, the choice of the engine, sockets, programs, hosting and handover use Linux",
            [Daemon],
            @"\bL4Balancer\.Linux\b|(?<![\w.])Linux\.[A-Z]",
            "using L4Balancer.Linux;")
        {
            Except =
            [
                DataPlane + "/Native", DataPlane + "/EngineSelector.cs", Daemon + "/Probes/Native",
                Daemon + "/Sockets", Daemon + "/Hosting", Daemon + "/Handover", Daemon + "/Programs",
            ],
        },

        new("The portable engine does not know the native one", [DataPlane + "/Portable"],
            @"\bNative\b",
            "using L4Balancer.DataPlane.Native;"),
        new("The native engine does not know the portable one", [DataPlane + "/Native"],
            @"\bPortable\b",
            "using L4Balancer.DataPlane.Portable;"),
        new("The native engine and probes have no managed socket", [DataPlane + "/Native", Daemon + "/Probes/Native"],
            @"\bSystem\.Net\.Sockets\b|\bnew Socket\b",
            "new Socket(handle);"),
        new("The portable engine has no raw descriptor", [DataPlane + "/Portable"],
            @"\bSafeFd\b|\bDangerousGetHandle\b",
            "socket.SafeHandle.DangerousGetHandle();"),
        new("The data plane sees no YAML, no container and no options", [DataPlane],
            @"\bYamlDotNet\b|\bMicrosoft\.Extensions\.(?!Logging\b)\w|\bMicrosoft\.AspNetCore\b|\bIOptions"
            + @"|\bIServiceProvider\b|\bSystem\.CommandLine\b",
            "using Microsoft.Extensions.DependencyInjection;"),

        Parts("The data plane knows no other part", ["DataPlane"], "Control|Probes|Discovery|Admin|Handover"),
        Parts("The control loop knows of other parts at most the data plane", ["Control"],
            "Probes|Discovery|Admin|Handover"),
        Parts("Probes, discovery and admin know no other part", ["Probes", "Discovery", "Admin"],
            "Control|DataPlane|Handover"),
        Parts("Only the command line and the demo know hosting",
            ["Control", "DataPlane", "Probes", "Discovery", "Admin", "Handover", "Sockets", "Telemetry", "Background"],
            "Hosting|Cli|Demo"),
        Parts("The agent of a server knows no part of the balancer", ["ServerAgent"],
            "Control|DataPlane|Probes|Discovery|Admin|Handover|Sockets|Hosting|Cli|Demo"),
        Parts("Background work, the reading of secrets and the running of programs know no part",
            ["Background", "Secrets", "Programs"],
            "Control|DataPlane|Probes|Discovery|Admin|Handover|Sockets"),
        new("Probes, discovery and admin never touch the table",
            [Daemon + "/Probes", Daemon + "/Discovery", Daemon + "/Admin"],
            @"\bTableHolder\b",
            "public Admin(TableHolder table)"),
        new("One writer publishes the table", [Daemon],
            @"\.Publish\(",
            "_table.Publish(next);")
        {
            Except = [Daemon + "/Control"],
        },

        new("Wall clocks are not read", ["src"],
            @"\b(DateTime|DateTimeOffset)\.(Utc)?(Now|Today)\b|\bStopwatch\b|\bTickCount",
            "var now = DateTime.UtcNow;"),
        new("Time comes in from outside", ["src"],
            @"\bTimeProvider\.System\b",
            "TimeProvider.System.GetTimestamp();")
        {
            Except = [Daemon + "/Hosting", Daemon + "/Demo"],
        },
        new("Chance comes in from outside", ["src"],
            @"\bRandom\.Shared\b|\bnew Random\(\)",
            "new Random();")
        {
            Except = [Daemon + "/Hosting", Daemon + "/Demo"],
        },
        new("Source files are found from the assembly, because a CI build replaces their paths",
            ["src", "bench", "tests"],
            @"\bCallerFilePath\b",
            "[CallerFilePath] string here"),
    ];

    /// <summary>
    /// Parts name each other by full namespace or, from inside <c>L4Balancer</c>, by the last word alone.
    /// </summary>
    private static CodeRule Parts(string says, string[] parts, string others) =>
        new(says, [.. parts.Select(part => $"{Daemon}/{part}")],
            $@"\bL4Balancer\.({others})\b|(?<![\w.])({others})\.[A-Z]",
            $"using L4Balancer.{others.Split('|')[0]};");
}
