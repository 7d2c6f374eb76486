namespace L4Balancer.Core.Config;

/// <summary>
/// The events that a hook can be run on, each with the word that the journal and <c>l4balancer events</c> use. All
/// notices of the control loop are among them (<c>HookEventTests</c>), and what the daemon itself reports.
/// </summary>
public enum HookEvent
{
    BackendUp,
    BackendDown,
    BackendAdded,
    BackendRemoved,
    NameFailing,
    NameRecovered,
    AddressIgnored,
    FailedOver,
    FailedBack,
    NoneEligible,
    EligibleAgain,
    IntentChanged,
    WeightChanged,
    SessionsReset,
    AgentTurned,
    AgentSilent,
    AgentAnswers,
    AgentUnclear,
    BackendSuspected,
    SuspicionEnded,
    BackendEjected,
    BackendReturned,
    RoleChanged,
    ReplicaBehind,
    ReplicaCaughtUp,
    SplitBrain,
    SplitBrainOver,
    RebalanceBegan,
    RebalanceEnded,
    RebalanceStopped,
    EventRefused,
    Started,
    Reloaded,
    ReloadRefused,
}
