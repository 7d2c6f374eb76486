using System.Threading.Channels;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Managed;
using L4Balancer.Probes.Native;
using L4Balancer.Sockets;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Probes;

/// <summary>A way to run probes; the tests of probes run on each.</summary>
internal enum ProbeWay
{
    Tasks,
    Loop,
}

/// <summary>Probes over real sockets, run in one of the ways.</summary>
internal sealed class RunningProbes : IDisposable
{
    private readonly Channel<ProbeEnded> _ended = Channel.CreateUnbounded<ProbeEnded>();
    private readonly IProbeRunner _runner;

    public RunningProbes(ProbeWay way, Func<ProbeServices, ProbeServices>? change = null)
    {
        var services = Services(Post, Faults);
        services = change?.Invoke(services) ?? services;
        _runner = way == ProbeWay.Loop && OperatingSystem.IsLinux()
            ? new NativeProbes(services)
            : new ManagedProbes(services);
    }

    /// <summary>Makes posting an outcome fail, or throws; null, or a null result, lets it pass.</summary>
    public Func<Exception?>? PostFault { get; set; }

    /// <summary>The bugs that were logged and counted.</summary>
    public FaultLog Faults { get; } = new(TimeProvider.System);

    public static ProbeWay[] Ways => OperatingSystem.IsLinux() ? [ProbeWay.Tasks, ProbeWay.Loop] : [ProbeWay.Tasks];

    /// <summary>
    /// Called with each outcome on the thread that produced it, before <see cref="NextAsync"/> sees it.
    /// </summary>
    public Action<ProbeEnded>? OnEnded { get; set; }

    /// <summary>The services of probes that lack nothing.</summary>
    public static ProbeServices Services(
        Func<ControlEvent, ValueTask> post, FaultLog faults, TimeProvider? time = null) => new()
        {
            Post = post,
            Spares = new SpareDescriptors(DescriptorBudget.Unlimited),
            Background = faults.Work,
            Time = time ?? TimeProvider.System,
            Log = NullLogger.Instance,
        };

    public static ProbeSpec Spec(string? send = null, string? expect = null) =>
        ProbeSpec.Of(new HealthConfig { Send = Bytes(send), Expect = Bytes(expect) });

    /// <summary>The outcome of one probe.</summary>
    public static async Task<ProbeOutcome> OnceAsync(
        ProbeWay way, NetAddress address, string? send = null, string? expect = null, TimeSpan? timeout = null)
    {
        using var probes = new RunningProbes(way);
        probes.Start(address, send, expect, timeout);
        return await probes.NextAsync() with { Duration = TimeSpan.Zero };
    }

    /// <summary>Starts one probe.</summary>
    public IScheduledProbe Start(
        NetAddress address, string? send = null, string? expect = null, TimeSpan? timeout = null)
    {
        var probe = _runner.Add(new ProbeTarget(address, Spec(send, expect)), timeout ?? Loopback.Patience);
        probe.RunAfter(TimeSpan.Zero);
        return probe;
    }

    public async Task<ProbeOutcome> NextAsync() => (await _ended.Reader.ReadAsync(Loopback.Deadline)).Outcome;

    public void Dispose() => _runner.Dispose();

    private static ProbeBytes? Bytes(string? text) => text is null ? null : ProbeBytes.FromText(text);

    private ValueTask Post(ControlEvent ended)
    {
        if (PostFault?.Invoke() is { } fault) return ValueTask.FromException(fault);
        OnEnded?.Invoke((ProbeEnded)ended);
        return _ended.Writer.WriteAsync((ProbeEnded)ended);
    }
}
