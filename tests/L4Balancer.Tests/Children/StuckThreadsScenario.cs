using System.Net.Sockets;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Children;

/// <summary>
/// A thread that delivers socket events is blocked. This process has one such thread of the framework, and
/// completions run on it as in the daemon, configured by the process's environment. A loop of the native engine
/// is blocked by a log that hangs.
/// </summary>
internal static class StuckThreadsScenario
{
    public static async Task RunAsync(TestedEngine engine)
    {
        using var backend = Loopback.Listen();
        using var stuck = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(backend)],
            options: o => ChildProgram.Quiet(o) with { Logs = new HangingLog(stuck, release) });
        using var session = await balancer.OpenAsync(backend);
        ChildProgram.Tell("turns-before", await balancer.Balancer.IsTurningAsync(Loopback.Deadline));

        // The rest must not run on the thread that will be blocked.
        await Task.Yield();
        var blocking = engine.IsNative ? Task.CompletedTask : BlockAsync(session.Client, stuck, release);
        session.Server.Send([1]);
        if (engine.IsNative) session.Server.Reset();
        else session.Server.Send([2]);
        stuck.Wait();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        ChildProgram.Tell("turns-while-stuck", await balancer.Balancer.IsTurningAsync(patience.Token));
        release.Set();
        await blocking;
        ChildProgram.Tell("turns-after", await balancer.Balancer.IsTurningAsync(Loopback.Deadline));
    }

    private static async Task BlockAsync(Socket socket, ManualResetEventSlim stuck, ManualResetEventSlim release)
    {
        await socket.ReceiveAsync(new byte[1]);
        stuck.Set();
        release.Wait();
    }

    /// <summary>Hangs when a session end is reported to it.</summary>
    private sealed class HangingLog(ManualResetEventSlim stuck, ManualResetEventSlim release) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id != EventIds.SessionEnded || release.IsSet) return;
            stuck.Set();
            release.Wait();
        }

        public void Dispose()
        {
        }
    }
}
