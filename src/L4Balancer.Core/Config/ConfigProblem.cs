using System.Text;

namespace L4Balancer.Core.Config;

/// <summary>One thing that is wrong, or surprising, in a config file.</summary>
/// <param name="File">The name that the reader was given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 code units.</param>
/// <param name="Path">The keys that lead there, such as <c>pools.db.health.fall</c>; empty when the file as a whole is
/// meant.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What would be right; null when the message says it already.</param>
public sealed record ConfigProblem(string File, int Line, int Column, string Path, string Message, string? Remedy)
{
    /// <summary>
    /// <c>file:line:column: path: what is wrong (what would be right)</c>, the form that editors make a link of.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(File).Append(':').Append(Line).Append(':').Append(Column).Append(": ");
        if (Path.Length > 0) text.Append(Path).Append(": ");
        text.Append(Message);
        if (Remedy is not null) text.Append(" (").Append(Remedy).Append(')');
        return text.ToString();
    }
}
