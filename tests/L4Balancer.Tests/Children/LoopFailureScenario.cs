using System.Net;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.DataPlane.Native;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Children;

/// <summary>An event loop fails outside everything that it calls: its clock throws.</summary>
[SupportedOSPlatform("linux")]
internal static class LoopFailureScenario
{
    public static async Task RunAsync(TestedEngine engine)
    {
        // Nothing catches it: the runtime is about to end the process.
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
        {
            ChildProgram.Tell("unhandled", ((Exception)e.ExceptionObject).Message);
            Environment.Exit(0);
        };
        var time = new FailingTime();
        using var logs = LoggerFactory.Create(b => b.AddProvider(new CriticalLines()));
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [NetAddress.FromIp(IPAddress.Loopback, 1)],
            options: o => ChildProgram.Quiet(o) with { Time = time, Logs = logs });
        time.FailsOnLoops = true;
        ((NativeEngine)balancer.Balancer.Engine).Workers[0].Post(() => { });
        await Task.Delay(Loopback.Patience);
        ChildProgram.Tell("unhandled", "nothing");
    }

    private sealed class FailingTime : TimeProvider
    {
        public volatile bool FailsOnLoops;

        public override long GetTimestamp() =>
            FailsOnLoops && Thread.CurrentThread.Name == "loop 0"
                ? throw new InvalidOperationException("the clock is broken")
                : base.GetTimestamp();
    }

    private sealed class CriticalLines : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            ChildProgram.Tell("critical", formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
