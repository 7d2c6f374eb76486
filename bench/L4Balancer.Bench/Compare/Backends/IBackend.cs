using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Backends;

/// <summary>The protocol of a workload's server.</summary>
internal enum BackendKind
{
    Redis,
    Http,
    Bulk,
    Echo,
}

/// <summary>A server for the sessions of a workload.</summary>
internal interface IBackend
{
    /// <summary>The name of the program, for the report.</summary>
    string Name { get; }

    /// <param name="place">The network that it serves in.</param>
    /// <exception cref="CompareException">It cannot be started.</exception>
    Task<IPEndPoint> StartAsync(Stage stage, NetworkPlace place, CancellationToken stop);
}

/// <summary>A server that runs.</summary>
/// <param name="Kind">The factory of such servers.</param>
internal sealed record RunningBackend(IBackend Kind, IPEndPoint Address);

/// <summary>The server for each role: a well-known one if installed, else our own.</summary>
internal static class BackendChoice
{
    /// <exception cref="CompareException">There is none.</exception>
    public static IBackend Of(BackendKind kind, Toolbox tools) => kind switch
    {
        BackendKind.Redis => tools.RedisServer is { } redis
            ? new RedisBackend(redis)
            : throw new CompareException("redis-server is not installed, and the redis workloads need it."),
        BackendKind.Echo => new OwnBackend("echo"),
        BackendKind.Http => tools.Nginx is { } nginx ? new NginxHttpBackend(nginx) : new OwnBackend("http"),
        _ => tools.Iperf3 is { } iperf3 ? new Iperf3Backend(iperf3) : new OwnBackend("bulk"),
    };
}
