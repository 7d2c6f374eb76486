using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules between the keys of <c>hung</c>, and between those of <c>outliers</c>.</summary>
internal static class StandingRules
{
    public static HungConfig Check(HungConfig hung, Place place, ConfigReading reading)
    {
        RefuseShorter(place, "max-silence", hung.MaxSilence, "min-silence", hung.MinSilence, reading);
        return hung;
    }

    public static OutliersConfig Check(OutliersConfig outliers, Place place, ConfigReading reading)
    {
        RefuseShorter(place, "max-time", outliers.MaxTime, "base-time", outliers.BaseTime, reading);
        return outliers;
    }

    private static void RefuseShorter(
        Place place, string longKey, TimeSpan most, string shortKey, TimeSpan least, ConfigReading reading)
    {
        if (most >= least || reading.IsWrong(place.Of(longKey)) || reading.IsWrong(place.Of(shortKey))) return;
        var written = place.Has(longKey) ? place.Of(longKey) : place.Of(shortKey);
        reading.Error(
            written, $"{longKey} {DurationText.Format(most)} is shorter than {shortKey} {DurationText.Format(least)}",
            $"{longKey} of at least {shortKey}");
    }
}
