using L4Balancer.Core.Config.Editing;
using L4Balancer.Core.Control;

namespace L4Balancer.Hosting.Operations;

/// <summary>Converts an operator's action to an edit of the config file.</summary>
internal static class ConfigTextEdits
{
    /// <param name="wish">A weight, an added entry or a removed one.</param>
    public static EditedText Apply(string text, ControlEvent wish, BalancerState state)
    {
        if (EditOf(wish, state) is not { } edit) return new EditedText(null, "the config has no key for this");
        var result = ConfigEditor.Apply(text, edit);
        return new EditedText(result.Text, result.Refusal);
    }

    private static ConfigEdit? EditOf(ControlEvent wish, BalancerState state) => wish switch
    {
        WeightWanted w when state.FindPool(w.Pool) is { } pool && pool.IndexOf(w.Address) is >= 0 and var index =>
            new SetBackendWeight(w.Pool, pool.Backends[index].Config.Address, w.Weight),
        BackendAddWanted w => new AddBackend(w.Pool, w.Entry),
        BackendRemoveWanted w => new RemoveBackend(w.Pool, w.Address),
        _ => null,
    };
}
