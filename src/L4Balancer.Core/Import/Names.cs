namespace L4Balancer.Core.Import;

/// <summary>Names of listeners and pools: those of the foreign file, as far as ours allow them.</summary>
internal sealed class Names
{
    private const int LengthMax = 60;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A name that is not taken yet.</summary>
    public string Take(string wanted)
    {
        var name = new string([.. wanted.Take(LengthMax).Select(c => IsAllowed(c) ? c : '-')]).TrimStart('-', '_', '.');
        if (name.Length == 0) name = "tcp";
        var free = name;
        for (var i = 2; !_taken.Add(free); i++) free = $"{name}-{i}";
        return free;
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
