namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// The answer of a MySQL or MariaDB server to a connect: its greeting (protocol version 10). Nothing is sent.
/// </summary>
internal sealed class MySqlGreetingCodec : Codec
{
    private const byte Version = 10;
    private const byte Error = 0xFF;

    private readonly MySqlPacket _packet = new();

    public override byte[] Requests => [];

    public override int RequestLength => 0;

    public override int Consume(ReadOnlySpan<byte> received)
    {
        if (!_packet.TryTake(ref received, out var payload))
            return _packet.IsTooLong ? Fail(ErrorKinds.WrongAnswer, received) : 0;
        if (payload.Length > 3 && payload[0] == Error) return Fail(ErrorKinds.ErrorAnswer, payload[3..]);
        var isGreeting = payload.Length > 1 && payload[0] == Version && received.IsEmpty;
        return isGreeting ? 1 : Fail(ErrorKinds.WrongAnswer, payload);
    }

    protected override void Restart(bool isFirst) => _packet.Clear();
}
