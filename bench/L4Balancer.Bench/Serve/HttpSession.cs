namespace L4Balancer.Bench.Serve;

/// <summary>
/// HTTP/1.1 with keep-alive and pipelining, as much as a load generator needs: GET of <c>/bytes/N</c>. A request is
/// answered when the previous answer has been sent.
/// </summary>
internal sealed class HttpSession(Server server, int fd, HttpAnswers answers) : ServerSession(server, fd)
{
    private const int RequestMax = 8 * 1024;

    private readonly byte[] _input = new byte[RequestMax];
    private int _inputLength;
    private ReadOnlyMemory<byte> _answer;
    private bool _isLast;

    protected override bool TryStep()
    {
        if (!_answer.IsEmpty)
        {
            _answer = _answer[Send(_answer.Span)..];
            if (!_answer.IsEmpty || IsClosed) return false;
            if (_isLast) Close();
            return !_isLast;
        }

        if (TryTakeRequest()) return true;
        var count = Receive(_input.AsSpan(_inputLength));
        _inputLength += count;
        return count > 0;
    }

    /// <summary>Returns false until a request is complete; one that is too long is answered as invalid.</summary>
    private bool TryTakeRequest()
    {
        var input = _input.AsSpan(0, _inputLength);
        var end = input.IndexOf("\r\n\r\n"u8) + 4;
        var isTooLong = end < 4 && _inputLength == RequestMax;
        if (end < 4 && !isTooLong) return false;
        (_answer, _isLast) = answers.Find(isTooLong ? default : input[..end]);
        var rest = isTooLong ? default : input[end..];
        rest.CopyTo(_input);
        _inputLength = rest.Length;
        return true;
    }
}
