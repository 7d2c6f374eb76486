namespace L4Balancer.Bench.Serve;

/// <summary>
/// Echoes received data. Data that the client does not read is kept, and nothing more is read until it does.
/// </summary>
internal sealed class EchoSession(Server server, int fd) : ServerSession(server, fd)
{
    /// <summary>Allocated when a client first does not read everything; as large as one read.</summary>
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
