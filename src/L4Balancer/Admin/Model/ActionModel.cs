namespace L4Balancer.Admin.Model;

/// <summary>What came of an operator's act.</summary>
public sealed record ActionResult
{
    public ActionOutcome Outcome { get; init; } = ActionOutcome.Done;

    /// <summary>The generation in force after it.</summary>
    public required long Generation { get; init; }

    /// <summary>Why it was refused; null when it was done.</summary>
    public string? Refusal { get; init; }

    /// <summary>Asked to persist: null when the file has it now, else why not.</summary>
    public string? NotPersisted { get; init; }
}

/// <summary>How an act ended.</summary>
public enum ActionOutcome
{
    Done,

    /// <summary>What it names is not there.</summary>
    NotFound,

    /// <summary>The rules do not allow it.</summary>
    Refused,

    /// <summary>The table is not the one that the operator saw.</summary>
    Stale,
}

/// <summary>What a reload did, or would do.</summary>
public sealed record ReloadReport
{
    public required bool IsDryRun { get; init; }

    public required long Generation { get; init; }

    /// <summary>All of them, <c>file:line:column: path: what is wrong (what would be right)</c>; empty when good.
    /// </summary>
    public required IReadOnlyList<string> Errors { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What is different, in the order of the file.</summary>
    public required IReadOnlyList<ConfigChange> Changes { get; init; }

    /// <summary>Keys that changed and take effect at the next start only.</summary>
    public required IReadOnlyList<string> NeedsRestart { get; init; }
}

/// <summary>One difference between two configurations.</summary>
/// <param name="Path">The keys that lead there.</param>
/// <param name="Before">Null when it is new.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record ConfigChange(string Path, string? Before, string? After);

/// <summary>The configuration in force.</summary>
public sealed record ConfigReport
{
    public string? File { get; init; }

    public required long Generation { get; init; }

    /// <summary>As <c>check --print-effective</c> prints it, secrets masked.</summary>
    public required string Yaml { get; init; }

    /// <summary>Every value, in the order of the file.</summary>
    public required IReadOnlyList<ConfigValue> Values { get; init; }
}

/// <summary>One value of the configuration.</summary>
/// <param name="Line">Where it is written; null for a default.</param>
public sealed record ConfigValue(string Path, string Value, int? Line, int? Column);
