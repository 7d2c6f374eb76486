using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Control;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Discovery;

/// <summary>
/// Resolves the host names of the configuration at the start and again on an interval, and posts what it finds. A
/// failed resolution changes nothing: the last good addresses stay. <see cref="Want"/> is called by the control loop
/// only.
/// </summary>
public sealed class NameResolver(
    Func<ControlEvent, ValueTask> post, TimeProvider time, ILogger log,
    Func<string, CancellationToken, Task<IPAddress[]>>? lookup = null)
    : IDisposable
{
    /// <summary>A resolver that does not answer is asked again; the system's own limit may be half a minute.</summary>
    private static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A name that was never resolved has no backend behind it: it is tried more often than the interval says.
    /// </summary>
    private static readonly TimeSpan UnresolvedInterval = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, CancellationTokenSource> _names = []; // Control loop only.
    private TimeSpan _interval; // Written by the control loop; a loop reads it when it goes to sleep.

    /// <summary>
    /// Resolves names once, all at the same time and for no longer than one lookup may take; those that fail are
    /// absent. For a configuration that is about to come into force: its first client should find the backends.
    /// </summary>
    public async Task<ImmutableDictionary<string, ImmutableArray<IPAddress>>> ResolveOnceAsync(
        IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(names.Select(async name =>
            (Name: name, Addresses: await LookUpAsync(name, isQuiet: true, cancellationToken))));
        return found.Where(f => !f.Addresses.IsEmpty)
            .ToImmutableDictionary(f => f.Name, f => f.Addresses, StringComparer.Ordinal);
    }

    /// <summary>Resolves these names and no others.</summary>
    public void Want(ImmutableArray<string> names, TimeSpan interval)
    {
        _interval = interval;
        foreach (var gone in _names.Keys.Except(names).ToList())
        {
            _names[gone].Cancel();
            _names.Remove(gone);
        }

        foreach (var name in names)
        {
            if (_names.ContainsKey(name)) continue;
            var stop = new CancellationTokenSource();
            _names.Add(name, stop);
            _ = ResolveLoopAsync(name, stop.Token);
        }
    }

    public void Dispose()
    {
        foreach (var stop in _names.Values) stop.Cancel();
        _names.Clear();
    }

    private async Task ResolveLoopAsync(string name, CancellationToken cancellationToken)
    {
        var known = ImmutableArray<IPAddress>.Empty;
        var hasFailed = false;
        try
        {
            while (true)
            {
                var found = await LookUpAsync(name, hasFailed, cancellationToken);
                hasFailed = found.IsEmpty;
                if (!found.IsEmpty && !found.SequenceEqual(known))
                {
                    known = found;
                    log.NameChanged(name, string.Join(", ", found));
                    await post(new NameResolved(name, found));
                }

                var pause = known.IsEmpty && UnresolvedInterval < _interval ? UnresolvedInterval : _interval;
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The name left the configuration, or the daemon stops.
        }
    }

    /// <summary>Sorted, so that a resolver that rotates its answers changes nothing; empty when it failed.</summary>
    /// <param name="isQuiet">A failure is logged once in a row, not every time.</param>
    private async Task<ImmutableArray<IPAddress>> LookUpAsync(
        string name, bool isQuiet, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LookupTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var found = await (lookup ?? Dns.GetHostAddressesAsync)(name, either.Token).WaitAsync(either.Token);
            var ordered = found.Distinct().OrderBy(a => a.AddressFamily);
            return [.. ordered.ThenBy(a => a.ToString(), StringComparer.Ordinal)];
        }
        catch (SocketException e)
        {
            if (isQuiet) return [];
            log.NameFailed(name, e.SocketErrorCode == SocketError.HostNotFound ? "no such host" : e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (!isQuiet) log.NameFailed(name, "the resolver did not answer in time");
        }

        return [];
    }
}
