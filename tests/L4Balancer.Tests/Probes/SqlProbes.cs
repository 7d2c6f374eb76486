using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Managed;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>Probes of SQL servers, each run once; the password of a user is in the file of its name.</summary>
internal sealed class SqlProbes
{
    private readonly ProbeServices _services;

    public SqlProbes(X509Certificates? authorities = null, params IReadOnlyList<(string User, string Password)> users)
    {
        var secrets = new ProbeSecrets();
        secrets.Use(new ProbeFiles
        {
            Passwords = users.ToDictionary(u => u.User, u => u.Password),
            Authorities = authorities?.ByPath ?? ProbeFiles.None.Authorities,
        });
        _services = RunningProbes.Services(_ => default, Faults) with { Secrets = secrets };
    }

    /// <summary>The ends of connections that outlive their probes.</summary>
    public FaultLog Faults { get; } = new(TimeProvider.System);

    public static ProbeLoginConfig Login(string user, string? database = null) =>
        new() { User = user, PasswordFile = user, Database = database };

    /// <param name="proxy">Null: without a PROXY protocol header.</param>
    public IProbe Make(HealthConfig health, ProxyVersion? proxy = null) =>
        ProbeFactory.Create(ProbeSpec.Of(health, proxy), _services);

    public async Task<ProbeOutcome> RunAsync(
        HealthConfig health, NetAddress address, CancellationToken? cancellationToken = null) =>
        await Make(health).RunAsync(address, cancellationToken ?? Loopback.Deadline);

    /// <summary>Probes until the outcome is like this, and returns it.</summary>
    public Task<ProbeOutcome> UntilAsync(
        string what, HealthConfig health, NetAddress address, Func<ProbeOutcome, bool> isReached) =>
        Eventually.GetAsync(what, Loopback.Patience * 3, () => RunAsync(health, address), isReached);
}
