using L4Balancer.Core.Health;
using L4Balancer.ServerAgent;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.ServerAgent;

/// <summary>What is read from the files of the kernel.</summary>
internal sealed class ProcReaderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private TempFolder _folder = null!;

    [SetUp]
    public void Start() => _folder = new TempFolder();

    [TearDown]
    public void Stop() => _folder.Dispose();

    [Test]
    public void A_machine_is_read_from_proc()
    {
        var reader = Reader();
        Write("proc/stat", "cpu  100 0 100 700 50 10 40 0 9 9\ncpu0 1 2\ncpu1 1 2\nintr 5 0 0\n");
        Write("proc/meminfo", "MemTotal:       8000000 kB\nMemFree: 10 kB\nMemAvailable:    4480000 kB\n");
        Write("proc/loadavg", "1.60 0.50 0.25 3/456 789\n");
        Write("proc/pressure/cpu", "some avg10=3.14 avg60=1.00 avg300=0.50 total=123\n");
        Write("proc/pressure/memory", "some avg10=0.00 avg60=0 avg300=0 total=1\nfull avg10=9.00 avg60=0 total=1\n");
        Write("proc/pressure/io", "some avg10=12.50 avg60=1.00 avg300=0.50 total=123\n");
        var before = reader.Read();
        Write("proc/stat", "cpu  120 0 110 760 50 10 40 10 9 9\ncpu0 1 2\ncpu1 1 2\n");
        var figures = HostFigures.Between(before, reader.Read(), Second);
        Assert.That(
            figures.ToString(), Is.EqualTo("cpu=40 memory=44 load1=0.80 psi-cpu=3.1 psi-memory=0.0 psi-io=12.5"));
    }

    [Test]
    public void A_container_is_read_from_its_control_group()
    {
        var reader = Reader();
        Write("proc/stat", "cpu  100 0 100 700 50 10 40 0 9 9\ncpu0 1 2\n");
        Write("proc/loadavg", "60.0 0.50 0.25 3/456 789\n");
        Write("group/cpu.max", "150000 100000\n");
        Write("group/cpu.stat", "usage_usec 1000000\nuser_usec 1\n");
        Write("group/memory.max", "1000\n");
        Write("group/memory.current", "800\n");
        Write("group/memory.stat", "anon 1\ninactive_file 300\n");
        Write("group/cpu.pressure", "some avg10=7.00 avg60=1.00 avg300=0.50 total=123\n");
        var before = reader.Read();
        Write("group/cpu.stat", "usage_usec 1750000\nuser_usec 1\n");
        var figures = HostFigures.Between(before, reader.Read(), Second);
        Assert.That(figures.ToString(), Is.EqualTo("cpu=50 memory=50 psi-cpu=7.0"));
    }

    [Test]
    public void A_container_without_limits_has_the_machine()
    {
        var reader = Reader();
        Write("proc/stat", "cpu  100 0 100 700 50 10 40 0 9 9\ncpu0 1 2\n");
        Write("proc/meminfo", "MemTotal: 100 kB\nMemAvailable: 25 kB\n");
        Write("group/cpu.max", "max 100000\n");
        Write("group/memory.max", "max\n");
        Assert.That(HostFigures.Between(reader.Read(), reader.Read(), Second).ToString(), Is.EqualTo("memory=75"));
    }

    [TestCase("")]
    [TestCase("nonsense\n\ncpu x y\nMemTotal: zero\nsome avg10=\n")]
    public void What_cannot_be_read_stays_unknown_and_leaves_the_weight(string text)
    {
        var reader = Reader();
        foreach (var file in new[] { "stat", "meminfo", "loadavg", "pressure/cpu" }) Write($"proc/{file}", text);
        var figures = HostFigures.Between(reader.Read(), reader.Read(), Second);
        Assert.That((figures.ToString(), new WeightRules().WeightOf(figures)), Is.EqualTo(("", 100.0)));
    }

    [Test]
    [Platform("Linux")]
    public void This_machine_has_figures()
    {
        var figures = HostFigures.Between(new HostReading(), new ProcReader().Read(), Second);
        Assert.That(figures.Memory, Is.InRange(1, 100));
    }

    private ProcReader Reader() => new(_folder.PathOf("proc"), _folder.PathOf("group"));

    private void Write(string name, string text)
    {
        var path = _folder.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
