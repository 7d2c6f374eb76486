using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Control;

public sealed class MemoryTests
{
    private const int Count = 10_000;

    [Test]
    public void A_backend_costs_the_control_side_and_the_table_at_most_2_and_a_quarter_KiB()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (state, table) = Build();
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        GC.KeepAlive(state);
        GC.KeepAlive(table);
        TestContext.Out.WriteLine($"{each} bytes per backend");
        Assert.That(each, Is.LessThanOrEqualTo(2304));
    }

    private static (BalancerState State, BackendTable Table) Build()
    {
        var entries = Enumerable.Range(0, Count).Select(number => new BackendConfig
        {
            Address = BackendAddress.Of(new IPAddress([10, 1, (byte)(number >> 8), (byte)number]), 1),
        });
        var config = new BalancerConfig { Pools = [new PoolConfig { Name = "p", Backends = [.. entries] }] };
        var (state, _, _) = BalancerReducer.Apply(BalancerState.Empty, [new ConfigAccepted(config)], TimeSpan.Zero);
        return (state, TableBuilder.Build(state, new CounterStore(), BackendTable.Empty));
    }
}
