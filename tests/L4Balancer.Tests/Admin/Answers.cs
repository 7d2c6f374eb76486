using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using L4Balancer.Admin.Api;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin;

/// <summary>Helpers for API requests and answers in tests.</summary>
internal static class Answers
{
    public const string Backend = "/v1/pools/pool/backends/127.0.0.1:1";

    public static Task<HttpResponseMessage> ActAsync(this HttpClient client, string path, string? json = null) =>
        client.PostAsync(
            path, json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
            Loopback.Deadline);

    public static async Task<T> ReadAsync<T>(this HttpClient client, string path) =>
        (await client.GetFromJsonAsync<T>(path, ApiJson.Options, Loopback.Deadline))!;

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>(Loopback.Deadline);

    /// <summary>The answer refuses with this status, as a problem that says why.</summary>
    public static async Task<Problem> RefusesAsync(this Task<HttpResponseMessage> asked, HttpStatusCode status)
    {
        using var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync(Loopback.Deadline);
        Assert.That(answer.StatusCode, Is.EqualTo(status), text);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(Problem.ContentType));
        var problem = JsonSerializer.Deserialize<Problem>(text, ApiJson.Options)!;
        Assert.That(problem.Status, Is.EqualTo((int)status));
        Assert.That(problem.Detail, Is.Not.Empty);
        return problem;
    }

    public static async Task SucceedsAsync(this Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.That(
            answer.IsSuccessStatusCode, Is.True,
            $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Loopback.Deadline)}");
    }
}
