using System.Diagnostics;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Tests.Compare;

/// <summary>
/// <c>compare</c> as a user runs it, watched for what it starts. Its temporary files go to a folder of the test.
/// </summary>
internal sealed class CompareProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("compare-tests-");
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    /// <summary>Everything it ever started that was seen, by id and start time: ids are used again.</summary>
    private readonly HashSet<(int Id, string Started)> _seen = [];

    public CompareProcess(params IEnumerable<string> arguments)
    {
        _process = Launcher.Start(
            ["env", $"TMPDIR={_folder.FullName}", .. Toolbox.ThisProgram(), "compare", .. arguments]);
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits until it runs the given number of processes; returns fewer if it ends first.</summary>
    public async Task RunsAsync(int processes)
    {
        while (Descendants() < processes && !_process.HasExited) await Task.Delay(Pause).WaitAsync(Patience);
    }

    /// <summary>
    /// As a Ctrl-C in a terminal does it: to the group in the foreground, which is not that of its processes.
    /// </summary>
    public void Signal(int signal) => Signals.SendToGroup(_process.Id, signal);

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        var watch = Stopwatch.StartNew();
        while (!_process.HasExited)
        {
            Assert.That(watch.Elapsed, Is.LessThan(Patience), "It does not end.");
            Descendants();
            await Task.Delay(Pause);
        }

        return (_process.ExitCode, await _output, await _errors);
    }

    /// <summary>Processes and folders that it left behind.</summary>
    public string[] Remains() =>
    [
        .. _seen.Where(s => Table().Any(p => p.Id == s.Id && p.Started == s.Started)).Select(s => $"process {s.Id}"),
        .. _folder.EnumerateFileSystemInfos("l4balancer-compare-*").Select(f => f.FullName),
    ];

    public void Dispose()
    {
        if (!_process.HasExited) Signals.SendToGroup(_process.Id, Signals.Kill);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <returns>How many run now.</returns>
    private int Descendants()
    {
        var table = Table();
        var family = new HashSet<int> { _process.Id };
        while (table.Any(p => family.Contains(p.Parent) && family.Add(p.Id)))
        {
            // One more of the family was found.
        }

        family.Remove(_process.Id);
        _seen.UnionWith(table.Where(p => family.Contains(p.Id)).Select(p => (p.Id, p.Started)));
        return family.Count;
    }

    private static (int Id, int Parent, string Started)[] Table() =>
        [.. Directory.EnumerateDirectories("/proc").Select(RowOf).Where(r => r.Id > 0)];

    private static (int Id, int Parent, string Started) RowOf(string folder)
    {
        try
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) return default;
            var text = File.ReadAllText(folder + "/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? default : (id, int.Parse(fields[1]), fields[19]);
        }
        catch (IOException)
        {
            return default;
        }
    }
}
