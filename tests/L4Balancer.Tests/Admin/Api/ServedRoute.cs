using System.Text.Json;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>One operation of the description of the API, as a client would use it.</summary>
/// <param name="Method">In upper case.</param>
/// <param name="Path">With a value for each parameter, such that it is there.</param>
/// <param name="Query">The parameters of its query, with their types.</param>
internal sealed record ServedRoute(
    string Method, string Path, bool NeedsRole, IReadOnlyDictionary<string, string> Query)
{
    public override string ToString() => $"{Method} {Path}";

    public static async Task<IReadOnlyList<ServedRoute>> ReadAllAsync(RunningAdmin admin)
    {
        using var answer = await admin.Local.GetAsync("/openapi.json", Loopback.Deadline);
        var paths = (await answer.JsonAsync()).GetProperty("paths");
        return
        [
            .. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(
                operation => Of(path.Name, operation.Name.ToUpperInvariant(), operation.Value))),
        ];
    }

    private static ServedRoute Of(string path, string method, JsonElement operation)
    {
        var known = path.Replace("{pool}", "pool").Replace("{backend}", "127.0.0.1:1").Replace("{id}", "7")
            .Replace("{listener}", "listener").Replace("{file}", "dashboard.js");
        var query = operation.GetProperty("parameters").EnumerateArray()
            .Where(p => p.GetProperty("in").GetString() == "query")
            .ToDictionary(
                p => p.GetProperty("name").GetString()!, p => p.GetProperty("schema").GetProperty("type").GetString()!);
        return new ServedRoute(method, known, operation.GetProperty("security").GetArrayLength() > 0, query);
    }
}
