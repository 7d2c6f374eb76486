using System.Text;

namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// GET or SET of one key, RESP2. The value is known, and so is the whole answer. For GET a connection sets the key
/// first, but not after a reconnect, which would double the work.
/// </summary>
internal sealed class RedisCodec : MatchingCodec
{
    private static readonly byte[] Ok = "+OK\r\n"u8.ToArray();

    private readonly byte[] _opening;
    private int _okSeen;
    private bool _isOpeningTaken;

    private RedisCodec(byte[] request, byte[] answer, byte[] opening)
        : base(Repeat(request, RingBytes), request.Length, Repeat(answer, RingBytes), answer.Length) =>
        _opening = opening;

    private RedisCodec(RedisCodec shared)
        : base(shared.Requests, shared.RequestLength, shared.Expected, shared.AnswerLength) =>
        _opening = shared._opening;

    public override bool IsReady => _okSeen == Ok.Length;

    /// <summary>All connections share the buffers of the first.</summary>
    public static RedisCodec Create(RedisOperation operation, int payload)
    {
        var key = $"l4balancer:load:{payload}";
        var value = new string('x', payload);
        var set = Command("SET", key, value);
        return operation == RedisOperation.Set
            ? new RedisCodec(set, Ok, [])
            : new RedisCodec(Command("GET", key), Encoding.ASCII.GetBytes($"${payload}\r\n{value}\r\n"), set);
    }

    /// <summary>For one more connection.</summary>
    public RedisCodec Copy() => new(this);

    protected override void Restart(bool isFirst)
    {
        base.Restart(isFirst);
        _isOpeningTaken = !isFirst || _opening.Length == 0;
        _okSeen = _isOpeningTaken ? Ok.Length : 0;
    }

    public override ReadOnlyMemory<byte> TakeOpening()
    {
        if (_isOpeningTaken) return default;
        _isOpeningTaken = true;
        return _opening;
    }

    public override int Consume(ReadOnlySpan<byte> received)
    {
        if (IsReady) return base.Consume(received);
        var length = Math.Min(received.Length, Ok.Length - _okSeen);
        if (!received[..length].SequenceEqual(Ok.AsSpan(_okSeen, length)))
            return Fail(ProblemOf(received, _okSeen, 0), received);
        _okSeen += length;
        return base.Consume(received[length..]);
    }

    protected override string ProblemOf(ReadOnlySpan<byte> received, int place, int index)
    {
        if (place == 0 && received[index] == '-') return ErrorKinds.ErrorAnswer;
        return place == 1 && received[index] == '-' ? ErrorKinds.NoSuchKey : ErrorKinds.WrongAnswer;
    }

    private static byte[] Command(params string[] words)
    {
        var text = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words) text.Append($"${word.Length}\r\n{word}\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
