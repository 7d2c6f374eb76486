using System.Globalization;
using System.Text;
using L4Balancer.Core;

namespace L4Balancer.Hosting.Hooks;

/// <summary>
/// The output of a run: the first part is kept for the log; the rest is read too, so that its writer is not blocked,
/// and only counted. Any thread.
/// </summary>
internal sealed class HookOutput
{
    private readonly Lock _sync = new();
    private readonly MemoryStream _kept = new(); // Guarded by _sync.
    private long _bytes; // Guarded by _sync.

    /// <summary>Reads a stream to its end.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Limits.HookOutputMax];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count) Add(buffer.AsSpan(0, count));
    }

    /// <summary>Reads as much of a stream as is kept: what follows may have no end.</summary>
    public async Task ReadSomeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Limits.HookOutputMax];
        Add(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, buffer.Length, false, cancellationToken)));
    }

    /// <summary>In one line, quoted, as it may be anything; empty if there was none.</summary>
    public override string ToString()
    {
        lock (_sync)
        {
            if (_bytes == 0) return "";
            var text = Shown.Quoted(Encoding.UTF8.GetString(_kept.ToArray()).TrimEnd());
            var rest = _bytes - _kept.Length;
            return rest == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} and {rest} more bytes");
        }
    }

    private void Add(ReadOnlySpan<byte> read)
    {
        lock (_sync)
        {
            _bytes += read.Length;
            _kept.Write(read[..Math.Min(read.Length, Limits.HookOutputMax - (int)_kept.Length)]);
        }
    }
}
