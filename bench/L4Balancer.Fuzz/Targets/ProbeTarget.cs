using System.Net;
using System.Net.Sockets;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Streams;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// A probe that talks with a server. The first byte of the input says how the probe is configured, the others are what
/// the server says. Whatever that is, there is an outcome for the operator, and the same however it is cut.
/// </summary>
internal abstract class ProbeTarget : FuzzTarget
{
    private const int CauseMax = 2000;
    private const string PasswordFile = "password";

    private static readonly NetAddress Address = NetAddress.FromIp(IPAddress.Loopback, 1);
    private static readonly Socket NoSocket = new(SocketType.Stream, ProtocolType.Tcp);

    protected static ProbeLoginConfig Login { get; } =
        new() { User = "probe", PasswordFile = PasswordFile, Database = "db" };

    protected static ProbeQueryConfig Query { get; } = new() { Sql = "SELECT 1", Expect = "1" };

    protected override (long Fixed, long PerByte) Budget => (200_000, 2_000);

    /// <summary>For the first byte of an input.</summary>
    protected abstract StreamProbe Make(byte kind, ProbeServices services);

    /// <summary>A seed: how the probe is configured, and what the server says.</summary>
    protected static byte[] Said(byte kind, string text) => [kind, .. Latin(text)[0]];

    public override void Run(byte[] input)
    {
        if (input.Length == 0) return;
        var answers = input[1..];
        var whole = Outcome(input[0], answers, answers.Length);
        var pieces = Outcome(input[0], answers, 1 + (CutOf(input) % 8));
        Require(whole.IsGood || whole.Cause.Length is > 0 and < CauseMax, "a cause that nobody reads");
        Require(!whole.Cause.Any(char.IsControl), "a cause of more than one line");

        // A nonce is random: where it is taken for something else, so is the outcome.
        var isRandom = answers.AsSpan().IndexOf(PlayedAnswers.RoomForNonce) >= 0;
        Require(isRandom || whole == pieces, "the outcome depends on how the answer is cut");
    }

    private ProbeOutcome Outcome(byte kind, byte[] answers, int pieceSize)
    {
        var services = Services();
        var stream = new ProbeStream(NoSocket, new PlayedAnswers(answers, Math.Max(1, pieceSize)), Address, services);
        try
        {
            var outcome = Make(kind, services).TalkOverAsync(stream, CancellationToken.None);
            Require(outcome.IsCompleted, "it waits for something");
            return outcome.GetAwaiter().GetResult();
        }
        catch (ProbeFailedException e)
        {
            return ProbeOutcome.Bad(e.Message);
        }
    }

    private static ProbeServices Services()
    {
        var secrets = new ProbeSecrets();
        secrets.Use(new ProbeFiles { Passwords = new Dictionary<string, string> { [PasswordFile] = "secret" } });
        return new ProbeServices
        {
            Post = _ => ValueTask.CompletedTask,
            Spares = Spares,
            Secrets = secrets,
            Background = new BackgroundWork(NullLogger.Instance, TimeProvider.System),
            Time = TimeProvider.System,
            Log = NullLogger.Instance,
        };
    }

    private static SpareDescriptors Spares { get; } = new(DescriptorBudget.Unlimited);
}
