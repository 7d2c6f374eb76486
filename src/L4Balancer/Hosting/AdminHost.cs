using System.Net.Sockets;
using L4Balancer.Admin;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Runs the admin server as configured, across reloads that change it.</summary>
/// <param name="start">Starts a server.</param>
internal sealed class AdminHost(
    Func<AdminConfig, CancellationToken, Task<AdminServer>> start, BackgroundWork background, ILogger log)
    : IAsyncDisposable
{
    private AdminConfig? _config;
    private AdminServer? _server;
    private Task _changing = Task.CompletedTask;

    public IReadOnlyList<NetAddress> Addresses => _server?.Addresses ?? [];

    /// <summary>The listening sockets, with their addresses as configured.</summary>
    public IReadOnlyList<(BindAddress Bind, Socket Socket)> Sockets => _server?.Sockets ?? [];

    /// <exception cref="AdminStartException">The server cannot start as configured.</exception>
    public async Task StartAsync(AdminConfig? config, CancellationToken cancellationToken)
    {
        if (config is not null) _server = await start(config, cancellationToken);
        _config = config;
    }

    /// <summary>The addresses of this configuration are a predecessor's, and become free when it ends.</summary>
    public void Expect(AdminConfig? config) => _config = config;

    /// <summary>Prepares the server for a resource shortage; does nothing without a server.</summary>
    public Task WarmUpAsync() => _server?.WarmUpAsync() ?? Task.CompletedTask;

    /// <summary>Returns why a configuration could not be applied; empty if it could. Nothing changes.</summary>
    public IReadOnlyList<string> Check(AdminConfig? next) =>
        next is null ? [] : AdminServer.WhyNot(next, _config?.Bind ?? []);

    /// <summary>
    /// Applies a configuration that passed <see cref="Check"/>. Tokens, names and the certificate change under
    /// the running server; another address or mode restarts it, after answering the request that may have
    /// caused this.
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

    /// <summary>Ends as <see cref="DisposeAsync"/>, but for what a successor has.</summary>
    public async ValueTask LeaveAsync()
    {
        await _changing;
        if (Interlocked.Exchange(ref _server, null) is { } server) await server.LeaveAsync();
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
            // A file has disappeared since the check: the previous values stay in force.
            foreach (var problem in e.Problems) log.AdminRestartFailed(problem);
        }
    }

    /// <summary>A failed restart must not prevent the next one.</summary>
    private void BeginRestart(AdminConfig? before, AdminConfig? next)
    {
        var turn = _changing;
        _changing = background.RunAsync("admin-restart", OnFault.GoOn, () => RestartAsync(turn, before, next));
    }

    /// <summary>The old server answers its pending requests; its addresses are in use until it has stopped.</summary>
    private async Task RestartAsync(Task turn, AdminConfig? before, AdminConfig? next)
    {
        await turn;
        if (Interlocked.Exchange(ref _server, null) is { } old) await old.DisposeAsync();
        if (next is null || await TryStartAsync(next) || before is null) return;

        // Something has changed since the check: return to the old addresses.
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
