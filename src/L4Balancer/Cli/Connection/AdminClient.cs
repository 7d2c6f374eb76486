using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using L4Balancer.Admin.Api;

namespace L4Balancer.Cli.Connection;

/// <summary>A client of a daemon's HTTP API. All failures are <see cref="AdminException"/>s.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly AdminPlace _place;
    private readonly HttpClient _http;

    /// <param name="patience">The timeout of a request.</param>
    public AdminClient(AdminPlace place, TimeSpan patience)
    {
        _place = place;
        _http = new HttpClient(AdminTransport.Create(place, patience))
        {
            BaseAddress = place.Address.Url,
            Timeout = patience,
        };
        if (place.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Returns the body of an answer unchanged.</summary>
    /// <param name="acceptsUnavailable">Whether 503 is an answer too, as for readiness.</param>
    public async Task<string> GetAsync(string path, CancellationToken stop, bool acceptsUnavailable = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, acceptsUnavailable, stop);
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken stop, bool acceptsUnavailable = false) =>
        Read<T>(await GetAsync(path, stop, acceptsUnavailable));

    /// <summary>Requests an action and returns the body of the answer.</summary>
    public async Task<string> ActAsync(AdminAct act, CancellationToken stop)
    {
        var query = act.IsPersisted ? "?persist=true" : "";
        using var request = new HttpRequestMessage(act.Method, act.Path + query);
        if (act.Body is not null)
        {
            var body = JsonSerializer.Serialize(act.Body, ApiJson.Options);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (act.IfGeneration is { } generation)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{generation}\""));
        return await SendAsync(request, acceptsUnavailable: false, stop);
    }

    /// <summary>The events of a stream, until the daemon ends it.</summary>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        string path, [EnumeratorCancellation] CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await TryAsync(
            () => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop), stop);
        if (!response.IsSuccessStatusCode)
            throw AdminFailures.Refusal(_place, response.StatusCode, await response.Content.ReadAsStringAsync(stop));
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        await using var items = SseParser.Create(body).EnumerateAsync(stop).GetAsyncEnumerator(stop);
        while (await TryAsync(() => items.MoveNextAsync().AsTask(), stop)) yield return items.Current;
    }

    /// <summary>Parses an answer of the API.</summary>
    public T Read<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ApiJson.Options) ?? throw AdminFailures.NotUnderstood(_place);
        }
        catch (JsonException)
        {
            throw AdminFailures.NotUnderstood(_place);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(
        HttpRequestMessage request, bool acceptsUnavailable, CancellationToken stop)
    {
        using var response = await TryAsync(() => _http.SendAsync(request, stop), stop);
        var body = await TryAsync(() => response.Content.ReadAsStringAsync(stop), stop);
        var isUnavailable = response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable;
        if (response.IsSuccessStatusCode || (isUnavailable && acceptsUnavailable)) return body;
        throw AdminFailures.Refusal(_place, response.StatusCode, body);
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException e)
        {
            throw AdminFailures.Of(_place, e);
        }
        catch (IOException e)
        {
            throw AdminException.NoDaemon($"the connection to {_place.Address} broke: {e.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw AdminFailures.TimedOut(_place);
        }
    }
}
