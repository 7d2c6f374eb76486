using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>
/// Any other balancer, by the command that starts it in the foreground: <c>NAME=COMMAND</c>, where <c>{listen}</c> and
/// <c>{backend}</c> stand for the addresses.
/// </summary>
internal sealed class OtherBalancer(string name, string[] words) : IBalancer
{
    private const string Listen = "{listen}";
    private const string Backend = "{backend}";

    public string Name => name;

    public bool HasProcesses => true;

    /// <exception cref="CompareException">It has no name, or a placeholder for an address is missing.</exception>
    public static OtherBalancer Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var isWhole = at > 0 && text.Contains(Listen, StringComparison.Ordinal)
            && text.Contains(Backend, StringComparison.Ordinal);
        return isWhole
            ? new OtherBalancer(text[..at], text[(at + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : throw new CompareException(
                $"--other: '{text}' is not NAME=COMMAND with {Listen} and {Backend} in it.", BenchExitCodes.Usage);
    }

    public string? Missing(Toolbox tools) => null;

    public async Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop)
    {
        var (process, address) = await Ports.StartAsync(stage.Processes, CommandOf, stop);
        return new RunningBalancer(address, process, NetworkPlace.Here);

        string[] CommandOf(int port) =>
        [
            .. words.Select(word => word.Replace(Listen, $"127.0.0.1:{port}", StringComparison.Ordinal)
                .Replace(Backend, backend.Address.ToString(), StringComparison.Ordinal)),
        ];
    }
}
