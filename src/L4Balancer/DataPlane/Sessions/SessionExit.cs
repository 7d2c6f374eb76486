namespace L4Balancer.DataPlane.Sessions;

/// <summary>A session that can take the steps of its exit.</summary>
internal interface IExitingSession
{
    /// <summary>Takes a step; does nothing if there is nothing to release.</summary>
    void Take(ExitStep step);
}

/// <summary>
/// The exit of every session, whether it closes or leaves. A step that fails is a bug: it is reported, and the
/// remaining steps are taken anyway, so that a bug leaks nothing and keeps no drain waiting.
/// </summary>
internal static class SessionExit
{
    public static void Run(IExitingSession session, EngineServices services)
    {
        for (var step = ExitStep.Loop; step <= ExitStep.Session; step++)
        {
            try
            {
                session.Take(step);
                services.Checkpoint?.Invoke(Core.Sessions.SessionPhase.Closed, step);
            }
            catch (Exception e)
            {
                services.ReportBug(e);
            }
        }
    }
}
