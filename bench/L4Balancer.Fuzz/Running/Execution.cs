using L4Balancer.Fuzz.Coverage;
using L4Balancer.Fuzz.Targets;

namespace L4Balancer.Fuzz.Running;

/// <summary>One input through one target.</summary>
internal static class Execution
{
    /// <returns>What it threw; null if all is well.</returns>
    public static Exception? Of(FuzzTarget target, byte[] input)
    {
        CoverageMap.Clear();
        Steps.Begin(target.StepsMax(input.Length));
        try
        {
            target.Run(input);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            Steps.End();
        }
    }
}
