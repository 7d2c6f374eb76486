using System.Text;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Editing;

/// <summary>
/// Edits the text of a config in place: everything but the changed part stays byte for byte the same, including
/// comments and blank lines, quotes and line ends. A text that would not read back to exactly the intended config is
/// never returned.
/// </summary>
public static class ConfigEditor
{
    private const string ByHand = "edit the file by hand";

    /// <summary>Time and memory grow with the size of the text.</summary>
    /// <param name="text">The whole file, with its byte order mark if it has one.</param>
    public static ConfigEditResult Apply(string text, ConfigEdit edit)
    {
        var read = Read(text);
        if (read.Config is not { } config) return Refuse($"The file has an error: {read.Errors[0]}.");
        if (config.Pools.FirstOrDefault(p => p.Name == edit.Pool) is not { } pool)
            return Refuse($"The file has no pool {Words.Show(edit.Pool)}.");
        var backends = edit.Change(pool.Backends, out var why);
        if (why is not null) return Refuse(why);
        if (backends.SequenceEqual(pool.Backends)) return new ConfigEditResult(text, null);

        var mark = text.StartsWith(ConfigText.Mark) ? ConfigText.Mark.ToString() : "";
        try
        {
            var list = BackendListText.Find(text[mark.Length..], read.Document!, pool);
            var edited = mark + Edit(list, edit);
            return Proven(edited, With(config, pool, backends));
        }
        catch (EditRefusedException refused)
        {
            return Refuse($"{refused.Message}: {ByHand}.");
        }
    }

    private static string Edit(BackendListText list, ConfigEdit edit) => edit switch
    {
        SetBackendWeight set => list.SetWeight(set),
        AddBackend add => list.Add(add.Backend),
        RemoveBackend remove => list.Remove(remove.Entry),
        _ => throw new ArgumentOutOfRangeException(nameof(edit), edit, null),
    };

    /// <summary>However the text was produced, it is accepted only if it means exactly what was intended.</summary>
    private static ConfigEditResult Proven(string edited, BalancerConfig meant)
    {
        var read = Read(edited);
        if (read.Config is null) return Refuse($"With this change the file would have an error: {read.Errors[0]}.");
        return read.Config.IsSame(meant)
            ? new ConfigEditResult(edited, null)
            : Refuse($"The change cannot be made without changing something else: {ByHand}.");
    }

    private static BalancerConfig With(
        BalancerConfig config, PoolConfig pool, IReadOnlyList<BackendConfig> backends) =>
        config with
        {
            Pools = [.. config.Pools.Select(p => ReferenceEquals(p, pool) ? p with { Backends = backends } : p)],
        };

    private static ConfigResult Read(string text) => ConfigReader.Read("file", Encoding.UTF8.GetBytes(text));

    private static ConfigEditResult Refuse(string why) => new(null, why);
}
