using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>The absolute path of a file: the daemon has no working directory that a relative path could refer to.
/// </summary>
internal sealed class PathShape : ScalarShape<string>
{
    public override string Expectation => "an absolute path such as /etc/l4balancer/admin.pem";

    public override Parsed<string> Parse(string text)
    {
        if (!text.StartsWith('/')) return new NotParsed("is not an absolute path");
        if (!Shown.IsPrintable(text)) return new NotParsed("has an invisible character");
        return text.EndsWith('/') ? new NotParsed("is a directory") : text;
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^/(.*[^/])$" };
}

/// <summary>
/// The location of a secret: a file, or a credential that systemd passes to the service (systemd.exec(5)).
/// </summary>
internal sealed class SecretFileShape : ScalarShape<string>
{
    private const string Credential = "credential:";

    public override string Expectation => "an absolute path, or credential:NAME";

    public override Parsed<string> Parse(string text)
    {
        if (!text.StartsWith(Credential, StringComparison.Ordinal)) return new PathShape().Parse(text);
        var name = text[Credential.Length..];
        var isName = name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\0');
        return isName ? text : new NotParsed("is not a credential name");
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^(/(.*[^/])|credential:[^/]+)$" };
}

/// <summary>The target of the access log.</summary>
internal sealed class LogTargetShape : ScalarShape<string>
{
    private const string Syslog = "syslog:";

    public override string Expectation => "stdout, syslog, syslog:HOST:PORT, or an absolute path";

    public override Parsed<string> Parse(string text)
    {
        if (text is "stdout" or "syslog") return text;
        if (!text.StartsWith(Syslog, StringComparison.Ordinal)) return new PathShape().Parse(text);
        var address = text[Syslog.Length..];
        if (AddressText.IsUnix(address)) return new NotParsed("is not the address of a host");
        var parsed = new BackendAddressShape().Parse(address);
        return parsed.IsGood ? text : new NotParsed(parsed.Problem!);
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^(stdout|syslog|syslog:(?!unix:).+:[0-9]{1,5}|/(.*[^/]))$" };
}

/// <summary>An http or https URL.</summary>
internal sealed class UrlShape : ScalarShape<Uri>
{
    public override string Expectation => "a URL such as http://collector:4317";

    public override Parsed<Uri> Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return new NotParsed("is not a URL");
        if (uri.Scheme is not ("http" or "https")) return new NotParsed("is neither http nor https");
        return uri.UserInfo.Length == 0 ? uri : new NotParsed("contains a user name or password, which are not sent");
    }

    /// <summary>A query may contain an access key of the collector.</summary>
    public override bool IsSecret(Uri value) => value.Query.Length > 0;

    public override string Format(Uri value) => value.OriginalString;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^https?://.+" };
}

/// <summary>The name of a host.</summary>
internal sealed class HostNameShape : ScalarShape<string>
{
    public override string Expectation => "a host name such as lb.example.com";

    public override Parsed<string> Parse(string text) => HostName.Parse(text);

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = AnyText, ["pattern"] = "^[A-Za-z0-9_.-]+$" };
}
