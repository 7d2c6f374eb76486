using System.Collections.Concurrent;
using System.Net;
using L4Balancer.Control;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Control;

/// <summary>The control loop's answers to requests, with a clock advanced by the test.</summary>
internal sealed class ControlLoopTests
{
    private const string Operator = "someone";

    private static readonly NetAddress One = NetAddress.FromIp(IPAddress.Loopback, 1);
    private static readonly NetAddress Two = NetAddress.FromIp(IPAddress.Loopback, 2);

    private ManualTime _time = null!;
    private Effects _effects = null!;
    private TableHolder _table = null!;
    private ControlLoop _loop = null!;
    private CancellationTokenSource _stop = null!;
    private Task _running = null!;

    [SetUp]
    public async Task Start()
    {
        (_time, _effects, _table, _stop) = (new ManualTime(), new Effects(), new TableHolder(), new());
        _loop = new ControlLoop(_table, _effects, _time, NullLogger.Instance);
        _running = _loop.RunAsync(_stop.Token);
        var pool = new PoolConfig { Name = "p", Backends = [Entry(One), Entry(Two)] };
        await ApplyAsync(new ConfigAccepted(new BalancerConfig { Pools = [pool] }));
    }

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _running;
        _loop.Dispose();
        _effects.Dispose();
        _stop.Dispose();
    }

    [Test]
    public async Task A_wish_is_answered_with_the_generation_that_shows_it()
    {
        var answer = await ApplyAsync(new WeightWanted("p", One, 5));
        Assert.That(answer, Is.EqualTo(new RequestAnswer(2)));
        Assert.That(_table.Current.Generation, Is.EqualTo(2));
        Assert.That(_table.Current.Pools["p"].Set.All[0].FullWeight, Is.EqualTo(500));
    }

    [Test]
    public async Task An_observation_that_somebody_waits_for_is_accepted()
    {
        var failed = new ConnectFailed("p", One, InRow: 1, "test");

        // It takes a backend down that nothing was known of.
        Assert.That(await ApplyAsync(failed), Is.EqualTo(new RequestAnswer(2)));
        Assert.That(await ApplyAsync(new Tick()), Is.EqualTo(new RequestAnswer(2)));
    }

    [Test]
    public async Task A_wish_that_is_refused_is_answered_with_the_reason_and_changes_nothing()
    {
        var answer = await ApplyAsync(new WeightWanted("p", One, 1001));
        Assert.That(answer, Is.EqualTo(
            new RequestAnswer(1, new Refusal(RefusalKind.OutOfRange, "weight is 0 to 1000, not 1001"))));
        Assert.That(_table.Current.Generation, Is.EqualTo(1));
        Assert.That(_effects.All.OfType<Notify>().Last().Notice, Is.InstanceOf<EventRefused>());
    }

    [Test]
    public async Task A_refusal_is_of_its_own_wish_only()
    {
        var answers = await Task.WhenAll(
            ApplyAsync(new WeightWanted("p", One, 1001)), ApplyAsync(new FailbackWanted("p")),
            ApplyAsync(new WeightWanted("p", One, 5)));
        Assert.That(
            answers.Select(answer => answer.Refusal?.Text),
            Is.EqualTo(new[] { "weight is 0 to 1000, not 1001", "it uses tier 0 already", null }));
    }

    [Test]
    public async Task A_wish_for_a_generation_that_is_over_is_not_carried_out()
    {
        await ApplyAsync(new WeightWanted("p", One, 5));
        var answer = await ApplyAsync(new WeightWanted("p", One, 6), ifGeneration: 1);
        Assert.That(answer, Is.EqualTo(
            new RequestAnswer(2, new Refusal(RefusalKind.Stale, "the generation in force is 2, not 1"))));
        Assert.That(_table.Current.Pools["p"].Set.All[0].FullWeight, Is.EqualTo(500));
        Assert.That(await ApplyAsync(new WeightWanted("p", One, 6), ifGeneration: 2), Is.EqualTo(
            new RequestAnswer(3)));
    }

    [Test]
    public async Task Of_two_wishes_for_one_generation_the_first_is_carried_out()
    {
        var answers = await Task.WhenAll(
            ApplyAsync(new BackendRemoveWanted("p", BackendAddress.Of(One)), ifGeneration: 1),
            ApplyAsync(new BackendRemoveWanted("p", BackendAddress.Of(Two)), ifGeneration: 1));
        Assert.That(
            answers.Select(answer => answer.Refusal?.Kind),
            Is.EqualTo(new RefusalKind?[] { null, RefusalKind.Stale }));
    }

    [Test]
    public async Task The_end_of_a_drain_comes_when_its_deadline_is_over()
    {
        var deadline = TimeSpan.FromMinutes(5);
        await ApplyAsync(new IntentWanted("p", One, BackendIntent.Drain) { Deadline = deadline, Rate = 3 });
        Assert.That(_time.UntilNext, Is.EqualTo(deadline));
        _time.Advance(deadline);
        await Eventually.HoldsAsync(() => _effects.All.OfType<ResetSessions>().Any(), () => "The drain never ended.");
        Assert.That(_effects.All.OfType<ResetSessions>(), Is.EqualTo(new[]
        {
            new ResetSessions("p", One) { Reason = CloseReason.Drained, Rate = 3 },
        }));
        await ApplyAsync(new IntentWanted("p", One, BackendIntent.Ready));
        Assert.That(_effects.All, Has.Member(new SpareSessions("p", One)));
    }

    [Test]
    public async Task What_follows_from_an_act_is_told_in_the_name_of_who_did_it_and_nothing_else_is()
    {
        var act = ApplyAsync(new IntentWanted("p", One, BackendIntent.Maintenance));
        await _loop.PostAsync(new IntentWanted("p", Two, BackendIntent.Drain));
        await act;
        await _loop.IsTurningAsync(Loopback.Deadline);
        Assert.That(_effects.Told.SkipWhile(told => told.Notice != typeof(IntentChanged)), Is.EqualTo(new[]
        {
            (typeof(IntentChanged), Operator), (typeof(IntentChanged), null), (typeof(NoneEligible), (string?)null),
        }));
    }

    [Test]
    public async Task A_proof_and_a_wish_pass_the_outcomes_that_wait_and_these_are_one_table()
    {
        const int outcomes = 4000;
        var addresses = Enumerable.Range(1, outcomes).Select(port => NetAddress.FromIp(IPAddress.Loopback, port));
        var pool = new PoolConfig { Name = "p", Backends = [.. addresses.Select(Entry)] };
        await ApplyAsync(new ConfigAccepted(new BalancerConfig { Pools = [pool] }));
        var busy = _effects.StopAtNext();
        var reset = ApplyAsync(new SessionResetWanted("p", One, null));
        await busy.WaitAsync(Loopback.Deadline);

        var spec = ProbeSpec.Of(pool.Health);
        foreach (var address in addresses)
        {
            await _loop.PostAsync(new ProbeEnded(new ProbeTarget(address, spec), ProbeOutcome.Bad("refused")));
        }

        var proof = _loop.ApplyAsync(null, null, Loopback.Deadline);
        var wish = ApplyAsync(new IntentWanted("p", Two, BackendIntent.Drain));
        _effects.GoOn();
        Assert.That((await reset).Generation, Is.EqualTo(2));
        Assert.That((await proof).Generation, Is.EqualTo(2), "The proof came before the outcomes.");
        Assert.That((await wish).Generation, Is.EqualTo(3), "The wish came before the outcomes.");
        await Eventually.HoldsAsync(
            () => _table.Current.Pools["p"].Set.Eligible.Length == 0, () => "The outcomes were never handled.");
        Assert.That(_table.Current.Generation, Is.EqualTo(4), "All outcomes are in one table.");
    }

    [Test]
    public async Task Observations_have_their_turn_however_many_wishes_wait()
    {
        var busy = _effects.StopAtNext();
        var first = ApplyAsync(new SessionResetWanted("p", One, null));
        await busy.WaitAsync(Loopback.Deadline);
        var target = new ProbeTarget(One, ProbeSpec.Of(new HealthConfig()));
        await _loop.PostAsync(new ProbeEnded(target, ProbeOutcome.Bad("refused")));
        var wishes = Enumerable.Range(2, 2 * Limits.ControlRequestsInRow)
            .Select(weight => ApplyAsync(new WeightWanted("p", Two, weight))).ToArray();
        _effects.GoOn();
        await Task.WhenAll([first, .. wishes]);
        var told = _effects.Told.Select(told => told.Notice).ToList();
        Assert.That(told.IndexOf(typeof(BackendDown)), Is.LessThan(told.LastIndexOf(typeof(WeightChanged))));
    }

    private static BackendConfig Entry(NetAddress address) => new() { Address = BackendAddress.Of(address) };

    private Task<RequestAnswer> ApplyAsync(ControlEvent @event, long? ifGeneration = null) =>
        _loop.ApplyAsync(@event, new OperatorAct(Operator, ifGeneration), Loopback.Deadline);

    private sealed class Effects : IEffectHandler, IDisposable
    {
        private readonly ConcurrentQueue<(ControlEffect Effect, string? Actor)> _all = new();
        private readonly ManualResetEventSlim _gate = new(initialState: true);
        private volatile TaskCompletionSource? _busy;

        public IEnumerable<ControlEffect> All => _all.Select(e => e.Effect);

        /// <summary>The actors named with the notices so far, in order.</summary>
        public IEnumerable<(Type Notice, string? Actor)> Told =>
            _all.Where(e => e.Effect is Notify).Select(e => (((Notify)e.Effect).Notice.GetType(), e.Actor));

        /// <summary>The next effect holds up the loop until <see cref="GoOn"/>.</summary>
        /// <returns>Completes when the loop is held up.</returns>
        public Task StopAtNext()
        {
            _gate.Reset();
            _busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _busy.Task;
        }

        public void GoOn() => _gate.Set();

        public void Handle(ControlEffect effect, string? actor = null)
        {
            _all.Enqueue((effect, actor));
            _busy?.TrySetResult();
            _gate.Wait(Loopback.Deadline);
        }

        public void Dispose() => _gate.Dispose();
    }
}
