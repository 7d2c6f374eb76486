using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config;

/// <summary>
/// Reads the text of a config file: bytes, then a document with places, then the model and every error in it.
/// </summary>
public static class ConfigReader
{
    /// <summary>
    /// Never throws for what the file holds; the time is bounded by <see cref="Limits.ConfigNodesMax"/>.
    /// </summary>
    /// <param name="fileName">Only shown in front of each problem.</param>
    /// <param name="utf8">The whole file; a byte order mark is accepted.</param>
    /// <param name="own">The addresses of this machine besides loopback, for warnings; none when left out.</param>
    public static ConfigResult Read(
        string fileName, ReadOnlySpan<byte> utf8, ImmutableHashSet<IPAddress>? own = null)
    {
        var reading = new ConfigReading(fileName, own);
        var config = BalancerKeys.Shape.Blank;
        ConfigNode? root = null;
        try
        {
            root = YamlDocument.Parse(ConfigText.Decode(utf8));
            BalancerKeys.Shape.TryRead(Place.OfRoot(root), reading, out config);
        }
        catch (DocumentRefusedException refused)
        {
            reading.Error(refused.At, "", refused.Message, refused.Remedy);
        }

        return reading.Finish(config) with { Document = root };
    }
}
