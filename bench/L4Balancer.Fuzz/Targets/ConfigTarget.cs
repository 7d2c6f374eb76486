using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The configuration: a model or located errors, and a model that is printed reads back to the same.</summary>
internal sealed class ConfigTarget : FuzzTarget
{
    private const int MessageMax = 1000;

    public override string Name => "config";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        ": ", "\n", "\n  ", "\n    ", "- ", "\n- ", "[", "]", "{", "}", ", ", "\"", "'", "#", "&a ", "*a", "<<: ",
        "!!str ", "|\n", ">-\n",
        "---\n", "...\n", "? ", "\t", "\u00ef\u00bb\u00bf", "%YAML 1.2\n", "~", "null", "true", "0x10", "1e9",
        "10m", "1500ms", "64KiB",
        "127.0.0.1:80", "[::1]:80", "unix:/run/x", ":6379", "10.0.0.0/8", "2001:db8::/32", "db.example:5432",
        "listeners", "pools", "backends", "bind", "pool", "health", "timeouts", "weight", "access", "routes");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "listeners: { db: { bind: \":3306\", backends: [10.0.0.1:3306, 10.0.0.2:3306] } }\n",
        "listeners:\n  a: &a\n    bind: 127.0.0.1:1\n    pool: p\n  b:\n    <<: *a\n    bind: 127.0.0.1:2\n"
        + "pools:\n  p:\n    backends:\n      - address: 10.0.0.1:1\n        weight: 2\n");

    protected override (long Fixed, long PerByte) Budget => (2_000_000, 4_000);

    public override void Run(byte[] input)
    {
        var result = ConfigReader.Read("lb.yaml", input);
        Require(result.Config is null == result.Errors.Length > 0, "neither a model nor an error, or both");
        var lines = 2 + input.Count(octet => octet is (byte)'\n' or (byte)'\r');
        foreach (var problem in result.Errors.Concat(result.Warnings)) Check(problem, lines);
        if (result.Config is null) return;
        var printed = EffectiveConfig.Write(result.Config);
        var again = ConfigReader.Read("again.yaml", Encoding.UTF8.GetBytes(printed));
        Require(again.Config is not null, "what is printed does not read back");
        Require(EffectiveConfig.Write(again.Config!) == printed, "what is printed reads back to another model");
    }

    private static void Check(ConfigProblem problem, int lines)
    {
        var text = problem.ToString();
        Require(problem.Line >= 1 && problem.Line <= lines, "a line outside the file");
        Require(problem.Column >= 1, "a column outside the file");
        Require(text.Length < MessageMax, "a message that nobody reads");
        Require(!text.Any(char.IsControl), "a message of more than one line");
    }
}
