using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// What a <see cref="SessionAccount"/> holds besides its terms, as plain values. Times are absolute monotonic
/// milliseconds, which mean the same to all processes of a machine.
/// </summary>
internal sealed record AccountState
{
    public ulong Id { get; init; }

    public long AcceptedAt { get; init; }

    /// <summary>When the running session was last reported.</summary>
    public long ReportedAt { get; init; }

    public ClientAddress Client { get; init; }

    /// <summary>What its first bytes have told; null if nothing.</summary>
    public ClientFacts? Facts { get; init; }

    /// <summary>Bytes from the client that are in the counters.</summary>
    public long UploadCounted { get; init; }

    /// <summary>Bytes from the backend that are in the counters.</summary>
    public long DownloadCounted { get; init; }

    /// <summary>The backend of the last failed connect; null if none failed.</summary>
    public NetAddress? LastTried { get; init; }

    /// <summary>How long its connect took; -1 if no backend answered.</summary>
    public int ConnectMicroseconds { get; init; }

    /// <summary>Failed connects.</summary>
    public int Retries { get; init; }

    /// <summary>How long it waited for a place.</summary>
    public long WaitMicroseconds { get; init; }
}
