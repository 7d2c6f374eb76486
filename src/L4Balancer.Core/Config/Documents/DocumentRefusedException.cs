namespace L4Balancer.Core.Config.Documents;

/// <summary>
/// The file cannot be parsed as a document at all, so this is the only problem that is reported.
/// </summary>
internal sealed class DocumentRefusedException(TextPosition at, string message, string? remedy) : Exception(message)
{
    public TextPosition At { get; } = at;

    public string? Remedy { get; } = remedy;
}
