using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Which keys of <c>health</c> belong to which kinds of probe, and rules of their sections.</summary>
internal static class ProbeRules
{
    private static readonly ProbeKind[] Addressed =
    [
        ProbeKind.Tcp, ProbeKind.Mysql, ProbeKind.Postgresql, ProbeKind.Redis, ProbeKind.Http, ProbeKind.Https,
        ProbeKind.Tls,
    ];

    private static readonly ProbeKind[] Sql = [ProbeKind.Mysql, ProbeKind.Postgresql];

    /// <summary>The keys that only some kinds have.</summary>
    private static readonly (string Key, ProbeKind[] Kinds)[] KeysOfKinds =
    [
        ("send", [ProbeKind.Tcp]),
        ("expect", [ProbeKind.Tcp]),
        ("steps", [ProbeKind.Tcp]),
        ("host", Addressed),
        ("port", Addressed),
        ("tls", [.. Sql, ProbeKind.Redis, ProbeKind.Tcp, ProbeKind.Https, ProbeKind.Tls]),
        ("login", [.. Sql, ProbeKind.Redis]),
        ("query", Sql),
        ("redis", [ProbeKind.Redis]),
        ("http", [ProbeKind.Http, ProbeKind.Https]),
        ("command", [ProbeKind.Command]),
    ];

    public static void Check(HealthConfig health, Place place, ConfigReading reading)
    {
        foreach (var (key, kinds) in KeysOfKinds)
        {
            var at = place.Of(key);
            if (at.Node is null || kinds.Contains(health.Type)) continue;
            if (key == "port" && health.Port is null) continue; // The word for no port, which is harmless.
            reading.KeyError(at, $"has no effect with type {Word(health.Type)}", $"type: {Words(kinds)}");
        }

        if (health.Type == ProbeKind.Command && health.Command is null && !reading.IsDamaged(place.Of("command")))
            reading.KeyError(place.Of("command"), "is missing", "a list of the program's absolute path and arguments");
        CommandRules.RefuseRelativeProgram(health.Command, place.Of("command"), reading);
        if (health.Type == ProbeKind.Tcp) CheckTalk(health, place, reading);
        if (Sql.Contains(health.Type)) CheckSql(health, place, reading);
        if (health.Type == ProbeKind.Redis && health.Login is { PasswordFile: null })
            Missing(place.Of("login").Of("password-file"), "the file with the password", reading);
    }

    public static ProbeTlsConfig CheckTls(ProbeTlsConfig tls, Place place, ConfigReading reading)
    {
        if (tls.Certificate is null != tls.Key is null && !reading.IsDamaged(place))
        {
            var missing = tls.Key is null ? "key" : "certificate";
            reading.KeyError(place.Of(missing), "is missing", "certificate and key together");
        }

        if (tls is { Verify: TlsVerification.None, CaFile: not null })
            reading.KeyError(place.Of("ca-file"), "has no effect with verify: none", "verify: full or ca");
        return tls;
    }

    public static ProbeStep CheckStep(ProbeStep step, Place place, ConfigReading reading)
    {
        if (reading.IsDamaged(place)) return step;
        var count = 0;
        foreach (var key in (ReadOnlySpan<string>)["send", "expect", "contains", "matches"])
        {
            if (place.Has(key)) count++;
        }

        if (count != 1) reading.Error(place, "is not one step", "one of send, expect, contains and matches");
        var isSearched = step.Contains is not null || step.Matches is not null;
        if (!isSearched && step.Within != Limits.ProbeBytesMax)
            reading.KeyError(place.Of("within"), "has no effect here", "contains or matches");
        return step;
    }

    private static void CheckTalk(HealthConfig health, Place place, ConfigReading reading)
    {
        if (health.Steps is not null && (place.Has("send") || place.Has("expect")))
            reading.KeyError(place.Of("steps"), "replaces send and expect", "either steps, or send and expect");
        if (health.Steps is { Count: > Limits.ProbeStepsMax })
            reading.Error(place.Of("steps"), $"has {health.Steps.Count} steps", $"at most {Limits.ProbeStepsMax}");
        if (health.Tls is not null && health.Steps is null && !reading.IsDamaged(place.Of("steps")))
            reading.KeyError(place.Of("tls"), "has no effect without steps", "type: tls, or steps");
    }

    private static void CheckSql(HealthConfig health, Place place, ConfigReading reading)
    {
        if (health.Login is { User: null } && !reading.IsDamaged(place.Of("login")))
            Missing(place.Of("login").Of("user"), "the name of a user", reading);
        if (health is { Login: null, Query: not null } && !reading.IsDamaged(place.Of("login")))
            reading.KeyError(place.Of("query"), "needs a login", "login: { user: ..., password-file: ... }");
    }

    private static void Missing(Place key, string remedy, ConfigReading reading)
    {
        if (!reading.IsDamaged(key)) reading.KeyError(key, "is missing", remedy);
    }

    private static string Words(ProbeKind[] kinds) => kinds is [.. var first, var last] && first.Length > 0
        ? $"{string.Join(", ", first.Select(Word))} or {Word(last)}"
        : Word(kinds[0]);

    private static string Word(ProbeKind kind) => Shapes.ChoiceShape<ProbeKind>.Word(kind);
}
