using System.Collections.Immutable;
using L4Balancer.Core;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>
/// Reads the access lists of a configuration, with their files, and collects everything that is wrong. A list whose
/// configuration and files have not changed since they were read before is not built again.
/// </summary>
/// <param name="before">What was read for the configuration in force; null at the start.</param>
internal sealed class AccessListReader(ReadAccessLists? before = null)
{
    private readonly List<string> _errors = [];

    /// <summary>Each with its place, in a file or in the configuration.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Called once. The result is of use only without errors.</summary>
    public ReadAccessLists Read(BalancerConfig config)
    {
        var lists = ImmutableDictionary.CreateBuilder<string, ReadAccessList>(StringComparer.Ordinal);
        foreach (var listener in config.Listeners)
        {
            if (listener.Access is { } access && Read(listener.Name, access) is { } list) lists[listener.Name] = list;
        }

        return new ReadAccessLists(lists.ToImmutable());
    }

    private ReadAccessList? Read(string listener, AccessConfig access)
    {
        var place = $"listeners.{listener}.access";
        var allowed = Content(access.AllowFile, $"{place}.allow-file");
        var denied = Content(access.DenyFile, $"{place}.deny-file");
        if (allowed is null || denied is null) return null;
        var digest = (ConfigFile.DigestOf(allowed.Value.Span), ConfigFile.DigestOf(denied.Value.Span));
        if (before?.Find(listener) is { } known && known.Is(access, digest)) return known;
        var builder = new AccessListBuilder(access);
        if (access.AllowFile is { } allowFile) AccessListText.Read(allowFile, allowed.Value.Span, true, builder);
        var allowNetworks = builder.Networks - access.Allow.Count - access.Deny.Count;
        if (access.DenyFile is { } denyFile) AccessListText.Read(denyFile, denied.Value.Span, false, builder);
        _errors.AddRange(builder.Errors);
        if (builder.Errors.Count > 0) return null;
        var denyNetworks = builder.Networks - access.Allow.Count - access.Deny.Count - allowNetworks;
        return new ReadAccessList(access, digest, (allowNetworks, denyNetworks), builder.Build());
    }

    /// <returns>Null if the file cannot be read; empty if there is none.</returns>
    private ReadOnlyMemory<byte>? Content(string? path, string place)
    {
        if (path is null) return ReadOnlyMemory<byte>.Empty;
        try
        {
            using var file = File.OpenRead(path);
            return ConfigFile.ReadAtMost(file, Limits.AccessFileBytesMax + 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _errors.Add($"{place}: {path}: {WhyNot(path, e)}");
            return null;
        }
    }

    private static string WhyNot(string path, Exception e)
    {
        if (e is FileNotFoundException or DirectoryNotFoundException) return "there is no such file";
        if (Directory.Exists(path)) return "it is a directory (a file with one network per line)";
        return e is UnauthorizedAccessException ? "permission denied" : e.Message;
    }
}
