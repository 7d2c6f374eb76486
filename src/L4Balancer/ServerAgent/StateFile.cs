using System.Text;
using L4Balancer.Core.Health;

namespace L4Balancer.ServerAgent;

/// <summary>
/// What an operator of this server wants the balancers to be told: the first line of a file, such as
/// <c>drain # kernel update</c>. Without the file the server is <c>up</c>.
/// </summary>
internal sealed class StateFile(string? path)
{
    private const int SizeMax = 512;
    private readonly byte[] _buffer = new byte[SizeMax]; // The sampler only.

    /// <summary>Words and comment. A file that cannot be read is as one that is not there.</summary>
    public HostState Read()
    {
        if (path is null) return HostState.Up;
        try
        {
            using var file = File.OpenHandle(path);
            var text = _buffer.AsSpan(0, RandomAccess.Read(file, _buffer, 0));
            var end = AgentLine.LengthOf(text);
            return HostState.Of(end < 0 ? text : text[..end]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HostState.Up;
        }
    }
}

/// <summary>The state that the agent reports besides its weight.</summary>
/// <param name="Words">As sent, such as <c>up</c> or <c>drain</c>.</param>
/// <param name="Comment">May be empty.</param>
/// <param name="Unknown">A word without a meaning, which is not sent; null if there is none.</param>
internal sealed record HostState(string Words, string Comment, string? Unknown)
{
    public static HostState Up { get; } = new("up", "", null);

    /// <param name="line">The line of an operator; only words that a balancer knows are passed on.</param>
    public static HostState Of(ReadOnlySpan<byte> line)
    {
        var answer = AgentLine.Parse(line);
        var words = new StringBuilder();
        if (answer.Intent is { } intent) words.Append(Word(intent.ToString()));
        if (answer.Health is { } health) words.Append(Word(health.ToString()));
        if (answer.MaxConnections is { } max) words.Append($"maxconn:{max} ");
        var text = words.ToString().TrimEnd();
        return new HostState(text.Length == 0 ? Up.Words : text, answer.Comment, answer.Unknown);
    }

    private static string Word(string name) => name.ToLowerInvariant() + " ";
}
