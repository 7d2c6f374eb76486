namespace L4Balancer.Bench.Load.Protocols;

/// <summary>For protocols in which every byte of an answer is known before it comes.</summary>
/// <param name="expected">Answers one after the other; after the last byte comes the first again.</param>
internal abstract class MatchingCodec(byte[] requests, int requestLength, byte[] expected, int answerLength) : Codec
{
    private int _position;
    private int _intoAnswer;

    public override byte[] Requests => requests;

    public override int RequestLength => requestLength;

    protected byte[] Expected => expected;

    protected int AnswerLength => answerLength;

    protected override void Restart(bool isFirst) => (_position, _intoAnswer) = (Start % expected.Length, 0);

    public override int Consume(ReadOnlySpan<byte> received)
    {
        while (!received.IsEmpty)
        {
            var next = expected.AsSpan(_position);
            var length = Math.Min(next.Length, received.Length);
            var same = received[..length].CommonPrefixLength(next);
            if (same < length) return Fail(ProblemOf(received, (_intoAnswer + same) % answerLength, same), received);
            received = received[length..];
            _position = (_position + length) % expected.Length;
            _intoAnswer += length;
        }

        var answers = _intoAnswer / answerLength;
        _intoAnswer -= answers * answerLength;
        return answers;
    }

    /// <param name="place">The index in its answer of the byte that differs.</param>
    /// <param name="index">Its index in what was received.</param>
    protected virtual string ProblemOf(ReadOnlySpan<byte> received, int place, int index) => ErrorKinds.WrongAnswer;
}
