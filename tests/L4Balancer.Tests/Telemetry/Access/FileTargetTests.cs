using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Linux;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Children;
using L4Balancer.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>A file, whichever way it is opened.</summary>
[TestFixture(true), TestFixture(false)]
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class FileTargetTests(bool isAppend)
{
    private TempFolder _folder = null!;
    private FileTarget _target = null!;

    private string File => _folder.PathOf("access.log");

    [SetUp]
    public void Open()
    {
        _folder = new TempFolder();
        _target = Target(File);
    }

    [TearDown]
    public void Close()
    {
        _target.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void A_new_file_is_for_the_owner_and_the_group()
    {
        Assert.That(Write("a"), Is.Null);
        Assert.That(Convert.ToString((int)System.IO.File.GetUnixFileMode(File), 8), Is.EqualTo("640"));
    }

    [Test]
    public void The_mode_of_an_existing_file_is_left_alone()
    {
        System.IO.File.WriteAllText(File, "before\n");
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write("a");
        Assert.That(Lines(File), Is.EqualTo(new[] { "before", "a" }));
        Assert.That(Convert.ToString((int)System.IO.File.GetUnixFileMode(File), 8), Is.EqualTo("600"));
    }

    [Test]
    public void After_a_rename_lines_go_to_the_old_file_until_it_is_reopened()
    {
        Write("a");
        System.IO.File.Move(File, File + ".1");
        Write("b");
        _target.Reopen();
        Write("c");
        Assert.That(Lines(File + ".1"), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Lines(File), Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public void A_truncated_file_has_no_hole()
    {
        Write("a");
        System.IO.File.WriteAllText(File, "");
        Write("b");
        Assert.That(Lines(File), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void A_full_disk_is_reported_as_a_cause_without_an_exception()
    {
        using var full = Target("/dev/full");
        Assert.That(Write("a", full), Does.Contain("No space left on device"));
    }

    [Test]
    public void A_missing_directory_is_reported_until_it_exists()
    {
        var file = _folder.PathOf("later/access.log");
        using var target = Target(file);
        Assert.That(Write("a", target), Does.Contain("later/access.log"));
        Directory.CreateDirectory(_folder.PathOf("later"));
        Assert.That(Write("b", target), Is.Null);
        Assert.That(Lines(file), Is.EqualTo(new[] { "b" }));
    }

    [TestCase("")]
    [TestCase("fifo")]
    public async Task A_path_that_is_not_a_file_is_reported_as_a_cause(string name)
    {
        var path = _folder.PathOf(name);
        if (name == "fifo" && isAppend) (await Command.RunAsync("mkfifo", path)).OrThrow();
        else path = _folder.Path;
        using var target = Target(path);
        Assert.That(Write("a", target), Is.Not.Null.And.Contains(path));
    }

    [Test]
    public void Two_processes_that_append_overwrite_nothing()
    {
        if (!isAppend) return;
        using var other = Target(File);
        Parallel.Invoke(
            () => { for (var i = 0; i < 1000; i++) Write("one"); },
            () => { for (var i = 0; i < 1000; i++) Write("two", other); });
        Assert.That(Lines(File).CountBy(line => line).Select(l => l.Value), Is.EqualTo(new[] { 1000, 1000 }));
    }

    /// <summary>A file system of 64 KiB, in a separate mount namespace.</summary>
    [Test]
    public async Task A_batch_that_does_not_fit_leaves_no_partial_line()
    {
        Needs.Root();
        Needs.Programs("unshare", "mount");
        var told = await ChildProcess.RunScenarioAsync(
            "unshare --mount", FullDiskScenario.Name, new TestedEngine(Core.Config.EngineKind.Portable, default));
        Assert.That(told["whole"], Is.EqualTo("True"));
        Assert.That(int.Parse(told["lines"]), Is.GreaterThan(0));
        Assert.That(told["cause"], Does.Contain("No space left"));
    }

    private FileTarget Target(string path) =>
        new(path, isAppend ? AppendFile.Open : new Func<string, SafeFileHandle>(FileTarget.Open));

    private string? Write(string line) => Write(line, _target);

    private static string? Write(string line, FileTarget target)
    {
        var taken = target.Write(Encoding.UTF8.GetBytes(line + "\n"), 1, default, out var failure);
        Assert.That(taken, Is.EqualTo(failure is null ? 1 : 0));
        return failure;
    }

    private static string[] Lines(string file) => System.IO.File.ReadAllLines(file);
}
