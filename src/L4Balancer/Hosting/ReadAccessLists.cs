using System.Collections.Immutable;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>The access lists of a configuration. Immutable.</summary>
internal sealed class ReadAccessLists(ImmutableDictionary<string, ReadAccessList> lists)
{
    public ReadAccessList? Find(string listener) => lists.GetValueOrDefault(listener);

    /// <summary>By listener.</summary>
    public ImmutableDictionary<string, AccessList> ByListener => lists.ToImmutableDictionary(
        list => list.Key, list => list.Value.List, StringComparer.Ordinal);

    /// <summary>The files with other networks than before; a file with another name is a change of the configuration.
    /// </summary>
    public IEnumerable<ConfigChange> ChangesSince(ReadAccessLists before)
    {
        foreach (var (listener, now) in lists.OrderBy(list => list.Key, StringComparer.Ordinal))
        {
            if (before.Find(listener) is not { } old) continue;
            var place = $"listeners.{listener}.access";
            var (was, @is) = (old.Digest, now.Digest);
            if (now.Config.AllowFile == old.Config.AllowFile && !was.Allow.AsSpan().SequenceEqual(@is.Allow))
                yield return Change($"{place}.allow-file", old.Networks.Allow, now.Networks.Allow);
            if (now.Config.DenyFile == old.Config.DenyFile && !was.Deny.AsSpan().SequenceEqual(@is.Deny))
                yield return Change($"{place}.deny-file", old.Networks.Deny, now.Networks.Deny);
        }
    }

    private static ConfigChange Change(string path, int before, int after) =>
        new(path, Count(before), before == after ? $"{Count(after)}, in a changed file" : Count(after));

    private static string Count(int networks) => networks == 1 ? "1 network" : $"{networks} networks";
}

/// <summary>The access list of a listener, and what it was read from.</summary>
/// <param name="Networks">Those that each of the files adds.</param>
internal sealed record ReadAccessList(
    AccessConfig Config, (byte[] Allow, byte[] Deny) Digest, (int Allow, int Deny) Networks, AccessList List)
{
    /// <summary>Whether it was read from the same.</summary>
    public bool Is(AccessConfig config, (byte[] Allow, byte[] Deny) digest) =>
        Config == config && Digest.Allow.AsSpan().SequenceEqual(digest.Allow)
        && Digest.Deny.AsSpan().SequenceEqual(digest.Deny);
}
