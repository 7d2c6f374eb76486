using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config;

/// <summary>Prints every value in effect, each with its default in a comment.</summary>
public static class EffectiveConfig
{
    /// <summary>Returns YAML that reads back to an equal model; inline backends become a separate pool.</summary>
    /// <param name="hideSecrets">Shows <c>(hidden)</c> for values that may contain a password: then it reads back to a
    /// model without them.</param>
    public static string Write(BalancerConfig config, bool hideSecrets = false)
    {
        var writer = new EffectiveWriter(hideSecrets);
        BalancerKeys.Shape.WriteFields(writer, config, BalancerKeys.Shape.Blank);
        return writer.ToString();
    }
}
