namespace L4Balancer.Admin.Model;

/// <summary>The result of an operator's action.</summary>
public sealed record ActionResult
{
    public ActionOutcome Outcome { get; init; } = ActionOutcome.Done;

    /// <summary>The generation after the action.</summary>
    public required long Generation { get; init; }

    /// <summary>Why it was refused; null if it was done.</summary>
    public string? Refusal { get; init; }

    /// <summary>For a persistent action, why it is not in the file; null if it is.</summary>
    public string? NotPersisted { get; init; }
}

/// <summary>The outcome of an action.</summary>
public enum ActionOutcome
{
    Done,

    /// <summary>The target does not exist.</summary>
    NotFound,

    /// <summary>The rules do not allow it.</summary>
    Refused,

    /// <summary>The table has changed since the operator read it.</summary>
    Stale,
}

/// <summary>The changes that a reload made, or would make.</summary>
public sealed record ReloadReport
{
    public required bool IsDryRun { get; init; }

    public required long Generation { get; init; }

    /// <summary>All errors, <c>file:line:column: path: problem (remedy)</c>; empty if valid.
    /// </summary>
    public required IReadOnlyList<string> Errors { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The differences, in the order of the file.</summary>
    public required IReadOnlyList<ConfigChange> Changes { get; init; }

    /// <summary>Changed keys that take effect only after a restart.</summary>
    public required IReadOnlyList<string> NeedsRestart { get; init; }
}

/// <summary>What came of a handover to a successor.</summary>
public sealed record UpgradeReport
{
    /// <summary>Why it failed, and everything goes on as before; empty if it was done.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>The number of the process that serves now; 0 if it failed.</summary>
    public int Successor { get; init; }

    /// <summary>Sessions that it has taken over.</summary>
    public int Sessions { get; init; }

    /// <summary>
    /// Why the successor accepts clients from here on, but has none of the sessions; null if it has all of them.
    /// </summary>
    public string? Declined { get; init; }

    /// <summary>Sessions that stay with the old process then, for up to <c>shutdown-grace</c>.</summary>
    public int Draining { get; init; }

    /// <summary>For how long no session moved a byte.</summary>
    public double PauseMilliseconds { get; init; }
}

/// <summary>One difference between two configurations.</summary>
/// <param name="Path">The path of keys.</param>
/// <param name="Before">Null if it is new.</param>
/// <param name="After">Null if it is gone.</param>
public sealed record ConfigChange(string Path, string? Before, string? After);

/// <summary>The effective configuration.</summary>
public sealed record ConfigReport
{
    public string? File { get; init; }

    public required long Generation { get; init; }

    /// <summary>As printed by <c>check --print-effective</c>, with secrets hidden.</summary>
    public required string Yaml { get; init; }

    /// <summary>Every value, in the order of the file.</summary>
    public required IReadOnlyList<ConfigValue> Values { get; init; }
}

/// <summary>One value of the configuration.</summary>
/// <param name="Line">Where it is written; null for a default.</param>
public sealed record ConfigValue(string Path, string Value, int? Line, int? Column);
