using L4Balancer.Background;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Handover;
using L4Balancer.Hosting.Store;
using L4Balancer.Linux;
using L4Balancer.Telemetry.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace L4Balancer.Hosting;

/// <summary>Runs the daemon inside Microsoft.Extensions.Hosting.</summary>
internal static class DaemonHost
{
    /// <summary>Runs until a signal ends it.</summary>
    /// <param name="takeover">What it takes over; null if it begins anew.</param>
    /// <param name="stored">What systemd has kept for it.</param>
    /// <param name="checkpoint">See <see cref="BalancerOptions.HandoverCheckpoint"/>.</param>
    /// <returns>False if it ended because a part of it failed.</returns>
    /// <exception cref="OperationCanceledException">A signal ended it before it served clients.</exception>
    /// <exception cref="ListenerBindException">One or more addresses cannot be bound.</exception>
    internal static async Task<bool> RunAsync(
        LoadedConfig read, LogLevel level, DaemonSignals signals, Takeover? takeover = null,
        StoredDescriptors? stored = null, Action<bool, HandoverStep>? checkpoint = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        AddLogging(builder.Logging, level);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(services => new BackgroundWork(
            services.GetRequiredService<ILoggerFactory>().CreateLogger("l4balancer"), TimeProvider.System));
        builder.Services.AddSingleton(services => CreateAccessLog(
            read.Result.Config!, services.GetRequiredService<BackgroundWork>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("l4balancer.access-log")));
        builder.Services.AddSingleton(services => new BalancerOptions
        {
            Logs = services.GetRequiredService<ILoggerFactory>(),
            Background = services.GetRequiredService<BackgroundWork>(),
            Observer = services.GetRequiredService<AccessLog>(),
            HandoverCheckpoint = checkpoint,
            Inherited = OperatingSystem.IsLinux() ? takeover?.Listeners ?? stored?.Listeners ?? [] : [],
            Memory = OperatingSystem.IsLinux() ? takeover is null ? stored?.MemoryFor(read) : takeover.Memory : null,
        });
        builder.Services.AddSingleton(services => new SystemdNotifier(
            Environment.GetEnvironmentVariable, services.GetRequiredService<BackgroundWork>(), TimeProvider.System,
            services.GetRequiredService<ILogger<SystemdNotifier>>()));
        builder.Services.AddSingleton(
            services => new Daemon(
                read, services.GetRequiredService<BalancerOptions>(), services.GetRequiredService<BackgroundWork>(),
                services.GetRequiredService<AccessLog>(), services.GetRequiredService<SystemdNotifier>(),
                services.GetRequiredService<IHostApplicationLifetime>())
            {
                Takeover = takeover,
                Stored = stored,
                IsRestart = () => signals.IsRestart
                    && services.GetRequiredService<SystemdNotifier>().IsHere,

                // The factory does not own the providers.
                FlushLogs = () =>
                {
                    foreach (var provider in services.GetServices<ILoggerProvider>()) provider.Dispose();
                },
            });
        builder.Services.AddHostedService(services => services.GetRequiredService<Daemon>());
        builder.Services.AddSingleton(signals).AddSingleton<IHostLifetime, SignalLifetime>();

        using var host = builder.Build();
        var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("l4balancer");
        foreach (var warning in read.Result.Warnings) log.ConfigWarning(warning.ToString());
        var daemon = host.Services.GetRequiredService<Daemon>();
        await host.RunAsync(signals.Stopping);
        return !daemon.HasFailed;
    }

    private static AccessLog CreateAccessLog(BalancerConfig config, BackgroundWork background, ILogger log) =>
        AccessLog.Create(
            config.AccessLog, background, TimeProvider.System, log, OperatingSystem.IsLinux() ? AppendFile.Open : null);

    /// <summary>One line per event; under systemd with the journal's priority prefix.</summary>
    public static void AddLogging(ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // It would log a failed start with a stack trace; `run` reports it for the operator.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // A slow reader of the log must not stop the daemon.
        logging.Services.Configure<ConsoleLoggerOptions>(o => o.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        if (JournalOutput.IsStandardOutput(Environment.GetEnvironmentVariable("JOURNAL_STREAM")))
            logging.AddSystemdConsole();
        else logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
            o.UseUtcTimestamp = true;
        });
    }
}
