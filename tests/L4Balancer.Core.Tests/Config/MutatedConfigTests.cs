using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Whatever is done to a config: a model or located errors come out, in time.</summary>
public sealed class MutatedConfigTests
{
    private const int Cases = 6000;

    /// <summary>Beside the examples, which a hand has written.</summary>
    private const int RandomBases = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private volatile string _current = "";

    [Test]
    public void Any_text_yields_a_model_or_located_errors()
    {
        // On a separate thread, so that a hang is reported as a failure of its case.
        var all = Task.Factory.StartNew(RunAll, TaskCreationOptions.LongRunning);
        var isDone = Task.WhenAny(all, Task.Delay(Patience)).Result == all;
        Assert.That(isDone, Is.True, () => "Hangs at " + _current);
        Assert.That(all.Exception?.InnerException, Is.Null, () => "Fails at " + _current);
    }

    private void RunAll()
    {
        var examples = Directory.GetFiles(Repository.PathOf("docs", "examples"), "*.yaml").Order();
        var bases = examples.Select(File.ReadAllBytes).ToList();
        for (var i = 0; i < RandomBases; i++)
        {
            var printed = EffectiveConfig.Write(new RandomConfig(ConfigSeed.Value + i).Next());
            bases.Add(Encoding.UTF8.GetBytes(printed));
        }

        for (var i = 0; i < Cases; i++)
        {
            var seed = ConfigSeed.Value + i;
            var random = new Random(seed);
            var bytes = ConfigMutation.Of(bases[random.Next(bases.Count)], random);
            _current = ConfigSeed.Advice(seed) + "\n" + Encoding.UTF8.GetString(bytes);
            Check(ConfigReader.Read("lb.yaml", bytes), bytes);
        }
    }

    private static void Check(ConfigResult result, byte[] bytes)
    {
        var lines = 2 + bytes.Count(b => b is (byte)'\n' or (byte)'\r');
        Invariant.Require(result.Config is null == result.Errors.Length > 0, "Neither a model nor an error, or both.");
        foreach (var problem in result.Errors.Concat(result.Warnings))
        {
            Invariant.Require(problem.Line >= 1 && problem.Line <= lines, $"A line outside the file: {problem}");
            Invariant.Require(problem.Column >= 1, $"A column outside the file: {problem}");
            Invariant.Require(problem.ToString().Length < 1000, $"A message nobody reads: {problem}");
            Invariant.Require(!problem.ToString().Any(char.IsControl), $"A message of more than one line: {problem}");
        }

        if (result.Config is null) return;
        var again = ConfigReader.Read("again.yaml", Encoding.UTF8.GetBytes(EffectiveConfig.Write(result.Config)));
        Invariant.Require(again.Config is not null, $"The print does not read back: {again.Errors.FirstOrDefault()}");
        var isSame = Lb.Flatten(again.Config) == Lb.Flatten(result.Config);
        Invariant.Require(isSame, "The print reads back to another model.");
    }
}
