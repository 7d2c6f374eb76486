using System.Text.Json;
using L4Balancer.Admin.Api;
using L4Balancer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>The description of the API matches the implementation.</summary>
internal sealed class ApiDocumentTests
{
    [Test]
    public async Task Every_route_is_described_with_its_parameters_and_answers()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        using var answer = await admin.Remote.GetAsync("/openapi.json", Loopback.Deadline);
        var paths = (await answer.JsonAsync()).GetProperty("paths");
        var routes = 0;
        foreach (var endpoint in admin.Server.Routes.Endpoints.OfType<RouteEndpoint>())
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                if (method == HttpMethods.Head) continue; // Goes with every GET.
                var path = ApiDocument.PathOf(endpoint);
                CheckOperation($"{method} {path}", paths.GetProperty(path).GetProperty(method.ToLowerInvariant()));
                routes++;
            }
        }

        Assert.That(paths.EnumerateObject().Sum(p => p.Value.EnumerateObject().Count()), Is.EqualTo(routes));
    }

    [Test]
    public async Task Every_reference_resolves_to_a_schema()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var text = await admin.Local.GetStringAsync("/openapi.json", Loopback.Deadline);
        var document = JsonDocument.Parse(text).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var references = text.Split("#/components/schemas/")[1..].Select(part => part[..part.IndexOf('"')]).Distinct();
        Assert.That(references, Is.EquivalentTo(schemas.EnumerateObject().Select(s => s.Name)));
        var drain = schemas.GetProperty("DrainBody").GetProperty("properties");
        Assert.That(drain.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "deadlineSeconds", "rate" }));
    }

    /// <summary>The rules of public linters that generated clients depend on.</summary>
    [Test]
    public async Task Operations_have_unique_ids_and_no_two_paths_are_the_same()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.Local.GetAsync("/openapi.json", Loopback.Deadline);
        var document = await answer.JsonAsync();
        Assert.That(document.GetProperty("servers").GetArrayLength(), Is.Positive);
        Assert.That(document.GetProperty("info").GetProperty("license").GetProperty("name").GetString(), Is.Not.Empty);
        var paths = document.GetProperty("paths").EnumerateObject().ToArray();
        var shapes = paths.Select(
            p => string.Join('/', p.Name.Split('/').Select(part => part.StartsWith('{') ? "{}" : part)));
        Assert.That(shapes, Is.Unique, "{a} and {b} at one place are one path");
        Assert.That(paths.Select(p => p.Name), Is.All.Matches<string>(p => p == "/" || !p!.EndsWith('/')));
        var operations = paths.SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value).ToArray();
        Assert.That(
            operations.Select(o => o.GetProperty("operationId").GetString()),
            Is.Unique.And.All.Match("^[a-z][A-Za-z]+$"));
        Assert.That(operations, Is.All.Matches<JsonElement>(o => o.TryGetProperty("security", out _)));
    }

    private static void CheckOperation(string name, JsonElement operation)
    {
        Assert.That(operation.GetProperty("summary").GetString(), Is.Not.Null.And.Not.Empty, name);
        var parameters = operation.GetProperty("parameters").EnumerateArray()
            .Where(p => p.GetProperty("in").GetString() == "path")
            .Select(p => $"{{{p.GetProperty("name").GetString()}}}");
        Assert.That(parameters, Is.EquivalentTo(name.Split('/').Where(s => s.StartsWith('{'))), name);
        var answers = operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToArray();
        Assert.That(answers, Has.Some.StartsWith("2"), name);
        if (name.StartsWith("GET", StringComparison.Ordinal)) return;
        Assert.That(answers, Is.SupersetOf(new[] { "401", "403", "412", "422", "429" }), name);
    }
}
