namespace L4Balancer.Tests.Support;

/// <summary>The command under test, as built next to the tests.</summary>
internal static class L4BalancerCommand
{
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "l4balancer.dll");

    public static IReadOnlyList<string> With(params IReadOnlyList<string> arguments) =>
        [Dotnet, Assembly, .. arguments];

    /// <summary>Runs it to its end.</summary>
    public static Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments) =>
        Command.RunAsync(Dotnet, [Assembly, .. arguments]);
}
