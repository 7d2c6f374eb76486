namespace L4Balancer.Core.Import;

/// <summary>How an import treats a directive.</summary>
internal enum Treatment
{
    Yes,

    /// <summary>Taken over, but it does not mean exactly the same.</summary>
    Differs,

    No,
}
