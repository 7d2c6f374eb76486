using System.CommandLine;
using L4Balancer.Bench;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Drill;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Micro;
using L4Balancer.Bench.Serve;
using L4Balancer.Bench.Soak;
using L4Balancer.Bench.Switchover;
using L4Balancer.Bench.Upgrade;

// One program for all measurements; every verb is a command in its own folder.
var root = new RootCommand("Benchmarks L4Balancer, its parts, and any TCP service through any balancer.")
{
    MicroCommand.Create(),
    LoadCommand.Create(),
    ServeCommand.Create(),
    CompareCommand.Create(),
    DrillCommand.Create(args),
    SwitchoverCommand.Create(),
    UpgradeCommand.Create(),
};
foreach (var command in SoakCommand.Create()) root.Add(command);
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync();
foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
return BenchExitCodes.Usage;
