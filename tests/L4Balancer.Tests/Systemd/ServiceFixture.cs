using L4Balancer.Tests.Publishing;

namespace L4Balancer.Tests.Systemd;

/// <summary>
/// Boots one machine for the tests of a class, with the published daemon at /usr/bin and two backends in the machine's
/// network. Every test begins with the service freshly started and two backends, and ends with it stopped.
/// </summary>
[NonParallelizable]
[Platform("Linux")]
internal abstract class ServiceFixture(string release = "bookworm")
{
    /// <summary>Below 1024: an unprivileged user can bind it thanks to the capability.</summary>
    protected const int Port = 80;

    private const int FirstBackendPort = 7001;
    private const int SecondBackendPort = 7002;

    private Machine? _machine;
    private NamedBackend? _first;
    private NamedBackend? _second;

    protected Machine Machine => _machine!;

    protected Service Service { get; private set; } = null!;

    protected MachineNetwork Network { get; private set; } = null!;

    /// <summary>Drop-ins of the class, name and text.</summary>
    protected virtual (string Name, string Text)[] DropIns => [];

    protected static string ConfigOfFirst => Config(FirstBackendPort, graceSeconds: 30);

    protected static string ConfigOfSecond => Config(SecondBackendPort, graceSeconds: 30);

    /// <summary>The address in line 6, column 9 has no port that exists.</summary>
    protected static string BadConfig => Config(99999, graceSeconds: 30);

    protected const string BadPlace = Service.ConfigPath + ":6:9: ";

    protected static string ConfigWithGrace(int seconds) => Config(FirstBackendPort, seconds);

    [OneTimeSetUp]
    public async Task BootAsync()
    {
        Machine.RequireParts();
        var daemon = await PublishedDaemon.PathAsync;
        _machine = await Machine.BootAsync(release, (daemon, "/usr/bin/l4balancer"));
        Service = new Service(_machine);
        Network = new MachineNetwork(_machine);
        _first = new NamedBackend(Network.Listen(FirstBackendPort), "first");
        _second = new NamedBackend(Network.Listen(SecondBackendPort), "second");
        await PrepareAsync();
        await Service.InstallAsync(DropIns);
    }

    /// <summary>The requirements of the class's drop-ins.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_first is not null) await _first.DisposeAsync();
        if (_second is not null) await _second.DisposeAsync();
        if (_machine is not null) await _machine.DisposeAsync();
    }

    [SetUp]
    public async Task StartServiceAsync()
    {
        await Service.ConfigureAsync(ConfigOfFirst);
        var started = await Service.SystemctlAsync("start");
        if (started.ExitCode == 0) return;
        Assert.Fail($"{started}\n{await Service.SystemctlAsync("status", "--full", "--no-pager")}");
    }

    [TearDown]
    public async Task StopServiceAsync()
    {
        if (_machine is null) return;
        await Service.SystemctlAsync("kill", "--signal=KILL");
        await Service.SystemctlAsync("stop");
        await Service.SystemctlAsync("reset-failed");
    }

    protected Task<TestSession> OpenSessionAsync() => TestSession.OpenAsync(Network, Port);

    private static string Config(int backendPort, int graceSeconds) =>
        $"""
        shutdown-grace: {graceSeconds}s
        listeners:
          web:
            bind: 127.0.0.1:{Port}
            backends:
              - 127.0.0.1:{backendPort}

        """;
}
