namespace L4Balancer.DataPlane.Sessions;

/// <summary>The reason a connect failed, in either engine.</summary>
/// <param name="Cause">The error in an operator's words.</param>
/// <param name="IsLocalShortage">This machine was short of a resource: never the backend's fault.</param>
/// <param name="IsOutOfDescriptors">The missing resource is file descriptors.</param>
internal readonly record struct ConnectFailure(string Cause, bool IsLocalShortage, bool IsOutOfDescriptors)
{
    /// <summary>The backend works, and does not offer what this client needs: other clients can use it.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>The source of the pool did not allow it.</summary>
    public static ConnectFailure OfSource(string cause) =>
        new(cause, IsLocalShortage: true, IsOutOfDescriptors: false);
}
