namespace L4Balancer.Handover;

/// <summary>A handover that cannot go on; the message is for the operator.</summary>
internal class HandoverException(string message) : Exception(OneLine.Of(message));

/// <summary>
/// The sessions belonged to the successor, which had to be ended: nobody can tell which of their bytes it has moved.
/// </summary>
internal sealed class SessionsLostException(string message) : HandoverException(message);

/// <summary>The other process has ended.</summary>
internal sealed class HandoverEndException() : HandoverException("the other process has ended");
