using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>Where the configuration in force came from, and how its reloads went. Any thread.</summary>
/// <param name="path">Null when it was not read from a file.</param>
internal sealed class ConfigOrigin(string? path, TimeProvider time)
{
    private volatile ConfigSnapshot _snapshot = new() { File = path, LoadedAt = time.GetUtcNow() };
    private volatile byte[]? _digest;
    private volatile IReadOnlyDictionary<string, ConfigPlace>? _places;

    public string? Path => path;

    public ConfigSnapshot Snapshot => _snapshot;

    /// <summary>
    /// Of what the file held when it came into force, so that an edit does not bring in what nobody accepted; null when
    /// it could not be read then.
    /// </summary>
    public byte[]? Digest => _digest;

    /// <summary>What it was started with.</summary>
    public void Begin(ConfigResult read, byte[]? digest) => (_places, _digest) = (read.Places, digest);

    /// <summary>An edit of the file says what is in force already.</summary>
    public void Edit(ConfigResult read, byte[] digest) => (_places, _digest) = (read.Places, digest);

    /// <summary>Where its keys are written.</summary>
    public IReadOnlyDictionary<string, ConfigPlace>? Places => _places;

    /// <param name="digest">Of the file's content.</param>
    public void Accept(ConfigResult read, byte[]? digest)
    {
        _places = read.Places;
        var now = time.GetUtcNow();
        _digest = digest;
        _snapshot = new ConfigSnapshot { File = path, LoadedAt = now, LastReloadAt = now };
    }

    public void Refuse() =>
        _snapshot = _snapshot with { IsLastReloadGood = false, LastReloadAt = time.GetUtcNow() };
}
