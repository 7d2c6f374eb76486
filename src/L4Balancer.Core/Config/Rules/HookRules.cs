using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for hooks. A hook that can never run is an error: it would be missed when it is needed.</summary>
internal static class HookRules
{
    /// <summary>The rules for a hook of its own.</summary>
    public static HookConfig Complete(HookConfig hook, Place place, ConfigReading reading)
    {
        var hasCommand = place.Has(HookKeys.Command);
        if (hasCommand == place.Has(HookKeys.Url))
        {
            var problem = hasCommand ? "command and url are both set" : "has neither command nor url";
            reading.KeyError(hasCommand ? place.Of(HookKeys.Url) : place, problem, "use command, or url");
        }

        CommandRules.RefuseRelativeProgram(hook.Command, place.Of(HookKeys.Command), reading);
        RefuseEventsWithoutPool(hook, place, reading);
        return hook;
    }

    /// <summary>The rules for all hooks together with the rest of the config.</summary>
    public static void Check(BalancerConfig config, Place root, ConfigReading reading)
    {
        if (config.Hooks.Count > Limits.HooksMax)
        {
            reading.KeyError(
                root.Of(BalancerKeys.Hooks), $"has {config.Hooks.Count} hooks", $"at most {Limits.HooksMax}");
        }

        var pools = WrittenNames.Below(root.Of(BalancerKeys.Pools), config.Pools.Select(pool => pool.Name));
        foreach (var hook in config.Hooks)
        {
            foreach (var name in hook.Pools)
            {
                if (pools.Contains(name)) continue;
                reading.UnknownName(reading.PlaceOf(hook).Of(HookKeys.Pools), "pool", name, pools);
            }
        }
    }

    private static void RefuseEventsWithoutPool(HookConfig hook, Place place, ConfigReading reading)
    {
        if (hook.Pools.Count == 0 || hook.On.Count == 0 || reading.IsDamaged(place.Of(HookKeys.On))) return;
        if (hook.On.Any(HookConfig.HasPool)) return;
        reading.KeyError(place.Of(HookKeys.Pools), "none of the events of this hook has a pool", "remove pools");
    }
}
