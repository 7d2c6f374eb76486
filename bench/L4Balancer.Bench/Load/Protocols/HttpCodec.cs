using System.Text;

namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// GET over HTTP/1.1 with keep-alive. An answer is right when its status is 200 and it has as many bytes as its
/// Content-Length says; an answer without that field is refused, for its end could not be checked.
/// </summary>
/// <param name="requests">See <see cref="MakeRequests"/>.</param>
internal sealed class HttpCodec(byte[] requests, int requestLength) : Codec
{
    private const int HeadMax = 16 * 1024;

    /// <summary>The received part of a split head; null if there was none.</summary>
    private byte[]? _head;
    private int _headLength;
    private long _bodyLength;
    private long _bodyLeft;
    private bool _isInBody;
    private bool _isClosing;

    public override byte[] Requests => requests;

    public override int RequestLength => requestLength;

    public override bool IsClosing => _isClosing;

    public override int? AnswerPayload => (int)Math.Min(_bodyLength, int.MaxValue);

    public static (byte[] Requests, int RequestLength) MakeRequests(string host, string path)
    {
        var request = Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: l4balancer-load\r\nAccept: */*\r\n\r\n");
        return (Repeat(request, RingBytes), request.Length);
    }

    protected override void Restart(bool isFirst) => (_headLength, _isInBody, _isClosing) = (0, false, false);

    public override int Consume(ReadOnlySpan<byte> received)
    {
        var answers = 0;
        while (!received.IsEmpty)
        {
            if (!_isInBody && !TryTakeHead(ref received)) return Problem.Length > 0 ? -1 : answers;
            var length = (int)Math.Min(_bodyLeft, received.Length);
            received = received[length..];
            _bodyLeft -= length;
            _isInBody = _bodyLeft > 0;
            if (!_isInBody) answers++;
        }

        return answers;
    }

    /// <summary>False when the head is not whole yet, or wrong.</summary>
    private bool TryTakeHead(ref ReadOnlySpan<byte> received)
    {
        if (_headLength > 0) return TryTakeCutHead(ref received);
        var end = HttpHead.EndOf(received);
        if (end == 0) return Keep(ref received);
        var head = received[..end];
        received = received[end..];
        return Begin(head);
    }

    private bool TryTakeCutHead(ref ReadOnlySpan<byte> received)
    {
        var before = _headLength;
        var added = Math.Min(received.Length, HeadMax - before);
        received[..added].CopyTo(_head.AsSpan(before));
        _headLength += added;
        var end = HttpHead.EndOf(_head.AsSpan(0, _headLength));
        if (end == 0) return _headLength < HeadMax ? Drop(ref received) : Refuse(_head);
        received = received[(end - before)..];
        _headLength = 0;
        return Begin(_head.AsSpan(0, end));
    }

    private bool Keep(ref ReadOnlySpan<byte> received)
    {
        if (received.Length >= HeadMax) return Refuse(received);
        _head ??= new byte[HeadMax];
        received.CopyTo(_head);
        _headLength = received.Length;
        return Drop(ref received);
    }

    private bool Begin(ReadOnlySpan<byte> head)
    {
        var answer = HttpHead.Parse(head);
        if (answer.Status != 200 || answer.ContentLength < 0) return Refuse(head);
        _bodyLength = _bodyLeft = answer.ContentLength;
        _isInBody = true;
        _isClosing |= answer.IsClosing;
        return true;
    }

    private static bool Drop(ref ReadOnlySpan<byte> received)
    {
        received = default;
        return false;
    }

    private bool Refuse(ReadOnlySpan<byte> head)
    {
        var isError = HttpHead.Parse(head).Status is >= 400 and < 600;
        Fail(isError ? ErrorKinds.ErrorAnswer : ErrorKinds.WrongAnswer, head);
        return false;
    }
}
