using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Finds the backend of a PostgreSQL cancel request by its key. A client that sends something else, or nothing for as
/// long as a connect may take, is served as without this: nothing is refused here.
/// </summary>
internal sealed class CancelPreread(PoolView pool, CancelKeys keys) : Preread
{
    public override TimeSpan Timeout => pool.Terms.Timeouts.Connect;

    protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
    {
        var key = CancelRequest.KeyIn(bytes, out var isOther);
        if (key.IsEmpty && !isOther && end == PrereadEnd.None) return PrereadAnswer.More;
        var answer = PrereadAnswer.Done(consumed: 0);
        return key.IsEmpty ? answer : answer with { Target = keys.Find(pool.Terms.Name, key) };
    }
}
