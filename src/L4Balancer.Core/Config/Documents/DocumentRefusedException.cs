namespace L4Balancer.Core.Config.Documents;

/// <summary>
/// The file cannot be made into a document at all, so that nothing more can be said about it than this one problem.
/// </summary>
internal sealed class DocumentRefusedException(TextPosition at, string message, string? remedy) : Exception(message)
{
    public TextPosition At { get; } = at;

    public string? Remedy { get; } = remedy;
}
