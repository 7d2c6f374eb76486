using System.Net.Http.Json;
using System.Text.Json;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>A real Prometheus that scrapes one daemon, and has the rules of this repository.</summary>
internal sealed class PrometheusServer(string scraped) : RealServer
{
    private static readonly HttpClient Http = new() { Timeout = Loopback.Patience };

    private string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Returns the result of a query, an array of series.</summary>
    public async Task<QueryAnswer> QueryAsync(string expression)
    {
        using var content = new FormUrlEncodedContent([new("query", expression)]);
        using var response = await Http.PostAsync($"{Url}/api/v1/query", content);
        return (await response.Content.ReadFromJsonAsync<QueryAnswer>())!;
    }

    /// <summary>Waits until a query has a result, and returns the value of its first series.</summary>
    public async Task<string> ValueAsync(string expression)
    {
        var answer = await Eventually.GetAsync(
            $"a value of {expression}", Loopback.Patience, () => QueryAsync(expression), a => a.Series.Length > 0);
        return answer.Series[0].GetProperty("value")[1].GetString()!;
    }

    public async Task<JsonElement> AskAsync(string path) =>
        (await Http.GetFromJsonAsync<JsonElement>($"{Url}/api/v1/{path}")).GetProperty("data");

    protected override TestProcess Launch()
    {
        File.WriteAllText(
            Folder.PathOf("prometheus.yml"),
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 200ms }
            rule_files: ["{{RulesFile.Path}}"]
            scrape_configs:
              - job_name: l4balancer
                static_configs: [{ targets: ["{{scraped}}"] }]
            """);
        return TestProcess.Start(
            "prometheus", $"--config.file={Folder.PathOf("prometheus.yml")}",
            $"--storage.tsdb.path={Folder.PathOf("data")}", $"--web.listen-address=127.0.0.1:{Port}");
    }

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            using var response = await Http.GetAsync($"{Url}/-/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The answer of the query API.</summary>
    internal sealed record QueryAnswer(string Status, string? Error, JsonElement? Data)
    {
        public JsonElement[] Series =>
            Data is { } data && data.GetProperty("result") is { ValueKind: JsonValueKind.Array } result
                ? [.. result.EnumerateArray()]
                : [];
    }
}
