namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Rules about whether a client speaks TLS (<c>req.ssl_hello_type</c>), which need routes.</summary>
internal sealed class HelloRules(ImportReport report)
{
    private readonly List<Statement> _statements = [];

    /// <summary>Whether a rule accepts clients with TLS, so that a rule for all behind it is for the others.</summary>
    public bool AcceptsTls { get; private set; }

    public bool RefusesPlain { get; private set; }

    public static bool IsHello(Criterion criterion) => criterion.Fetch is "req.ssl_hello_type" or "req_ssl_hello_type";

    /// <returns>Why the line is not taken over, or <see cref="ProxyLines.Skip"/>.</returns>
    public string Take(Statement statement, string action, List<Term> terms)
    {
        if (terms is not [var term] || !term.AnyOf.All(IsHello))
            return "only conditions of one test each can be expressed";
        if (action is not ("accept" or "reject" or "silent-drop")) return "only accept and reject can be expressed";
        if (term.IsNegated == (action == "accept")) return "TLS cannot be refused";
        if (term.IsNegated) return RefusePlain(statement);
        AcceptsTls = true;
        _statements.Add(statement);
        return ProxyLines.Skip;
    }

    public string RefusePlain(Statement statement)
    {
        RefusesPlain = true;
        _statements.Add(statement);
        return ProxyLines.Skip;
    }

    /// <param name="hasRoutes">Whether the first bytes of a client are looked at.</param>
    public void Complete(bool hasRoutes)
    {
        foreach (var statement in _statements)
        {
            statement.IsUsed = hasRoutes;
            if (!hasRoutes) report.Left(statement, "nothing looks at the client's TLS here");
        }
    }
}
