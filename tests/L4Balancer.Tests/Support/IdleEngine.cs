using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Support;

/// <summary>The parts of an engine that serves nobody, for tests of what is inside one.</summary>
internal static class IdleEngine
{
    public static EngineParts Parts() => new()
    {
        Table = new TableHolder(),
        Signals = new NoSignals(),
        Spares = new SpareDescriptors(DescriptorBudget.Unlimited),
        Time = TimeProvider.System,
        Seed = 0,
        Log = NullLogger.Instance,
    };

    private sealed class NoSignals : ISignalSink
    {
        public void Signal(Observation signal)
        {
        }
    }
}
