using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>
/// The configuration in force and its file: the only owner of both. They change together, so that the digest, the
/// places and the model always belong to the same bytes. Any thread.
/// </summary>
internal sealed class ConfigInForce
{
    private readonly TimeProvider _time;
    private readonly Lock _changes = new();
    private volatile Held _held; // Written under the lock.

    /// <summary>The balancer was started with this file.</summary>
    public ConfigInForce(LoadedConfig read, TimeProvider time)
    {
        Require(read);
        _time = time;
        _held = new Held(read, new ConfigSnapshot { File = read.Path, LoadedAt = time.GetUtcNow() });
    }

    private ConfigInForce(TimeProvider time)
    {
        _time = time;
        _held = new Held(null, new ConfigSnapshot { LoadedAt = time.GetUtcNow() });
    }

    /// <summary>Null if the configuration was not read from a file.</summary>
    public string? Path => _held.Read?.Path;

    /// <summary>The model; null if it was not read from a file.</summary>
    public BalancerConfig? Config => _held.Read?.Result.Config;

    /// <summary>
    /// The digest of the file content in force, so that an edit does not bring in unaccepted changes; null if it was
    /// not read from a file.
    /// </summary>
    public byte[]? Digest => _held.Read?.Digest;

    /// <summary>The bytes of the file; empty if it was not read from one.</summary>
    public ReadOnlyMemory<byte> Content => _held.Read?.Content ?? default;

    /// <summary>The locations of its keys; null if it was not read from a file.</summary>
    public IReadOnlyDictionary<string, ConfigPlace>? Places => _held.Read?.Result.Places;

    public ConfigSnapshot Snapshot => _held.Snapshot;

    /// <summary>For a balancer whose configuration was made by a program.</summary>
    public static ConfigInForce WithoutFile(TimeProvider time) => new(time);

    /// <summary>A reload has put this in force.</summary>
    public void Accept(LoadedConfig read)
    {
        Require(read);
        var now = _time.GetUtcNow();
        lock (_changes)
            _held = new Held(read, new ConfigSnapshot { File = read.Path, LoadedAt = now, LastReloadAt = now });
    }

    /// <summary>An operator's action changed the file to match what is already in force.</summary>
    public void Edit(LoadedConfig read)
    {
        Require(read);
        lock (_changes) _held = _held with { Read = read };
    }

    /// <summary>A reload was rejected; the configuration in force stays.</summary>
    public void Refuse()
    {
        var now = _time.GetUtcNow();
        lock (_changes)
            _held = _held with { Snapshot = _held.Snapshot with { IsLastReloadGood = false, LastReloadAt = now } };
    }

    private static void Require(LoadedConfig read) => Invariant.Require(
        read is { Result.Config: not null, Digest: not null }, "Only what was read and is valid comes into force.");

    private sealed record Held(LoadedConfig? Read, ConfigSnapshot Snapshot);
}
