using System.Globalization;
using System.Text;
using L4Balancer.Core;

namespace L4Balancer.Programs;

/// <summary>
/// The output of a program, or the answer of a URL: the first part is kept; the rest is read too, so that its writer is
/// not blocked, and only counted. Any thread.
/// </summary>
internal sealed class ProgramOutput
{
    private readonly Lock _sync = new();
    private readonly MemoryStream _kept = new(); // Guarded by _sync.
    private long _bytes; // Guarded by _sync.

    /// <summary>Reads a stream to its end.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Limits.ProgramOutputMax];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count) Add(buffer.AsSpan(0, count));
    }

    /// <summary>Reads as much of a stream as is kept: what follows may have no end.</summary>
    public async Task ReadSomeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Limits.ProgramOutputMax];
        Add(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, buffer.Length, false, cancellationToken)));
    }

    /// <summary>The first line that is not empty, quoted; null if there is none.</summary>
    public string? FirstLine
    {
        get
        {
            string text;
            lock (_sync) text = Encoding.UTF8.GetString(_kept.ToArray());
            foreach (var line in text.Split('\n'))
            {
                if (line.Trim() is { Length: > 0 } first)
                    return Shown.Quoted(first.Length > Limits.ProgramLineMax ? first[..Limits.ProgramLineMax] : first);
            }

            return null;
        }
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
            _kept.Write(read[..Math.Min(read.Length, Limits.ProgramOutputMax - (int)_kept.Length)]);
        }
    }
}
