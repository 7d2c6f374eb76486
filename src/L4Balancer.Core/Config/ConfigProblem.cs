using System.Text;

namespace L4Balancer.Core.Config;

/// <summary>An error or warning about a config file.</summary>
/// <param name="File">The file name given to the reader.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 code units.</param>
/// <param name="Path">The path of keys, such as <c>pools.db.health.fall</c>; empty if the file as a whole is
/// meant.</param>
/// <param name="Message">The problem.</param>
/// <param name="Remedy">How to fix it; null if the message already says so.</param>
public sealed record ConfigProblem(string File, int Line, int Column, string Path, string Message, string? Remedy)
{
    /// <summary>
    /// <c>file:line:column: path: problem (remedy)</c>, a form that editors turn into a link.
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
