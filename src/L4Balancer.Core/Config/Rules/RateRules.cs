using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for <c>rate-limit</c>.</summary>
internal static class RateRules
{
    private const string Session = "session";
    private const string Source = "source";
    private const string Listener = "listener";

    public static RateLimitConfig Check(RateLimitConfig limit, Place place, ConfigReading reading)
    {
        if (limit == new RateLimitConfig() && !reading.IsDamaged(place))
            reading.Warn(place, "limits nothing", "upload or download of session, source or listener");
        Warn(limit.Session, Session, limit.Source, Source);
        Warn(limit.Session, Session, limit.Listener, Listener);
        Warn(limit.Source, Source, limit.Listener, Listener);
        return limit;

        void Warn(ByteRateConfig narrow, string name, ByteRateConfig wide, string wideName)
        {
            WarnOne("upload", narrow.Upload, wide.Upload);
            WarnOne("download", narrow.Download, wide.Download);

            void WarnOne(string direction, int? rate, int? all)
            {
                if (rate < all || rate is null || all is null) return;
                reading.Warn(
                    place.Of(name).Of(direction), $"is never reached: that of {wideName} is not higher",
                    $"a rate below that of {wideName}, or none");
            }
        }
    }
}
