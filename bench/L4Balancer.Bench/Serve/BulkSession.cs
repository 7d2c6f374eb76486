namespace L4Balancer.Bench.Serve;

/// <summary>See <see cref="BulkProtocol"/>.</summary>
internal sealed class BulkSession(Server server, int fd) : ServerSession(server, fd)
{
    private bool _isTold;
    private bool _isSending;

    /// <summary>
    /// Both directions in turn: neither waits for the other. It also reads when only the server sends, because the end
    /// of the client is detected there.
    /// </summary>
    protected override bool TryStep()
    {
        var received = Receive(Server.Buffer);
        if (received > 0 && !_isTold && !TryBegin(Server.Buffer[0])) return false;
        if (!_isSending || IsClosed) return received > 0;
        return Send(BulkProtocol.Payload) == BulkProtocol.Payload.Length || received > 0;
    }

    private bool TryBegin(byte direction)
    {
        _isTold = true;
        _isSending = direction is BulkProtocol.Down or BulkProtocol.Both;
        if (_isSending || direction == BulkProtocol.Up) return true;
        Close();
        return false;
    }
}
