namespace L4Balancer.DataPlane.Sessions;

/// <summary>Why a connect failed, whichever engine tried it.</summary>
/// <param name="Cause">In an operator's words.</param>
/// <param name="IsLocalShortage">This machine was short of something: never the backend's fault.</param>
/// <param name="IsOutOfDescriptors">What it was short of is file descriptors.</param>
internal readonly record struct ConnectFailure(string Cause, bool IsLocalShortage, bool IsOutOfDescriptors);
