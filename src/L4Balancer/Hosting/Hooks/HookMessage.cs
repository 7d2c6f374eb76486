using L4Balancer.Admin.Api;
using L4Balancer.Admin.Model;

namespace L4Balancer.Hosting.Hooks;

/// <summary>An event as a hook gets it: the fields of <c>/v1/events</c>, and which balancer it is.</summary>
public sealed record HookMessage
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The kind of event, a word of <c>on</c>.</summary>
    public required string Kind { get; init; }

    public required string Severity { get; init; }

    public string? Pool { get; init; }

    public string? Backend { get; init; }

    /// <summary>Who requested it; null if the balancer acted by itself.</summary>
    public string? Actor { get; init; }

    /// <summary>One sentence for the operator.</summary>
    public required string Message { get; init; }

    /// <summary>The machine that the balancer runs on.</summary>
    public required string Host { get; init; }

    /// <summary>The sentence with the machine, under the name by which many chats expect it.</summary>
    public required string Text { get; init; }

    public static HookMessage Of(JournalEvent @event, string host) => new()
    {
        Id = @event.Id,
        At = @event.At,
        Kind = @event.Kind,
        Severity = @event.Severity,
        Pool = @event.Pool,
        Backend = @event.Backend,
        Actor = @event.Actor,
        Message = @event.Message,
        Host = host,
        Text = $"l4balancer on {host}: {@event.Message}",
    };

    /// <summary>One line of JSON in UTF-8, without a line break.</summary>
    public byte[] ToJson() => ApiJson.Bytes(this);
}
