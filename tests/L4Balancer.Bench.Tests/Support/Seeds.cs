namespace L4Balancer.Bench.Tests.Support;

/// <summary>
/// Where random tests get their seed: a new one each time, or the one in L4BALANCER_SEED to run a failure again.
/// </summary>
internal static class Seeds
{
    public static Random Next()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("L4BALANCER_SEED"), out var set)
            ? set : Random.Shared.Next();
        TestContext.Out.WriteLine($"Seed {seed}; set L4BALANCER_SEED={seed} to run with it again.");
        return new Random(seed);
    }
}
