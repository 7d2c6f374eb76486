namespace L4Balancer.Bench.Serve;

/// <summary>Sends back what comes. What the client does not take is kept, and nothing is read until it has.</summary>
internal sealed class EchoSession(Server server, int fd) : ServerSession(server, fd)
{
    /// <summary>Made when a client first did not take all; as long as one read may be.</summary>
    private byte[]? _kept;
    private int _from;
    private int _to;

    protected override bool TryStep()
    {
        if (_from < _to)
        {
            var sent = Send(_kept.AsSpan(_from, _to - _from));
            _from += sent;
            return _from == _to;
        }

        var count = Receive(Server.Buffer);
        if (count == 0) return false;
        var taken = Send(Server.Buffer.AsSpan(0, count));
        if (taken < count) Keep(Server.Buffer.AsSpan(taken, count - taken));
        return true;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        _kept ??= new byte[Server.Buffer.Length];
        rest.CopyTo(_kept);
        (_from, _to) = (0, rest.Length);
    }
}
