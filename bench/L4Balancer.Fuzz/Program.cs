using System.CommandLine;
using L4Balancer.Fuzz;
using L4Balancer.Fuzz.Coverage;
using L4Balancer.Fuzz.Running;
using L4Balancer.Fuzz.Targets;

// Coverage-guided fuzzing of every parser. See docs/correctness.md.
const int success = 0;
const int failed = 1;
const int usage = 2;

var root = new RootCommand("Feeds the parsers of L4Balancer with inputs that grow from what reaches new code.");
foreach (var option in FuzzArguments.All) root.Add(option);
var parsed = root.Parse(args);
root.SetAction(_ => Run());
if (parsed.Errors.Count == 0) return root.Parse(args).Invoke();
foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
return usage;

int Run()
{
    try
    {
        if (FuzzArguments.IsList(parsed)) return ListTargets();
        var targets = FuzzArguments.TargetsOf(parsed);
        if (Environment.GetEnvironmentVariable(InstrumentedCopy.Mark) is null) return InstrumentedCopy.Run(args);
        return FuzzArguments.InputOf(parsed) is { } file ? RunOne(targets, file) : RunAll();
    }
    catch (UsageException e)
    {
        Console.Error.WriteLine($"fuzz: {e.Message}");
        return usage;
    }
}

int ListTargets()
{
    foreach (var target in FuzzTargets.All) Console.WriteLine(target.Name);
    return success;
}

int RunOne(IReadOnlyList<FuzzTarget> targets, FileInfo file)
{
    if (targets.Count != 1) throw new UsageException("--input needs one --target.");
    CoverageMap.Connect();
    Steps.Connect();
    var input = File.ReadAllBytes(file.FullName);
    var failure = Execution.Of(targets[0], input);
    Console.WriteLine($"{Steps.Taken:N0} branches of {targets[0].StepsMax(input.Length):N0}");
    if (failure is not null) Console.WriteLine(failure);
    return failure is null ? success : failed;
}

int RunAll()
{
    var options = FuzzArguments.Read(parsed);
    Console.WriteLine($"Seed {options.Seed}");
    var runs = new FuzzRun(options, Console.Out).Run();
    FuzzReport.Write(runs, Console.Out);
    FuzzReport.WriteCrashes(runs, options.CrashFolder, Console.Out);
    return runs.Any(run => run.Crashes.Count > 0) ? failed : success;
}
