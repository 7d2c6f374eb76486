using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Probes;

namespace L4Balancer.Hosting;

/// <summary>What a configuration needs besides its own text.</summary>
public sealed partial class Balancer
{
    /// <summary>
    /// What is wrong with the files that the probes and the access lists of a configuration need; empty if nothing is.
    /// </summary>
    public static IReadOnlyList<string> CheckFiles(BalancerConfig config)
    {
        var probes = new ProbeFilesReader(hasCredentials: true);
        probes.Read(config);
        var access = new AccessListReader();
        access.Read(config);
        return [.. probes.Errors, .. access.Errors];
    }

    /// <summary>The access lists in force.</summary>
    internal ReadAccessLists AccessLists => Volatile.Read(ref _access)!;

    /// <summary>Those of another configuration; lists with errors are missing.</summary>
    internal ReadAccessLists LookAtAccessLists(BalancerConfig config) => new AccessListReader(_access).Read(config);

    private ReadAccessLists ReadAccessLists(BalancerConfig config)
    {
        var reader = new AccessListReader(_access);
        var read = reader.Read(config);
        return reader.Errors.Count > 0 ? throw new ListenerBindException(reader.Errors) : read;
    }

    private ProbeFiles ReadProbeFiles(BalancerConfig config)
    {
        var reader = new ProbeFilesReader(hasCredentials: true);
        var files = reader.Read(config);
        if (reader.Errors.Count > 0) throw new ListenerBindException(reader.Errors);
        foreach (var warning in reader.Warnings) _probesLog.ProbeFileOpen(warning);
        return files;
    }

    /// <summary>What of a configuration this process cannot do in full; known only here.</summary>
    public IReadOnlyList<string> WarningsOf(BalancerConfig config)
    {
        var descriptors = Engine.Arrivals.Places.Descriptors;
        return config.MaxConnections is { } wanted && wanted > descriptors
            ?
            [
                $"max-connections: {wanted} is more than the {descriptors} sessions that the limit of file "
                + "descriptors allows (a lower value, or a higher LimitNOFILE= of the service)",
            ]
            : [];
    }
}
