namespace L4Balancer.DataPlane.Admission;

/// <summary>How far a session has come in its admission.</summary>
internal enum AdmissionStage
{
    /// <summary>It is not known yet who the client is.</summary>
    Accepted,

    /// <summary>It has passed the rules for arriving clients, and is not asked again.</summary>
    Arrived,

    /// <summary>It has a place at its listener.</summary>
    Admitted,
}
