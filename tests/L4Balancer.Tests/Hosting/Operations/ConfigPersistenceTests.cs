using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Hosting;
using L4Balancer.Hosting.Operations;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting.Operations;

/// <summary>An operator's action in the config file.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ConfigPersistenceTests
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private const string Text = """
        # Ours.
        listeners: { db: { bind: "127.0.0.1:0", pool: db } }
        pools:
          db:
            backends:
              - 10.0.0.1:3306 # The old one.

        """;

    private static readonly BackendAddress Added = BackendAddress.Parse("10.0.0.2:3306", out _)!;

    private static readonly BackendAddWanted Wish = new("db", new BackendConfig { Address = Added });

    private TempFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void WriteFile()
    {
        _folder = new TempFolder();
        _path = _folder.PathOf("lb.yaml");
        File.WriteAllText(_path, Text);
        File.SetUnixFileMode(_path, Mode);
    }

    [TearDown]
    public void RemoveFile() => _folder.Dispose();

    [Test]
    public void A_backend_that_is_added_stands_in_the_file_and_all_else_is_as_it_was()
    {
        Assert.That(Persist(_path), Is.Null);
        Assert.That(File.ReadAllText(_path), Does.StartWith(Text.TrimEnd()).And.Contain("10.0.0.2:3306"));
        Assert.That(File.GetUnixFileMode(_path), Is.EqualTo(Mode));
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Model_and_digest_are_those_of_the_file_that_an_act_has_written()
    {
        var inForce = InForce(_path);
        Assert.That(
            new ConfigPersistence(inForce, ConfigTextEdits.Apply).Write(Wish, BalancerState.Empty), Is.Null);
        var written = ConfigFile.Read(_path);
        Assert.That(inForce.Digest, Is.EqualTo(written.Digest));
        Assert.That(inForce.Config!.Pools[0].Backends.Select(b => b.Address), Does.Contain(Added));
        Assert.That(inForce.Places!.Keys, Is.EquivalentTo(written.Result.Places.Keys));
    }

    [Test]
    public void A_second_act_finds_the_file_that_the_first_one_left()
    {
        var persistence = Persistence(_path);
        Assert.That(persistence.Write(Wish, BalancerState.Empty), Is.Null);
        Assert.That(persistence.Write(new BackendRemoveWanted("db", Added), BalancerState.Empty), Is.Null);
        Assert.That(File.ReadAllText(_path), Does.Not.Contain("10.0.0.2"));
    }

    [Test]
    public void A_file_that_somebody_edited_since_is_left_alone()
    {
        var persistence = Persistence(_path);
        File.AppendAllText(_path, "# Mine.\n");
        Assert.That(persistence.Write(Wish, BalancerState.Empty), Does.Contain("reload it"));
        Assert.That(File.ReadAllText(_path), Is.EqualTo(Text + "# Mine.\n"));
    }

    [Test]
    public void A_link_stays_a_link_and_its_file_is_changed()
    {
        var link = _folder.PathOf("link.yaml");
        File.CreateSymbolicLink(link, _path);
        Assert.That(Persist(link), Is.Null);
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(_path));
        Assert.That(File.ReadAllText(_path), Does.Contain("10.0.0.2:3306"));
    }

    [Test]
    public async Task A_file_of_somebody_else_stays_theirs()
    {
        if (!Environment.IsPrivilegedProcess) Needs.Missing("root, to give a file away");
        (await Command.RunAsync("chown", "nobody:nogroup", _path)).OrThrow();
        Assert.That(Persist(_path), Is.Null);
        var owner = await Command.RunAsync("stat", "--format=%U:%G %a", _path);
        Assert.That(owner.Output.Trim(), Is.EqualTo("nobody:nogroup 640"));
    }

    /// <summary>Such a name blocked all further changes in a container, where the process id is always the same.
    /// </summary>
    [Test]
    public void What_a_process_that_was_killed_left_behind_blocks_nothing_and_is_removed_in_time()
    {
        var (byNumber, young, old, foreign) = (
            $"{_path}.{Environment.ProcessId}.new", $"{_path}.{new string('1', 32)}.new",
            $"{_path}.{new string('2', 32)}.new", $"{_path}.mine.new");
        foreach (var left in new[] { byNumber, young, old, foreign }) File.WriteAllText(left, "");
        foreach (var left in new[] { old, foreign }) File.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);
        Assert.That(Persist(_path), Is.Null);
        Assert.That(File.ReadAllText(_path), Does.Contain("10.0.0.2:3306"));
        Assert.That(
            Directory.GetFiles(_folder.Path), Is.EquivalentTo(new[] { _path, byNumber, young, foreign }));
    }

    [Test]
    public async Task A_file_that_is_a_mount_of_its_own_is_left_alone_and_the_way_out_is_told()
    {
        if (!Environment.IsPrivilegedProcess) Needs.Missing("root, to mount");
        (await Command.RunAsync("mount", "--bind", _path, _path)).OrThrow();
        try
        {
            Assert.That(Persist(_path), Does.Contain("cannot be written").And.Contains("mount its directory instead"));
            Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { _path }));
        }
        finally
        {
            (await Command.RunAsync("umount", _path)).OrThrow();
        }

        Assert.That(File.ReadAllText(_path), Is.EqualTo(Text));
    }

    [Test]
    public async Task A_folder_that_is_read_only_is_named()
    {
        if (!Environment.IsPrivilegedProcess) Needs.Missing("root, to mount");
        (await Command.RunAsync("mount", "--bind", _folder.Path, _folder.Path)).OrThrow();
        try
        {
            (await Command.RunAsync("mount", "-o", "remount,bind,ro", _folder.Path)).OrThrow();
            Assert.That(Persist(_path), Does.EndWith($"its directory must be writable: {_folder.Path}"));
        }
        finally
        {
            (await Command.RunAsync("umount", _folder.Path)).OrThrow();
        }
    }

    [Test]
    public void A_wish_that_the_config_has_no_key_for_is_said()
    {
        var drain = new IntentWanted("db", NetAddress.FromIp(System.Net.IPAddress.Loopback, 1), BackendIntent.Drain);
        Assert.That(Persistence(_path).Write(drain, BalancerState.Empty), Does.Contain("no key"));
        Assert.That(File.ReadAllText(_path), Is.EqualTo(Text));
    }

    private static string? Persist(string path) => Persistence(path).Write(Wish, BalancerState.Empty);

    private static ConfigPersistence Persistence(string path) => new(InForce(path), ConfigTextEdits.Apply);

    private static ConfigInForce InForce(string path) =>
        new(ConfigFile.Of(path, Encoding.UTF8.GetBytes(Text)), TimeProvider.System);
}
