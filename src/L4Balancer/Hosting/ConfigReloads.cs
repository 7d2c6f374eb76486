using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Hosting.Hooks;
using L4Balancer.Hosting.Operations;
using L4Balancer.Telemetry.Access;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>
/// Reads the config file again and applies it, for both signals and the admin side. All or nothing: the steps that can
/// fail come first, and a rejected reload changes nothing. One at a time.
/// </summary>
internal sealed class ConfigReloads(
    ConfigInForce config, Balancer balancer, AdminHost admin, AccessLog accessLog, EventHooks hooks,
    NoticeJournal journal, ILogger log)
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _path = config.Path!;
    private ReadAccessLists _lists = balancer.AccessLists; // Before the reload in progress; of whoever has the turn.
    private bool _isOver; // Of whoever has the turn.

    /// <param name="isDryRun">Only reports what would happen, including the binding of new addresses.</param>
    /// <param name="actor">The requester.</param>
    public async Task<ReloadReport> RunAsync(bool isDryRun, string actor, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_isOver) return Refused("another process has just taken over: repeat the request", isDryRun);
            var read = ConfigFile.Read(_path);
            _lists = balancer.AccessLists;
            var problems = read.Result.Config is { } next
                ? await TryAsync(next, isDryRun, cancellationToken)
                : [.. read.Result.Errors.Select(e => e.ToString())];
            var report = ReportOf(read.Result, problems, isDryRun);
            if (!isDryRun) Conclude(read, report, actor);
            return report;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Waits for a reload in progress; from then on, reloads wait until <see cref="GoOn"/>: what a successor is told
    /// must stay true.
    /// </summary>
    public Task PauseAsync() => _turn.WaitAsync();

    /// <param name="isOver">Another process has taken over, and reads the file: reloads are refused here.</param>
    public void GoOn(bool isOver)
    {
        _isOver = isOver;
        _turn.Release();
    }

    /// <summary>A reload that does not even begin.</summary>
    private ReloadReport Refused(string cause, bool isDryRun) => new()
    {
        IsDryRun = isDryRun,
        Generation = balancer.State.Generation,
        Errors = [cause],
        Warnings = [],
        Changes = [],
        NeedsRestart = [],
    };

    private async Task<IReadOnlyList<string>> TryAsync(
        BalancerConfig next, bool isDryRun, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        try
        {
            if (admin.Check(next.Admin) is { Count: > 0 } why) problems.AddRange(why.Select(p => $"{_path}: {p}"));
            problems.AddRange(Balancer.CheckFiles(next).Select(p => $"{_path}: {p}"));
            if (isDryRun || problems.Count > 0) balancer.CheckListeners(next);
            else await ApplyAsync(next, cancellationToken);
        }
        catch (ListenerBindException e)
        {
            problems.AddRange(e.Problems.Select(p => $"{_path}: {p}"));
        }

        return problems;
    }

    private async Task ApplyAsync(BalancerConfig next, CancellationToken cancellationToken)
    {
        var before = balancer.Engine.Bound;
        await balancer.ReloadAsync(next, cancellationToken);
        log.Listening(balancer, before);
        accessLog.Change(next.AccessLog);
        admin.Change(next.Admin);
        hooks.Change(next.Hooks);
    }

    private ReloadReport ReportOf(ConfigResult read, IReadOnlyList<string> problems, bool isDryRun) => new()
    {
        IsDryRun = isDryRun,
        Generation = balancer.State.Generation,
        Errors = problems,
        Warnings =
        [
            .. read.Warnings.Select(w => w.ToString()),
            .. read.Config is { } valid ? balancer.WarningsOf(valid).Select(w => $"{_path}: {w}") : [],
        ],
        Changes = read.Config is not { } next ? [] :
        [
            .. ConfigDiff.Between(config.Config!, next).Select(d => new ConfigChange(d.Path, d.Before, d.After)),
            .. (isDryRun ? balancer.LookAtAccessLists(next) : balancer.AccessLists).ChangesSince(_lists),
        ],
        NeedsRestart = read.Config is { } wanted ? [.. RestartKeys.Between(config.Config!, wanted)] : [],
    };

    private void Conclude(LoadedConfig read, ReloadReport report, string actor)
    {
        foreach (var warning in report.Warnings) log.ConfigWarning(warning);
        foreach (var error in report.Errors) log.ConfigError(error);
        if (report.Errors.Count > 0)
        {
            config.Refuse();
            log.ReloadRefused(_path, Count(report.Errors.Count, "error"));
            journal.Write("reload-refused", "error", actor,
                $"{_path} was not reloaded, {Count(report.Errors.Count, "error")}: {report.Errors[0]}");
            return;
        }

        config.Accept(read);
        log.ReloadDone(_path);
        foreach (var key in report.NeedsRestart) log.NeedsRestart(key);
        journal.Write("reloaded", "info", actor, $"Reloaded {_path}, {Count(report.Changes.Count, "change")}");
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
