using System.Buffers.Text;
using System.Text;

namespace L4Balancer.Bench.Serve;

/// <summary>Answers with head and body in one buffer, created once for each requested size. One thread.</summary>
internal sealed class HttpAnswers
{
    /// <summary>The largest body.</summary>
    public const int BytesMax = 64 << 20;

    /// <summary>
    /// Above this many bytes, all prepared answers are dropped; those being sent stay until they are complete.
    /// </summary>
    private const long PreparedMax = 256 << 20;

    private static readonly byte[] BadRequest = Empty("400 Bad Request");
    private static readonly byte[] NotFound = Empty("404 Not Found");

    private readonly Dictionary<int, byte[]> _bySize = [];
    private long _prepared;

    /// <param name="request">Its whole head; there is no body.</param>
    public (ReadOnlyMemory<byte> Answer, bool IsLast) Find(ReadOnlySpan<byte> request)
    {
        var line = request[..Math.Max(0, request.IndexOf("\r\n"u8))];
        if (!line.StartsWith("GET /"u8) || !line.EndsWith(" HTTP/1.1"u8)) return (BadRequest, true);
        var isLast = request.IndexOf("\r\nConnection: close\r\n"u8) >= 0;
        var path = line[4..^9];
        if (path is [(byte)'/']) return (OfSize(0), isLast);
        if (!path.StartsWith("/bytes/"u8)) return (NotFound, isLast);
        var number = path["/bytes/"u8.Length..];
        var isSize = Utf8Parser.TryParse(number, out int size, out var used) && used == number.Length
            && size is >= 0 and <= BytesMax;
        return isSize ? (OfSize(size), isLast) : (NotFound, isLast);
    }

    private byte[] OfSize(int size)
    {
        if (_bySize.TryGetValue(size, out var answer)) return answer;
        var head = Head("200 OK", size);
        answer = new byte[head.Length + size];
        answer.AsSpan().Fill((byte)'x');
        head.CopyTo(answer, 0);
        _prepared += answer.Length;
        if (_prepared > PreparedMax)
        {
            _bySize.Clear();
            _prepared = answer.Length;
        }

        _bySize[size] = answer;
        return answer;
    }

    private static byte[] Empty(string status) => Head(status, 0);

    private static byte[] Head(string status, int length) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n");
}
