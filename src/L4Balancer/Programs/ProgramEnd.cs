namespace L4Balancer.Programs;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">
/// 128 and the number for a signal, as in a shell; null if it could not be started.
/// </param>
/// <param name="WhyNotStarted">For the operator; null if it was started.</param>
internal readonly record struct ProgramEnd(int? ExitCode, string? WhyNotStarted);
