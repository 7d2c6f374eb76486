using L4Balancer.Fuzz.Coverage;
using L4Balancer.Fuzz.Inputs;
using L4Balancer.Fuzz.Targets;

namespace L4Balancer.Fuzz.Running;

/// <summary>The loop of one target: change an input, run it, and keep it if it has reached something new.</summary>
internal sealed class TargetRun
{
    private readonly SeenEdges _seen = new();
    private readonly Corpus _corpus = new();
    private readonly Random _random;
    private readonly Mutator _mutator;
    private readonly Dictionary<string, FuzzCrash> _crashes = new(StringComparer.Ordinal);

    public TargetRun(FuzzTarget target, int seed)
    {
        Target = target;
        _random = new Random(seed);
        _mutator = new Mutator(_random, target.Words, target.SizeMax);
    }

    public FuzzTarget Target { get; }

    public long Executions { get; private set; }

    public TimeSpan Elapsed { get; set; }

    public int Edges => _seen.Count;

    public int Inputs => _corpus.Count;

    /// <summary>The most branches per byte of any input so far, in relation to what is allowed.</summary>
    public double WorstSteps { get; private set; }

    public IReadOnlyCollection<FuzzCrash> Crashes => _crashes.Values;

    /// <summary>Runs what is there at the start. An input that reaches nothing new is run, but not kept.</summary>
    public void Begin(IEnumerable<byte[]> inputs)
    {
        foreach (var input in inputs) Try(input);
        if (_corpus.Count == 0) _corpus.Add([]);
    }

    public void RunNext() => Try(_mutator.Change(_corpus.Pick(_random), _corpus.Pick(_random)));

    private void Try(byte[] input)
    {
        var failure = Execute(input);
        if (_seen.Add(CoverageMap.Taken) && failure is null) _corpus.Add(input);
        if (failure is null || _crashes.ContainsKey(FuzzCrash.SignatureOf(failure))) return;
        var smallest = Smaller.Of(input, FuzzCrash.SignatureOf(failure), Execute);
        _crashes.Add(FuzzCrash.SignatureOf(failure), new FuzzCrash(Target.Name, smallest, failure));
    }

    private Exception? Execute(byte[] input)
    {
        Executions++;
        var failure = Execution.Of(Target, input);
        var share = (double)Steps.Taken / Target.StepsMax(input.Length);
        if (share > WorstSteps) WorstSteps = share;
        return failure;
    }
}
