using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>Events as they come.</summary>
internal sealed class EventStreamTests
{
    [Test]
    public async Task A_stream_sends_a_snapshot_at_once_then_further_ones_and_every_event()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var reader = await OpenAsync(admin, "/v1/stream");
        await ReadUntilAsync(reader, "event: snapshot");
        await admin.Local.ActAsync(Answers.Backend + "/maintenance").SucceedsAsync();
        await ReadUntilAsync(reader, "event: journal");
        await ReadUntilAsync(reader, "event: snapshot");
    }

    [Test]
    public async Task A_reconnecting_client_gets_exactly_the_events_it_missed()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Local.ActAsync(Answers.Backend + "/maintenance").SucceedsAsync();
        await admin.Local.ActAsync(Answers.Backend + "/ready").SucceedsAsync();
        var events = await admin.Local.ReadAsync<JournalEvent[]>("/v1/events?pool=pool");
        Assert.That(events.Select(e => e.Kind), Has.Exactly(2).EqualTo("intent-changed"));
        using var reader = await OpenAsync(admin, "/v1/events", events[^1].Id - 1);
        Assert.That(await ReadUntilAsync(reader, "id: "), Is.EqualTo($"id: {events[^1].Id}"));
    }

    [Test]
    public async Task One_stream_too_many_is_refused_and_a_closed_one_makes_room()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var readers = new List<StreamReader>();
        for (var i = 0; i < Limits.AdminStreamsMax; i++) readers.Add(await OpenAsync(admin, "/v1/stream"));
        await admin.Local.GetAsync("/v1/stream", Loopback.Deadline)
            .RefusesAsync(System.Net.HttpStatusCode.TooManyRequests);
        readers[0].Dispose();
        var client = admin.Local;
        var another = await Eventually.GetAsync(
            "room for a watcher", Loopback.Patience, () => TryOpenAsync(client, "/v1/stream"), r => r is not null);
        readers.Add(another!);
        foreach (var reader in readers) reader.Dispose();
    }

    [Test]
    public async Task The_server_stops_while_a_stream_is_open()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var reader = await OpenAsync(admin, "/v1/stream");
        await ReadUntilAsync(reader, "event: snapshot");
        await admin.Server.DisposeAsync().AsTask().WaitAsync(Loopback.Patience);
    }

    private static async Task<StreamReader> OpenAsync(RunningAdmin admin, string path, long? lastId = null) =>
        await TryOpenAsync(admin.Local, path, lastId) ?? throw new AssertionException("The stream was refused.");

    private static async Task<StreamReader?> TryOpenAsync(HttpClient client, string path, long? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        if (lastId is not null) request.Headers.Add("Last-Event-ID", $"{lastId}");
        var answer = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, Loopback.Deadline);
        if (answer.IsSuccessStatusCode)
            return new StreamReader(await answer.Content.ReadAsStreamAsync(Loopback.Deadline));
        answer.Dispose();
        return null;
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string start)
    {
        while (await reader.ReadLineAsync(Loopback.Deadline) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal)) return line;
        }

        throw new AssertionException($"The stream ended before \"{start}\".");
    }
}
