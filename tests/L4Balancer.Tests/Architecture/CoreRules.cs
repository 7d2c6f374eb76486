namespace L4Balancer.Tests.Architecture;

/// <summary>The rules that keep the core pure: every decision is a function of its inputs.</summary>
internal static class CoreRules
{
    private static readonly string[] Core = ["src/L4Balancer.Core"];

    public static CodeRule[] All { get; } =
    [
        new("The core opens no socket and resolves no name", Core,
            @"\b(Socket|SocketAsyncEventArgs|TcpClient|TcpListener|UdpClient|NetworkStream|Dns|HttpClient)\b",
            "new Socket(AddressFamily.Unix);"),
        new("The core touches no file", Core,
            @"\b(File|FileInfo|FileStream|Directory|DirectoryInfo|StreamWriter|FileSystemWatcher)\."
            + @"|\bPath\.(Combine|Get|Exists|Join)|\bnew (FileInfo|FileStream|DirectoryInfo)\b",
            "File.ReadAllText(name);"),
        new("The core starts no thread and waits for nothing", Core,
            @"\b(Thread|ThreadPool|Task|Parallel|Monitor)\."
            + @"|\bnew (Thread|Timer|SemaphoreSlim|Lock)\b|\block \(|\bawait\b",
            "Task.Run(work);")
        {
            // Counters are shared by all threads. This one is a list, which no single instruction can change; its lock
            // is held for a few instructions, and nothing is called under it.
            Except = ["src/L4Balancer.Core/Counters/WaitingLine.cs"],
        },
        new("The core knows no environment, process or console", Core,
            @"\b(Environment|Process|Console|AppContext)\.",
            "Environment.Exit(1);"),
        new("The core reads no clock", Core,
            @"\b(DateTime|DateTimeOffset)\.(Utc)?(Now|Today)\b|\bStopwatch\b|\bTimeProvider\.System\b|\bTickCount",
            "var now = Stopwatch.GetTimestamp();"),
        new("The core draws no lots of its own", Core,
            @"\bRandom\.Shared\b|\bnew Random\(\)|\bGuid\.NewGuid\b|\bRandomNumberGenerator\b",
            "Random.Shared.Next();"),
        new("The core knows no other project and no framework", Core,
            @"\bL4Balancer\.(?!Core\b)\w|\bMicrosoft\.(Extensions|AspNetCore)\b",
            "using Microsoft.Extensions.Logging;"),
    ];
}
