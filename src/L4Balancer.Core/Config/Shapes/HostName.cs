namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// Host names: labels of letters, digits, underscores and inner hyphens, lower case here because DNS ignores case.
/// RFC 1123, 2.1 allows neither underscores nor a last label of digits; names of containers and SRV owners have both
/// (<c>my_db</c>, <c>redis.1</c>), and the C library accepts them.
/// </summary>
internal static class HostName
{
    private const int LengthMax = 253;
    private const int LabelLengthMax = 63;

    /// <summary>A trailing dot, which disables the resolver's search list, is kept.</summary>
    /// <param name="problem">What a text is that is none.</param>
    public static Parsed<string> Parse(string name, string problem = "is neither an IP address nor a host name")
    {
        var labels = name.EndsWith('.') ? name[..^1] : name;
        if (labels.Length > LengthMax) return new NotParsed("is too long", $"at most {LengthMax} characters");
        foreach (var label in labels.Split('.'))
        {
            if (!IsLabel(label)) return new NotParsed(problem, Remedy(label));
        }

        return name.ToLowerInvariant();
    }

    private static bool IsLabel(string label)
    {
        if (label.Length is 0 or > LabelLengthMax || label[0] == '-' || label[^1] == '-') return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return true;
    }

    private static string? Remedy(string label) => label switch
    {
        "" => "no leading dot and no two dots in a row",
        { Length: > LabelLengthMax } => $"at most {LabelLengthMax} characters between two dots",
        _ when label.Any(c => !char.IsAscii(c)) => "an internationalized name in its ASCII form, xn--...",
        _ => "letters, digits, _ and - between dots, without - at either end",
    };
}
