using System.Text.Json;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Cli.Simulate;

/// <summary>Simulations as JSON: an array with one object per policy. Times are in seconds.</summary>
internal static class SimulationJson
{
    public static void Write(Stream output, IReadOnlyList<ScenarioReport> reports)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var report in reports) Write(json, report);
            json.WriteEndArray();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, ScenarioReport report)
    {
        json.WriteStartObject();
        json.WriteString("pool", report.Pool.Name);
        json.WriteString("policy", OptionValues.WordOf(report.Pool.Policy));
        json.WriteString("weighBy", OptionValues.WordOf(report.Pool.WeighBy));
        json.WriteNumber("seed", report.Seed);
        Time(json, "duration", report.Scenario.Duration);
        Write(json, report.Sessions);
        Write(json, report.Waits);
        Write(json, report.Queue);
        json.WriteNumber("spread", report.Spread);
        Array(json, "backends", report.Backends, Write);
        Array(json, "failures", report.Failures, Write);
        Array(json, "events", report.Notices, Write);
        Array(json, "timeline", report.Timeline, Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SessionFigures sessions)
    {
        json.WriteStartObject("sessions");
        json.WriteNumber("runningAtFirst", sessions.RunningAtFirst);
        json.WriteNumber("begun", sessions.Begun);
        json.WriteNumber("completed", sessions.Completed);
        json.WriteNumber("failed", sessions.Failed);
        json.WriteNumber("running", sessions.Running);
        json.WriteNumber("hung", sessions.Hung);
        json.WriteNumber("retries", sessions.Retries);
        json.WriteStartObject("ends");
        foreach (var (reason, count) in sessions.Ends) json.WriteNumber(reason.Word(), count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, QueueFigures queue)
    {
        json.WriteStartObject("queue");
        json.WriteNumber("most", queue.Most);
        Write(json, queue.Waits);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WaitFigures waits)
    {
        json.WriteStartObject("waits");
        json.WriteNumber("count", waits.Count);
        Time(json, "mean", waits.Mean);
        Time(json, "p50", waits.Median);
        Time(json, "p90", waits.P90);
        Time(json, "p99", waits.P99);
        Time(json, "max", waits.Max);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BackendFigures backend)
    {
        json.WriteString("backend", backend.Backend);
        json.WriteNumber("tier", backend.Tier);
        json.WriteNumber("weight", backend.Weight);
        json.WriteNumber("sessions", backend.Sessions);
        json.WriteNumber("share", backend.Share);
        json.WriteNumber("fairShare", backend.FairShare);
        json.WriteNumber("utilisation", backend.Utilisation);
        json.WriteNumber("utilisationMax", backend.UtilisationMax);
        Write(json, backend.Waits);
        json.WriteNumber("failed", backend.Failed);
        json.WriteNumber("hung", backend.Hung);
    }

    private static void Write(Utf8JsonWriter json, FailureFigures failure)
    {
        json.WriteString("kind", OptionValues.WordOf(failure.Kind));
        json.WriteString("backend", failure.Backend);
        Time(json, "at", failure.At);
        Time(json, "ended", failure.Ended);
        Time(json, "detected", failure.Detected);
        Time(json, "failover", failure.Failover);
        Time(json, "failback", failure.Failback);
        json.WriteNumber("failed", failure.Failed);
        json.WriteNumber("hung", failure.Hung);
    }

    private static void Write(Utf8JsonWriter json, (TimeSpan At, Notice Notice) reported)
    {
        Time(json, "at", reported.At);
        json.WriteString("kind", JsonNamingPolicy.KebabCaseLower.ConvertName(reported.Notice.GetType().Name));
        json.WriteString("message", Control.NoticeLine.Of(reported.Notice).Text);
    }

    private static void Write(Utf8JsonWriter json, TimelineColumn column)
    {
        Time(json, "from", column.From);
        Time(json, "until", column.Until);
        json.WriteNumber("begun", column.Begun);
        json.WriteNumber("failed", column.Failed);
        json.WriteNumber("hung", column.Hung);
        Array(json, "backends", column.Backends, Write);
    }

    private static void Write(Utf8JsonWriter json, TimelineCell cell)
    {
        json.WriteNumber("sessions", cell.Sessions);
        json.WriteNumber("utilisation", cell.Utilisation);
        json.WriteNumber("answers", cell.Answers);
        Time(json, "waitMean", cell.WaitMean);
        Time(json, "waitMax", cell.WaitMax);
        json.WriteBoolean("isUsed", cell.IsUsed);
    }

    private static void Array<T>(
        Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>In seconds; null stays null.</summary>
    private static void Time(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } some) json.WriteNumber(name, some.TotalSeconds);
        else json.WriteNull(name);
    }
}
