namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// Names of hosts: labels of letters, digits and inner hyphens (RFC 1123, 2.1), lower case here because DNS ignores
/// case.
/// </summary>
internal static class HostName
{
    private const int LengthMax = 253;
    private const int LabelLengthMax = 63;

    /// <summary>A final dot, which switches the search list of the resolver off, is kept.</summary>
    public static Parsed<string> Parse(string name)
    {
        var labels = name.EndsWith('.') ? name[..^1] : name;
        if (labels.Length > LengthMax) return new NotParsed("is too long", $"at most {LengthMax} characters");
        foreach (var label in labels.Split('.'))
        {
            if (!IsLabel(label)) return new NotParsed("is neither an IP address nor a host name", null);
        }

        return name.ToLowerInvariant();
    }

    private static bool IsLabel(string label)
    {
        if (label.Length is 0 or > LabelLengthMax || label[0] == '-' || label[^1] == '-') return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
        }

        return true;
    }
}
