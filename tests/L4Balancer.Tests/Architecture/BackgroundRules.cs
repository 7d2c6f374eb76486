namespace L4Balancer.Tests.Architecture;

/// <summary>
/// Work that no caller waits for is started by its owner, <c>BackgroundWork</c>, so that none of it ends unnoticed. A
/// call whose task is neither awaited, kept nor discarded already fails the build (MA0134).
/// </summary>
internal static class BackgroundRules
{
    private const string Daemon = "src/L4Balancer";
    private const string Owner = Daemon + "/Background";
    private const string Portable = Daemon + "/DataPlane/Portable";

    public static CodeRule[] All { get; } =
    [
        new("No task is discarded", ["src"],
            @"(?<!\w)_ = (?!await\b)[^;]*(Async\(|\.AsTask\(|\bTask\.)",
            "_ = daemon.ReloadAsync();")
        {
            // Sessions of the portable engine end through a guard of their own; this list only shrinks.
            Except = [Owner, Portable + "/PortableEngine.cs"],
        },
        new("Only their owner starts threads and work on the thread pool", ["src"],
            @"\bnew Thread\(|\bTask\.(Run|Factory)\b|\bThreadPool\.\w*Queue|\.ContinueWith\(",
            "new Thread(Run).Start();")
        {
            Except =
            [
                Owner,

                // One cancellation, which cannot fail.
                Portable + "/ConnectAttempt.cs",

                // Its caller waits for the result.
                Daemon + "/Admin/Metrics/BalancerMeter.cs",

                // Sessions of a failed loop can neither continue nor be drained: the runtime ends the process.
                Daemon + "/DataPlane/Native/NativeWorker.cs",

                // A verb, not the daemon: a failure there ends the screen and shows its cause.
                Daemon + "/Cli/Top/TopTerminal.cs",
            ],
        },
        new("No method is async void", ["src"], @"\basync void\b", "async void Run()"),
    ];
}
