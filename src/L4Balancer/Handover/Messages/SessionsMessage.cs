using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Handover.Messages;

/// <summary>
/// Some sessions. The descriptors of the message are their connections: of each session the client's, and the
/// backend's if it has one. Its bytes are those that the sessions hold: of each what its client has said so far, what
/// is on its way to the backend, and what is on its way to the client.
/// </summary>
internal sealed record SessionsMessage(IReadOnlyList<SessionMessage> Sessions);

/// <summary>A session. Times are absolute monotonic milliseconds.</summary>
internal sealed record SessionMessage
{
    public required AccountState Account { get; init; }

    public SessionPhase Phase { get; init; }

    public AdmissionStage Stage { get; init; }

    /// <summary>See <see cref="DepartedSession.IsClientKnown"/>.</summary>
    public bool IsClientKnown { get; init; }

    public required string Listener { get; init; }

    /// <summary>The number of its terms; null if it has no pool yet.</summary>
    public int? Terms { get; init; }

    /// <summary>The backend that serves it; null if none does.</summary>
    public NetAddress? Backend { get; init; }

    /// <summary>How many bytes its client has said that no backend has got.</summary>
    public int Preread { get; init; }

    /// <summary>Null if no backend is connected.</summary>
    public RelayMessage? Relay { get; init; }
}

/// <summary>See <see cref="RelayState"/>.</summary>
internal sealed record RelayMessage
{
    public required DirectionMessage Upload { get; init; }

    public required DirectionMessage Download { get; init; }

    public EndingState? Ending { get; init; }

    public long MovedAt { get; init; }

    /// <summary>The bytes that moved last were the client's.</summary>
    public bool IsUploadLast { get; init; }

    public ResetWait? Reset { get; init; }
}

/// <summary>See <see cref="DirectionState"/>.</summary>
internal sealed record DirectionMessage
{
    /// <summary>How many bytes it holds.</summary>
    public int Held { get; init; }

    public long Bytes { get; init; }

    public int Uncounted { get; init; }

    public DirectionEnd? SourceEnd { get; init; }

    public bool IsEnded { get; init; }

    public GaugeState? Gauge { get; init; }
}
