using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for commands that the daemon runs.</summary>
internal static class CommandRules
{
    /// <summary>Which program a plain name means would depend on the environment of the daemon.</summary>
    public static void RefuseRelativeProgram(IReadOnlyList<string>? command, Place place, ConfigReading reading)
    {
        if (command is not [var program, ..] || reading.IsDamaged(place)) return;
        var parsed = new PathShape().Parse(program);
        if (!parsed.IsGood)
            reading.Error(place, $"{Words.Show(program)} {parsed.Problem}", "the absolute path of the program first");
    }
}
