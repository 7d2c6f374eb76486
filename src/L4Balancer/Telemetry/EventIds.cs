namespace L4Balancer.Telemetry;

/// <summary>The ids of all log events. An id is never reused.</summary>
internal static class EventIds
{
    // 100: the life of the daemon.
    public const int Started = 100;
    public const int Stopping = 101;
    public const int Stopped = 102;
    public const int GraceOver = 103;
    public const int StopAtOnce = 104;
    public const int ReloadDone = 105;
    public const int ReloadRefused = 106;
    public const int ConfigProblem = 107;
    public const int ConfigWarning = 108;
    public const int NeedsRestart = 109;
    public const int WatchdogStarved = 110;
    public const int NotifyFailed = 111;
    public const int Listening = 112;

    // 120: handover.
    public const int HandingOver = 120;
    public const int HandedOver = 121;
    public const int HandoverFailed = 122;
    public const int TookOver = 123;
    public const int NoTotals = 124;
    public const int HandedListenersOver = 126;
    public const int TookListenersOver = 127;
    public const int HandoverLost = 128;
    public const int SessionsKept = 130;
    public const int SessionsNotKept = 131;
    public const int SessionsRestored = 132;
    public const int SessionsLost = 133;
    public const int NotStored = 134;
    public const int MemoryLost = 135;

    // 140: hooks.
    public const int HookSucceeded = 140;
    public const int HookFailed = 141;
    public const int HookDropped = 142;

    // 200: decisions of the control loop.
    public const int BackendUp = 200;
    public const int BackendDown = 201;
    public const int BackendAdded = 202;
    public const int BackendRemoved = 203;
    public const int FailedOver = 204;
    public const int FailedBack = 205;
    public const int NoneEligible = 206;
    public const int EligibleAgain = 207;
    public const int EventRefused = 208;
    public const int TablePublished = 209;

    // 210 was the failure of the control loop, which is a BackgroundFault now.
    public const int PanicBegan = 211;
    public const int IntentChanged = 212;
    public const int WeightChanged = 213;
    public const int SessionsReset = 214;

    // 240: the standing of backends.
    public const int BackendSuspected = 240;
    public const int SuspicionEnded = 241;
    public const int BackendEjected = 242;
    public const int BackendReturned = 243;

    // 250: roles.
    public const int RoleChanged = 250;
    public const int ReplicaBehind = 251;
    public const int ReplicaCaughtUp = 252;
    public const int SplitBrain = 253;
    public const int SplitBrainOver = 254;

    // 260: rebalancing.
    public const int RebalanceBegan = 260;
    public const int RebalanceEnded = 261;
    public const int RebalanceStopped = 262;

    // 300: sessions and listeners.
    public const int SessionEnded = 300;
    public const int SessionBug = 301;
    public const int AcceptPaused = 302;
    public const int AcceptFailed = 303;
    public const int ConnectAttemptFailed = 304;
    public const int LocalShortage = 305;
    public const int BackendRefused = 308;
    public const int NoNativeEngine = 306;
    public const int NoSplice = 307;
    public const int ClientsRefused = 310;
    public const int SourceSkipped = 312;
    public const int CongestionRefused = 309;
    public const int NoMptcp = 313;
    public const int ListenOptionRefused = 311;
    public const int FewerSockets = 314;
    public const int LoopBug = 345;
    public const int AcceptLoopBug = 347;
    public const int LoopFailed = 348;

    // 400: probes. 420: work that no caller waits for. 500: discovery.
    public const int ProbeShortage = 400;
    public const int ProbeFileOpen = 401;
    public const int ProbeNotPrimary = 402;
    public const int BackgroundFault = 420;

    // 430: agents.
    public const int AgentTurned = 430;
    public const int AgentSilent = 431;
    public const int AgentAnswers = 432;
    public const int AgentUnclear = 433;
    public const int AgentListening = 440;
    public const int AgentState = 441;
    public const int AgentStateUnclear = 442;
    public const int AgentAcceptFailed = 443;
    public const int NameFailed = 500;
    public const int NameChanged = 501;
    public const int NameRecovered = 510;
    public const int AddressIgnored = 511;
    public const int BackendBack = 512;

    // 600: the admin side. 603 was the failure of its sampler, which is a BackgroundFault now.
    public const int RequestFailed = 600;
    public const int AdminListening = 601;
    public const int TokenFileOpen = 602;
    public const int AdminRestartFailed = 604;
    public const int WrongToken = 605;
    public const int AdminCrowded = 606;
    public const int AdminWarm = 619;

    // 620: the export to a collector.
    public const int ExportFailed = 620;

    // 640: the access log.
    public const int AccessLogFailed = 640;
    public const int AccessLogDropped = 641;
    public const int AccessLogUnwritten = 642;
    public const int AccessLogReopened = 643;
}
