using System.Collections.Immutable;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Import.Haproxy;
using L4Balancer.Core.Import.Nginx;

namespace L4Balancer.Core.Import;

/// <summary>Writes our configuration for what another balancer's says.</summary>
public static class ConfigImporter
{
    /// <summary>
    /// Never throws because of the content; time and memory are bounded by the limits of <see cref="Limits"/>.
    /// </summary>
    /// <param name="fileName">Used for the report, and to guess the format.</param>
    /// <param name="format">Null: as the name and the content suggest.</param>
    public static ImportResult Import(
        string fileName, ReadOnlySpan<byte> content, ForeignFormat? format = null, ImportSurroundings? around = null)
    {
        var from = format ?? Guess(fileName, content);
        var report = new ImportReport();
        var draft = new Draft();
        List<Statement> statements = [];
        if (TextOf(fileName, content, report) is { } text)
        {
            var surroundings = around ?? ImportSurroundings.None;
            statements = from == ForeignFormat.Haproxy
                ? HaproxyImport.Run(fileName, text, surroundings, report, draft)
                : NginxImport.Run(fileName, text, surroundings, report, draft);
        }

        var yaml = report.HasErrors ? null : Validated(draft, fileName, report);
        foreach (var statement in statements)
        {
            if (!statement.IsUsed && !statement.IsReported) report.Left(statement, "nothing that is served uses it");
        }

        ImmutableArray<(string, int)> used = [.. statements.Where(s => s.IsUsed).SelectMany(LinesOf)];
        return new ImportResult(from, report.HasErrors ? null : yaml, report.ToFindings(), used);
    }

    /// <summary>The text of a file; null if it is none, which was reported.</summary>
    internal static string? TextOf(string fileName, ReadOnlySpan<byte> content, ImportReport report)
    {
        if (content.Length > Limits.ConfigBytesMax)
        {
            report.Error(fileName, 1, "", $"the file is larger than {Limits.ConfigBytesMax} bytes");
            return null;
        }

        var nul = content.IndexOf((byte)0);
        if (nul >= 0)
        {
            report.Error(fileName, content[..nul].Count((byte)'\n') + 1, "", "a NUL byte: this is not a text");
            return null;
        }

        return Encoding.UTF8.GetString(content);
    }

    private static IEnumerable<(string, int)> LinesOf(Statement s) =>
        Enumerable.Range(s.Line, s.LastLine - s.Line + 1).Select(line => (s.File, line));

    private static ForeignFormat Guess(string fileName, ReadOnlySpan<byte> content)
    {
        if (fileName.EndsWith(".cfg", StringComparison.OrdinalIgnoreCase)) return ForeignFormat.Haproxy;
        if (fileName.Contains("nginx", StringComparison.OrdinalIgnoreCase)) return ForeignFormat.Nginx;
        return content.ContainsAny((byte)';', (byte)'}') && content.Contains((byte)'{')
            && content.IndexOf("\nfrontend "u8) < 0 && content.IndexOf("\nlisten "u8) < 0
                ? ForeignFormat.Nginx
                : ForeignFormat.Haproxy;
    }

    /// <summary>
    /// The YAML as our reader accepts it: a value that it refuses, such as one out of range, is removed and its line
    /// reported.
    /// </summary>
    private static string? Validated(Draft draft, string fileName, ImportReport report)
    {
        var root = draft.Complete(report);
        if (draft.Listeners.IsEmpty)
        {
            report.Error(fileName, 1, "", "nothing in it can be served: there is no listener with backends");
            return null;
        }

        for (var round = 0; ; round++)
        {
            var printer = new YamlPrinter();
            var yaml = printer.Print(root);
            var read = ConfigReader.Read(fileName, Encoding.UTF8.GetBytes(yaml));
            if (read.Errors.Length == 0)
            {
                foreach (var warning in read.Warnings) Note(warning, printer, report);
                return yaml;
            }

            var isLast = round == Limits.ImportRoundsMax;
            foreach (var error in read.Errors) Remove(error, isLast, root, printer, fileName, report);
            if (report.HasErrors) return null;
        }
    }

    /// <summary>Removes what is refused; an error if it cannot be removed, or after the last round.</summary>
    private static void Remove(
        ConfigProblem error, bool isLast, YamlPart root, YamlPrinter printer, string fileName, ImportReport report)
    {
        var part = error.Line <= printer.Lines.Count ? printer.Lines[error.Line - 1] : null;
        var from = part?.From ?? part?.Items.FirstOrDefault()?.From;
        var why = error.Remedy is null ? $"{error.Path}: {error.Message}"
            : $"{error.Path}: {error.Message} ({error.Remedy})";
        if (from is not null && !isLast && root.Remove(part!)) report.Left(from, why);
        else
        {
            var text = from?.Shown() ?? "";
            report.Error(from?.File ?? fileName, from?.Line ?? 1, text, $"the result is not valid: {why}");
        }
    }

    private static void Note(ConfigProblem warning, YamlPrinter printer, ImportReport report)
    {
        var part = warning.Line <= printer.Lines.Count ? printer.Lines[warning.Line - 1] : null;
        if ((part?.From ?? part?.Items.FirstOrDefault()?.From) is { } from)
            report.Differs(from, warning.Path, warning.Message);
    }
}
