namespace L4Balancer.Bench.Switchover.Sessions;

/// <summary>A server or a balancer did not do what was asked.</summary>
/// <param name="isSessionLost">False if the server refused a write and the session goes on.</param>
internal sealed class WriteException(string message, bool isSessionLost, Exception? inner = null)
    : Exception(message, inner)
{
    public bool IsSessionLost => isSessionLost;
}
