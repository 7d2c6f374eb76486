using System.Net;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Servers;

/// <summary>A kind of server that a drill runs three of, and what its clients ask it.</summary>
internal abstract class ServerKind
{
    public static IReadOnlyList<ServerKind> All { get; } = [new RedisKind(), new MariaDbKind()];

    /// <summary>Short and stable: the name on the command line and in every report.</summary>
    public abstract string Name { get; }

    /// <summary>As its makers write it.</summary>
    public abstract string Title { get; }

    /// <summary>What is not installed; null if nothing is missing.</summary>
    public abstract string? Missing(Toolbox tools);

    /// <param name="folder">Its own, empty at the first start.</param>
    public abstract string[] CommandOf(Stage stage, int port, string folder);

    /// <summary>The lines of a HAProxy section that check such a server.</summary>
    public abstract string HaproxyCheck { get; }

    /// <summary>The first keys of the section <c>health</c> of l4balancer.</summary>
    public abstract string OwnProbe { get; }

    /// <summary>One short session: connect, ask for the server's port, close.</summary>
    /// <returns>The port of the server; 0 if the connection was closed without an answer.</returns>
    /// <exception cref="DrillSessionException">It was refused or reset, or the answer was an error.</exception>
    /// <exception cref="OperationCanceledException">There was no answer by then.</exception>
    public abstract Task<int> AskAsync(IPEndPoint address, CancellationToken cancellationToken);
}
