namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// Logs in with mysql_native_password and then sends COM_PING, which a server answers with an OK packet.
/// </summary>
internal sealed class MySqlPingCodec(string user, string password) : Codec
{
    private const byte Ok = 0x00;
    private const byte AuthSwitch = 0xFE;
    private const byte Error = 0xFF;

    /// <summary>COM_PING: a payload of one byte, 14.</summary>
    private static readonly byte[] Ping = [1, 0, 0, 0, 14];

    private static readonly byte[] Pings = Repeat(Ping, RingBytes);

    private readonly MySqlPacket _packet = new();
    private ReadOnlyMemory<byte> _toSend;
    private bool _isGreeted;
    private bool _isReady;

    public override byte[] Requests => Pings;

    public override int RequestLength => Ping.Length;

    public override bool IsReady => _isReady;

    public override ReadOnlyMemory<byte> TakeOpening()
    {
        var taken = _toSend;
        _toSend = default;
        return taken;
    }

    public override int Consume(ReadOnlySpan<byte> received)
    {
        var answers = 0;
        while (_packet.TryTake(ref received, out var payload))
        {
            if (payload.Length > 3 && payload[0] == Error) return Fail(ErrorKinds.ErrorAnswer, payload[3..]);
            var wasReady = _isReady;
            var isGood = wasReady ? payload is [Ok, ..] : TryLogIn(payload);
            if (!isGood) return Fail(ErrorKinds.WrongAnswer, payload);
            if (wasReady) answers++;
        }

        return _packet.IsTooLong ? Fail(ErrorKinds.WrongAnswer, received) : answers;
    }

    protected override void Restart(bool isFirst)
    {
        _packet.Clear();
        (_toSend, _isGreeted, _isReady) = (default, false, false);
    }

    /// <summary>The greeting, then possibly a request to switch to this method, then OK.</summary>
    private bool TryLogIn(ReadOnlySpan<byte> payload)
    {
        if (!_isGreeted)
        {
            _isGreeted = true;
            if (MySqlLogin.NonceOf(payload) is not { } nonce) return false;
            _toSend = MySqlLogin.Respond(user, password, nonce, (byte)(_packet.Sequence + 1));
            return true;
        }

        _isReady = payload is [Ok, ..];
        if (_isReady) return true;
        if (payload is not [AuthSwitch, ..] || MySqlLogin.NonceOfSwitch(payload) is not { } other) return false;
        _toSend = MySqlLogin.Prove(password, other, (byte)(_packet.Sequence + 1));
        return true;
    }
}
