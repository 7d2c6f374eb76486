using System.Globalization;

namespace L4Balancer.Core.Health;

/// <summary>
/// The figures in the comment of an answer, an extension of this project: <c># cpu=31 memory=44 load1=0.8</c>. HAProxy
/// and other agents neither read nor write them.
/// </summary>
public static class AgentFigures
{
    /// <summary>The share of the processors in use, in percent.</summary>
    public const string Cpu = "cpu";

    /// <summary>The share of the memory in use, in percent.</summary>
    public const string Memory = "memory";

    /// <summary>The load of the last minute per processor.</summary>
    public const string Load = "load1";

    /// <summary>The share of the last ten seconds in which some process waited for a processor, in percent (PSI).
    /// </summary>
    public const string PressureCpu = "psi-cpu";

    /// <summary>The same for memory.</summary>
    public const string PressureMemory = "psi-memory";

    /// <summary>The same for the disk.</summary>
    public const string PressureIo = "psi-io";

    private const int Whole = 100;

    /// <summary>What the answer of an agent says of its server.</summary>
    public static ProbeFindings FindingsOf(AgentAnswer answer) => new()
    {
        Agent = answer,
        WeightPercent = answer.Percent is { } percent ? Math.Min(percent, Whole) : null,
        Cpu = FreeOf(answer.Comment, Cpu),
        Memory = FreeOf(answer.Comment, Memory),
    };

    /// <summary>A figure of a comment; null if it is missing, or no number of at least 0.</summary>
    public static double? Find(ReadOnlySpan<char> comment, ReadOnlySpan<char> name)
    {
        foreach (var range in comment.Split(' '))
        {
            var word = comment[range];
            if (!word.StartsWith(name, StringComparison.Ordinal) || word.Length <= name.Length) continue;
            if (word[name.Length] != '=') continue;
            var isNumber = double.TryParse(
                word[(name.Length + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
            return isNumber && double.IsFinite(value) ? value : null;
        }

        return null;
    }

    /// <summary>The share that is not in use; null if the figure is missing or makes no sense.</summary>
    private static int? FreeOf(ReadOnlySpan<char> comment, ReadOnlySpan<char> name) =>
        Find(comment, name) is { } used and <= Whole ? Whole - (int)Math.Round(used) : null;
}
