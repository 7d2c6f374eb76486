using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config;

/// <summary>Prints every value in force, each with its default in a comment.</summary>
public static class EffectiveConfig
{
    /// <summary>YAML that reads back to an equal model; backends written inline stand as a pool of their own.</summary>
    /// <param name="hideSecrets">Shows <c>(hidden)</c> for what may hold a password: then it reads back to a model
    /// without them.</param>
    public static string Write(BalancerConfig config, bool hideSecrets = false)
    {
        var writer = new EffectiveWriter(hideSecrets);
        BalancerKeys.Shape.WriteFields(writer, config, BalancerKeys.Shape.Blank);
        return writer.ToString();
    }
}
