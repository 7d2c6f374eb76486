using L4Balancer.Fuzz.Running;
using L4Balancer.Fuzz.Targets;

namespace L4Balancer.Fuzz.Tests.Running;

internal sealed class FuzzReportTests
{
    [TestCase(5000, TestName = "An_input_that_fails_is_in_the_report_as_far_as_it_fits")]
    [TestCase(100, TestName = "An_input_that_fails_is_in_the_report")]
    public void Inputs_are_reported(int length)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var run = new TargetRun(new FailingTarget(), seed: 1);
            byte[] input = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
            run.Begin([input]);
            using var report = new StringWriter();
            FuzzReport.WriteCrashes([run], folder, report);
            var lines = report.ToString().Split('\n');
            var hex = string.Concat(lines.Where(line => line.Length > 1 && line.All(char.IsAsciiHexDigit)));
            Assert.That(Convert.FromHexString(hex), Is.EqualTo(input.Take(4096)));
            Assert.That(lines.Contains($"(and {length - 4096} more)"), Is.EqualTo(length > 4096));
            Assert.That(File.ReadAllBytes(Directory.GetFiles(folder).Single()), Is.EqualTo(input));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Fails by how long an input is, so that none becomes smaller.</summary>
    private sealed class FailingTarget : FuzzTarget
    {
        public override string Name => "failing";

        public override void Run(byte[] input) => throw new FuzzFailureException($"{input.Length} bytes");
    }
}
