namespace L4Balancer.Core.Import.Haproxy;

/// <summary>A section with its lines.</summary>
internal sealed class HaproxySection(Statement head)
{
    public Statement Head { get; } = head;

    public string Kind => Head.Keyword;

    public string Name { get; } = head.Word(1) == "from" ? "" : head.Word(1);

    public List<Statement> Statements { get; } = [];

    /// <summary>The defaults that apply; null if there are none.</summary>
    public HaproxySection? Defaults { get; set; }

    /// <summary>The name behind <c>from</c>; empty if there is none.</summary>
    public string From
    {
        get
        {
            var at = Array.IndexOf(Head.Words, "from");
            return at > 0 ? Head.Word(at + 1) : "";
        }
    }
}
