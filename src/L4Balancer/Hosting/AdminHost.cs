using L4Balancer.Admin;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Runs the admin server as the configuration wants it, over reloads that change it.</summary>
/// <param name="start">Starts a server.</param>
internal sealed class AdminHost(
    Func<AdminConfig, CancellationToken, Task<AdminServer>> start, BackgroundWork background, ILogger log)
    : IAsyncDisposable
{
    private AdminConfig? _config;
    private AdminServer? _server;
    private Task _changing = Task.CompletedTask;

    public IReadOnlyList<NetAddress> Addresses => _server?.Addresses ?? [];

    /// <exception cref="AdminStartException">It cannot start as configured.</exception>
    public async Task StartAsync(AdminConfig? config, CancellationToken cancellationToken)
    {
        if (config is not null) _server = await start(config, cancellationToken);
        _config = config;
    }

    /// <summary>Makes the server ready for a shortage; nothing to do when there is none.</summary>
    public Task WarmUpAsync() => _server?.WarmUpAsync() ?? Task.CompletedTask;

    /// <summary>Why a configuration could not come into force; empty when it could. Nothing changes.</summary>
    public IReadOnlyList<string> Check(AdminConfig? next) =>
        next is null ? [] : AdminServer.WhyNot(next, _config?.Bind ?? []);

    /// <summary>
    /// Puts a configuration that passed <see cref="Check"/> in force. Tokens, names and the certificate change under
    /// the running server; another address or mode makes it start anew, after the answer to the request that may have
    /// asked for this.
    /// </summary>
    public void Change(AdminConfig? next)
    {
        var before = _config;
        _config = next;
        if (next is not null && before is not null && _server is { } server && IsSameListening(before, next))
            Reread(server, next);
        else if (next is not null || before is not null) BeginRestart(before, next);
    }

    public async ValueTask DisposeAsync()
    {
        await _changing;
        if (Interlocked.Exchange(ref _server, null) is { } server) await server.DisposeAsync();
    }

    private static bool IsSameListening(AdminConfig before, AdminConfig next) =>
        before.Bind.SequenceEqual(next.Bind) && before.SocketMode == next.SocketMode
        && before.Tls is null == next.Tls is null;

    private void Reread(AdminServer server, AdminConfig next)
    {
        try
        {
            server.Use(next);
        }
        catch (AdminStartException e)
        {
            // A file went away since it was checked: what was read before stays in force.
            foreach (var problem in e.Problems) log.AdminRestartFailed(problem);
        }
    }

    /// <summary>One that fails must not keep the next one from its turn.</summary>
    private void BeginRestart(AdminConfig? before, AdminConfig? next)
    {
        var turn = _changing;
        _changing = background.RunAsync("admin-restart", OnFault.GoOn, () => RestartAsync(turn, before, next));
    }

    /// <summary>The old one answers what it was asked; until it is gone its addresses are taken.</summary>
    private async Task RestartAsync(Task turn, AdminConfig? before, AdminConfig? next)
    {
        await turn;
        if (Interlocked.Exchange(ref _server, null) is { } old) await old.DisposeAsync();
        if (next is null || await TryStartAsync(next) || before is null) return;

        // Something came in the way since it was checked: better the old addresses than none.
        if (await TryStartAsync(before)) Interlocked.CompareExchange(ref _config, before, next);
    }

    private async Task<bool> TryStartAsync(AdminConfig config)
    {
        try
        {
            _server = await start(config, CancellationToken.None);
            return true;
        }
        catch (AdminStartException e)
        {
            foreach (var problem in e.Problems) log.AdminRestartFailed(problem);
            return false;
        }
    }
}
