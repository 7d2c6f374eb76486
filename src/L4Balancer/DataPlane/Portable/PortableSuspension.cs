using System.Runtime.Versioning;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Sessions that have left their engine, because nothing can stop their tasks in place; to go on they arrive in it
/// again.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PortableSuspension(
    PortableEngine engine, IReadOnlyList<DepartedSession> departed, ulong lastId)
    : ISuspension
{
    public IReadOnlyList<SessionExport> Sessions { get; } = [.. departed.Select(Export)];

    public ulong LastId => lastId;

    public async Task GoOnAsync()
    {
        await engine.ArriveAsync(departed);
        engine.GoOnAccepting();
    }

    private static SessionExport Export(DepartedSession left) => new(
        HandedConnection.NumberOf(left.Client), left.Server is { } server ? HandedConnection.NumberOf(server) : -1,
        left.Phase, left.Account, left.Stage, left.IsClientKnown, left.Preread, left.Relay);
}
