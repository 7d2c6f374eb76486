using System.Net;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Nobody beyond this machine reaches the admin side without a token.</summary>
internal static class AdminRules
{
    public static AdminConfig Check(AdminConfig config, Place place, ConfigReading reading)
    {
        var hasToken = config.OperatorTokenFile is not null || config.ReaderTokenFile is not null;
        foreach (var bind in config.Bind)
        {
            if (hasToken || bind.Address.Ip is not { } ip || (IPAddress.IsLoopback(ip) && !bind.IsDualStack)) continue;
            reading.Error(
                reading.PlaceOf(bind), $"{Words.Show(bind.ToString())} can be reached from other machines",
                "a loopback address, a unix socket, or operator-token-file or reader-token-file");
        }

        return config;
    }
}
