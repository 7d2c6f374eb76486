using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config;

/// <summary>
/// Reads a config file: from bytes to a document with locations to the model, with all errors.
/// </summary>
public static class ConfigReader
{
    /// <summary>
    /// Never throws because of the file's content; the time is bounded by <see cref="Limits.ConfigNodesMax"/>.
    /// </summary>
    /// <param name="fileName">Used only as the prefix of each problem.</param>
    /// <param name="utf8">The whole file; a byte order mark is accepted.</param>
    /// <param name="own">The addresses of this machine besides loopback, for warnings; default none.</param>
    /// <param name="whyNotProbed">Why backends cannot be probed as a pool wants it, in words for the operator; null
    /// when they can. Left out, whatever the configuration can say can be done.</param>
    /// <param name="kernel">What the kernel can do; left out, everything.</param>
    public static ConfigResult Read(
        string fileName, ReadOnlySpan<byte> utf8, ImmutableHashSet<IPAddress>? own = null,
        Func<HealthConfig, string?>? whyNotProbed = null, KernelTraits? kernel = null)
    {
        var reading = new ConfigReading(fileName, own, whyNotProbed) { Kernel = kernel ?? new KernelTraits() };
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
