using System.Net;
using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Other machines cannot use the admin side without a token.</summary>
internal static class AdminRules
{
    private const string UnixOnly = "has no effect because admin listens only on unix sockets";

    private static readonly string[] TokenKeys = [AdminKeys.OperatorTokenFile, AdminKeys.ReaderTokenFile];

    public static AdminConfig Check(AdminConfig config, Place place, ConfigReading reading)
    {
        if (TokenKeys.Any(place.Has)) WarnOfTokensInClear(config, place, reading);
        else RefuseStrangers(config, reading);
        if (!reading.IsDamaged(place.Of(AdminKeys.Bind))) WarnOfKeysWithoutEffect(config, place, reading);
        return config;
    }

    private static void RefuseStrangers(AdminConfig config, ConfigReading reading)
    {
        foreach (var bind in config.Bind.Where(IsBeyondThisMachine))
        {
            reading.Error(
                reading.PlaceOf(bind), $"{Words.Show(bind.ToString())} can be reached from other machines",
                "a loopback address, a unix socket, or operator-token-file or reader-token-file");
        }
    }

    /// <summary>Warns once: the same remedy applies to all addresses.</summary>
    private static void WarnOfTokensInClear(AdminConfig config, Place place, ConfigReading reading)
    {
        if (place.Has(AdminKeys.Tls) || config.Bind.FirstOrDefault(IsBeyondThisMachine) is not { } bind) return;
        reading.Warn(
            reading.PlaceOf(bind), $"tokens are sent to {Words.Show(bind.ToString())} in clear text",
            "tls, or a loopback address behind a proxy that terminates TLS");
    }

    private static void WarnOfKeysWithoutEffect(AdminConfig config, Place place, ConfigReading reading)
    {
        var hasUnix = config.Bind.Any(bind => bind.Address.UnixPath is not null);
        var hasTcp = config.Bind.Any(bind => bind.Address.UnixPath is null);
        if (!hasUnix)
            WarnIfWritten(AdminKeys.SocketMode, "has no effect because admin does not listen on a unix socket");
        if (hasTcp) return;
        foreach (var key in TokenKeys)
            WarnIfWritten(key, UnixOnly + ": anyone who can open one is an operator");
        WarnIfWritten(AdminKeys.Tls, UnixOnly);

        void WarnIfWritten(string key, string message)
        {
            if (place.Has(key)) reading.Warn(place.Of(key), message, null);
        }
    }

    private static bool IsBeyondThisMachine(BindAddress bind) =>
        bind.IsDualStack || (bind.Address.Ip is { } ip && !IPAddress.IsLoopback(ip));
}
