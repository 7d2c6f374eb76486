using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Native;
using L4Balancer.DataPlane.Portable;
using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane;

/// <summary>Creates the configured engine, or the closest one that can run on this system.</summary>
public static class EngineSelector
{
    public static IForwardingEngine Create(BalancerConfig config, EngineParts parts)
    {
        if (config.Engine == EngineKind.Native && OperatingSystem.IsLinux()
            && CanRunNative(config, parts.Log, out var relay))
            return new NativeEngine(new NativeServices(parts, config.BufferSize, relay), CoresOf(config));

        return new PortableEngine(new PortableServices(parts, config.BufferSize));
    }

    /// <summary>A sandbox that emulates a kernel may lack features that every Linux has; that is logged once.</summary>
    [SupportedOSPlatform("linux")]
    private static bool CanRunNative(BalancerConfig config, ILogger log, out RelayKind relay)
    {
        var kernel = KernelFeatures.Probe();
        relay = config.Relay;
        if (kernel.EpollLack is { } lack)
        {
            log.NoNativeEngine(lack);
            return false;
        }

        if (kernel.SpliceLack is not null && relay != RelayKind.Copy)
        {
            log.NoSplice(kernel.SpliceLack);
            relay = RelayKind.Copy;
        }

        return true;
    }

    [SupportedOSPlatform("linux")]
    private static int?[] CoresOf(BalancerConfig config)
    {
        // The runtime's count respects the limits of a container.
        var workers = config.Workers ?? Environment.ProcessorCount;
        if (!config.PinWorkers) return new int?[workers];
        var cores = LoopThread.AllowedCores();
        return [.. Enumerable.Range(0, workers).Select(i => (int?)cores[i % cores.Count])];
    }
}
