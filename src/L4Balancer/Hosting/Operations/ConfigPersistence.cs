using System.Text;
using L4Balancer.Core.Control;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Writes an operator's change to the config file, so that it outlives the process. The file is replaced as a whole or
/// not at all, and only if it still is the one that came into force: no edit is lost, and none comes into force unseen.
/// </summary>
/// <param name="edit">Changes the text of the file.</param>
internal sealed class ConfigPersistence(ConfigInForce inForce, ConfigTextEdit edit)
{
    /// <returns>Why the file does not contain it; null if it does.</returns>
    public string? Write(ControlEvent wish, BalancerState state)
    {
        if (wish is IntentWanted or TierWanted or FailoverWanted or FailbackWanted or SessionResetWanted)
            return "the config has no key for this; it is a run-time change only";
        if (wish is WeightWanted { Weight: null }) return null; // The weight in force is that of the file.
        if (inForce.Path is not { } path) return "the configuration was not read from a file";
        try
        {
            return Write(FinalTarget(path), wish, state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {e.Message}";
        }
    }

    private string? Write(string path, ControlEvent wish, BalancerState state)
    {
        var before = File.ReadAllBytes(path);
        var digest = ConfigFile.DigestOf(before);
        if (inForce.Digest is null || !digest.AsSpan().SequenceEqual(inForce.Digest))
            return $"{path} differs from the configuration in effect: reload it, then persist again";
        var edited = edit(Encoding.UTF8.GetString(before), wish, state);
        if (edited.Text is null) return edited.WhyNot;
        var after = Encoding.UTF8.GetBytes(edited.Text);
        var read = ConfigFile.Of(inForce.Path!, after);
        if (read.Result.Errors is [var error, ..]) return $"the file would have an error: {error}";
        FileReplacement.Write(path, after);
        inForce.Edit(read);
        return null;
    }

    /// <summary>The file behind a symbolic link: replacing the link itself would detach it from its target.
    /// </summary>
    private static string FinalTarget(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}

/// <summary>Makes an operator's change in the text of a config, and leaves everything else as it is.</summary>
internal delegate EditedText ConfigTextEdit(string text, ControlEvent wish, BalancerState state);

/// <summary>A changed text, or the reason there is none.</summary>
/// <param name="Text">Null if it could not be changed.</param>
/// <param name="WhyNot">Null if it was changed.</param>
internal readonly record struct EditedText(string? Text, string? WhyNot);
