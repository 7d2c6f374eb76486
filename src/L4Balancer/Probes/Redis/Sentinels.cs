using System.Globalization;
using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Probes.Managed;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Redis;

/// <summary>
/// Asks the Sentinels who the primary is, all at once, until most of those configured have named the same address. A
/// Sentinel in a minority of the network may name a primary that was replaced; most of them cannot.
/// </summary>
/// <param name="tls">That of the probe; null is plain text.</param>
internal sealed class Sentinels(SentinelConfig config, ProbeTlsConfig? tls, ProbeServices services)
{
    /// <summary>
    /// Never fails: without a majority there is no primary. The server has answered by then, so Sentinels that do not
    /// answer in time are not its fault.
    /// </summary>
    public async Task<SentinelAnswer> PrimaryAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = config.At.Select(address => AskAsync(address, enough.Token)).ToList();
        var votes = new Dictionary<NetAddress, int>();
        var needed = (asked.Count / 2) + 1;
        NetAddress? primary = null;
        for (var waiting = asked.ToList(); waiting.Count > 0 && primary is null;)
        {
            var answered = await Task.WhenAny(waiting);
            waiting.Remove(answered);
            if (await answered is not { } named) continue;
            votes[named] = votes.GetValueOrDefault(named) + 1;
            if (votes[named] >= needed) primary = named;
        }

        await enough.CancelAsync();
        await Task.WhenAll(asked);
        return new SentinelAnswer(primary, primary is not null
            ? $"the Sentinels say that it is {primary}"
            : $"no {needed} of {asked.Count} Sentinels name the same primary for {Shown.Of(config.Name)}");
    }

    /// <returns>Null if it does not answer, or does not know.</returns>
    private async Task<NetAddress?> AskAsync(NetAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await ProbeStream.ConnectAsync(address, services, cancellationToken);
            if (tls is not null) await stream.SecureAsync(tls, cancellationToken);
            var link = new RedisLink(stream);
            await link.LoginAsync(config.Login, services.Secrets, cancellationToken);
            await link.SendAsync(
                [["SENTINEL", "get-master-addr-by-name", config.Name], ["QUIT"]], cancellationToken);
            return AddressIn((await link.ReadGoodAsync(cancellationToken)).Items);
        }
        catch (Exception e) when (e is ProbeFailedException or LocalShortageException or OperationCanceledException)
        {
            return null;
        }
    }

    private static NetAddress? AddressIn(IReadOnlyList<string>? items) =>
        items is [var host, var port] && IPAddress.TryParse(host, out var ip)
        && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? NetAddress.FromIp(ip, number)
            : null;
}

/// <summary>What the Sentinels say.</summary>
/// <param name="Address">Null if there is no majority.</param>
/// <param name="Says">The same, for the operator.</param>
internal readonly record struct SentinelAnswer(NetAddress? Address, string Says);
