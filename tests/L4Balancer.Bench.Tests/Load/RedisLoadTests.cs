using L4Balancer.Bench.Load;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Load;

/// <summary>Against a real redis-server, on a unix socket.</summary>
internal sealed class RedisLoadTests
{
    private string _folder = "";
    private BenchProgram? _redis;

    private string SocketPath => Path.Combine(_folder, "redis.sock");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Needs.Program("redis-server");
        _folder = Directory.CreateTempSubdirectory("l4balancer-load-").FullName;
        _redis = BenchProgram.StartOther(
            "redis-server", "--port", "0", "--unixsocket", SocketPath, "--save", "", "--dir", _folder);
        while (!(await _redis.ReadLineAsync()).Contains("eady to accept connections", StringComparison.Ordinal))
        {
        }
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _redis?.Dispose();
        if (_folder.Length > 0) Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Get_and_set_are_answered_correctly(
        [Values(RedisOperation.Get, RedisOperation.Set)] RedisOperation operation, [Values(1, 32)] int pipeline,
        [Values(64, 100_000)] int payload, [Values(null, 50)] int? reconnectEvery)
    {
        var outcome = await LoadRun.RunAsync(
            Options() with
            {
                Operation = operation,
                Pipeline = pipeline,
                PayloadBytes = payload,
                ReconnectEvery = reconnectEvery,
            },
            null, CancellationToken.None);
        Assert.That(outcome.Report.Errors, Is.Empty, outcome.FirstDetail);
        Assert.That(outcome.Report.Requests, Is.Positive);
    }

    [Test]
    public async Task Another_protocol_is_a_wrong_answer()
    {
        var outcome = await LoadRun.RunAsync(
            Options() with
            {
                Protocol = LoadProtocol.Echo,
                Timeout = TimeSpan.FromMilliseconds(100),
                Duration = TimeSpan.FromSeconds(1),
            },
            null, CancellationToken.None);
        Assert.That(outcome.Report.Errors.Keys, Has.Some.Matches<string>(
            kind => kind is ErrorKinds.WrongAnswer or ErrorKinds.Reset or ErrorKinds.ClosedEarly
                or ErrorKinds.Timeout));
    }

    private LoadOptions Options() => new()
    {
        Target = LoadTarget.TryParse($"unix:{SocketPath}")!,
        Protocol = LoadProtocol.Redis,
        Connections = 5,
        Duration = TimeSpan.FromMilliseconds(500),
        Warmup = TimeSpan.Zero,
    };
}
