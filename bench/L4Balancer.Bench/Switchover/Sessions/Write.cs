namespace L4Balancer.Bench.Switchover.Sessions;

/// <summary>What became of a write, or of the login before it.</summary>
/// <param name="Client">The number of the client.</param>
/// <param name="Begin">When it was sent, from the start of the drill.</param>
/// <param name="End">When it was acknowledged, or failed.</param>
/// <param name="Server">The port of the server; 0 if the session did not get so far.</param>
/// <param name="Error">Null if it was acknowledged.</param>
internal sealed record Write(long Id, int Client, TimeSpan Begin, TimeSpan End, int Server, string? Error)
{
    public bool IsAcknowledged => Error is null;
}
