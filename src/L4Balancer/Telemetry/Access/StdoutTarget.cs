namespace L4Balancer.Telemetry.Access;

/// <summary>Standard output: the journal, under systemd.</summary>
internal sealed class StdoutTarget : ILogTarget
{
    private readonly Stream _output = Console.OpenStandardOutput();

    public string Name => "stdout";

    public int Write(ReadOnlySpan<byte> lines, int count, DateTimeOffset at, out string? failure)
    {
        try
        {
            // The lock of the writer that the ordinary log uses, so that lines of the two logs do not mix.
            lock (Console.Out) _output.Write(lines);
            failure = null;
            return count;
        }
        catch (IOException e)
        {
            failure = e.Message;
            return 0;
        }
    }

    public void Reopen()
    {
    }

    public void Dispose() => _output.Dispose();
}
