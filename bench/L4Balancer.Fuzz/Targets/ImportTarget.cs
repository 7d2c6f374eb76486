using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Import;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// The configuration of another balancer: what is written for it reads without errors, each of its lines is used or
/// reported, and each finding is one line with its place.
/// </summary>
internal abstract class ImportTarget(ForeignFormat format, string file) : FuzzTarget
{
    private const int MessageMax = 2000;

    private static readonly ImportSurroundings Around = new(
        name => name.StartsWith('A') ? "10.0.0.9" : null, _ => [("included", "server { listen 81; }"u8.ToArray())]);

    protected override (long Fixed, long PerByte) Budget => (8_000_000, 20_000);

    public override void Run(byte[] input)
    {
        var result = ConfigImporter.Import(file, input, format, Around);
        var lines = Encoding.UTF8.GetString(input).Split('\n');
        foreach (var finding in result.Findings) Check(finding, lines.Length);
        var hasError = result.Findings.Any(finding => finding.Kind == FindingKind.Error);
        Require(result.Yaml is null == hasError, "neither a configuration nor an error, or both");
        if (result.Yaml is null) return;
        var read = ConfigReader.Read("imported.yaml", Encoding.UTF8.GetBytes(result.Yaml));
        Require(read.Errors.Length == 0 && read.Config is not null, "what is written does not read");
        Require(read.Config!.Listeners.Count > 0, "nothing is served");
        var named = result.Used.Where(used => used.File == file).Select(used => used.Line).ToHashSet();
        foreach (var finding in result.Findings.Where(finding => finding.File == file))
            named.UnionWith(Enumerable.Range(finding.Line, finding.LastLine - finding.Line + 1));
        foreach (var (index, line) in lines.Index())
            Require(!HasDirective(line) || named.Contains(index + 1), "a line is dropped in silence");
    }

    /// <summary>Whether something on the line must be named; false if it is not certain.</summary>
    protected abstract bool HasDirective(string line);

    private void Check(ImportFinding finding, int lines)
    {
        var text = finding.ToString();
        Require(text.Length < MessageMax, "a message that nobody reads");
        Require(!text.Any(char.IsControl), "a message of more than one line");
        if (finding.File != file) return;
        Require(finding.Line >= 1 && finding.LastLine >= finding.Line && finding.LastLine <= lines, "a line outside");
    }
}
