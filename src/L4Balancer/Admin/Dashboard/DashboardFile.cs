using System.Security.Cryptography;

namespace L4Balancer.Admin.Dashboard;

/// <summary>A file of the dashboard.</summary>
public sealed class DashboardFile
{
    internal DashboardFile(string name, ReadOnlyMemory<byte> content)
    {
        (Name, Content) = (name, content);
        ContentType = TypeOf(name);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content.Span).AsSpan(0, 12))}\"";
    }

    /// <summary>Without a folder: <c>dashboard.js</c>.</summary>
    public string Name { get; }

    public ReadOnlyMemory<byte> Content { get; }

    public string ContentType { get; }

    /// <summary>Differs for different content; in quotes, as in the header.</summary>
    public string ETag { get; }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".txt" => "text/plain; charset=utf-8",
        _ => throw new ArgumentException($"The media type of {name} is unknown.", nameof(name)),
    };
}
