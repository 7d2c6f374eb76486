using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>Reads a scenario file as the configuration is read: all errors together, each with its location.</summary>
public static class ScenarioReader
{
    /// <summary>Never throws because of the file's content.</summary>
    /// <param name="fileName">Used only as the prefix of each problem.</param>
    /// <param name="utf8">The whole file.</param>
    /// <param name="config">The configuration whose pool and backends the scenario names.</param>
    public static ScenarioResult Read(string fileName, ReadOnlySpan<byte> utf8, BalancerConfig config)
    {
        var reading = new ConfigReading(fileName);
        Scenario? scenario = null;
        try
        {
            var root = Place.OfRoot(YamlDocument.Parse(ConfigText.Decode(utf8), "at least arrivals"));
            if (ScenarioKeys.Shape.TryRead(root, reading, out var read))
                scenario = new ScenarioRules(config, reading).Check(read, root);
        }
        catch (DocumentRefusedException refused)
        {
            reading.Error(refused.At, "", refused.Message, refused.Remedy);
        }

        var errors = reading.Errors;
        return new ScenarioResult(errors.IsEmpty ? scenario : null, errors);
    }
}
