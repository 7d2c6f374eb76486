using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>The condition of the backends' machines: the ground truth for probes and sessions.</summary>
internal sealed class SimulatedNetwork
{
    private readonly Dictionary<NetAddress, BackendCondition> _conditions = [];
    private readonly Dictionary<NetAddress, ProbeFindings> _roles = [];
    private readonly SimulationRandom _random;
    private readonly VirtualClock _clock;
    private bool _isCalm;

    public SimulatedNetwork(SimulationRandom random, VirtualClock clock)
    {
        _random = random;
        _clock = clock;
        for (var i = 0; i < RandomConfigs.AddressCount; i++) _conditions[AddressOf(i)] = BackendCondition.Well;
        Promote(0);
        Trouble();
        Switch();
    }

    public static NetAddress AddressOf(int number) => NetAddress.FromIp(RandomConfigs.Ip(number), RandomConfigs.Port);

    public BackendCondition this[NetAddress address] => _conditions[address];

    /// <summary>All are healthy from now on.</summary>
    public void Calm()
    {
        _isCalm = true;
        foreach (var address in _conditions.Keys.ToArray()) _conditions[address] = BackendCondition.Well;
        Promote(0);
    }

    /// <summary>What a probe finds out about the role of a server; sometimes nothing.</summary>
    public ProbeFindings? RoleOf(NetAddress address) => _isCalm || !_random.Chance(5) ? _roles[address] : null;

    /// <summary>What an agent says when it is asked.</summary>
    public AgentAnswer AgentAnswer() => _isCalm || _random.Chance(40)
        ? new AgentAnswer
        {
            Percent = 100,
            Health = AgentHealth.Up,
            Intent = AgentIntent.Ready,
            MaxConnections = 0,
        }
        : new AgentAnswer
        {
            Percent = _random.Of<int?>(null, null, 0, 1, 50, 100, 200),
            Health = _random.Of<AgentHealth?>(null, null, null, AgentHealth.Up, AgentHealth.Down, AgentHealth.Fail),
            Intent = _random.Of<AgentIntent?>(null, null, AgentIntent.Ready, AgentIntent.Drain, AgentIntent.Maint),
            MaxConnections = _random.Of<int?>(null, null, 0, 1, 7),
            Unknown = _random.Chance(5) ? "what" : null,
        };

    private void Trouble()
    {
        if (_isCalm) return;
        var address = AddressOf(_random.Below(RandomConfigs.AddressCount));
        if (_random.Chance(15)) Flap(address, _random.Between(4, 10));
        else Set(address, _random.Chance(50) ? BackendCondition.Well : Ill());
        // Occasionally everything fails at once, to cause the failovers and panics that single failures seldom cause.
        if (_random.Chance(5)) foreach (var each in _conditions.Keys.ToArray()) Set(each, BackendCondition.Refusing);
        _clock.After(_random.Milliseconds(100, 1500), Trouble);
    }

    /// <summary>The server becomes the only primary.</summary>
    private void Promote(int number)
    {
        for (var i = 0; i < RandomConfigs.AddressCount; i++)
        {
            _roles[AddressOf(i)] = new ProbeFindings
            {
                Role = i == number ? ServerRole.Primary : ServerRole.Replica,
                Lag = i == number ? null : TimeSpan.Zero,
            };
        }
    }

    /// <summary>Roles change: a clean switch-over, or one server alone, which may leave several primaries or none.
    /// </summary>
    private void Switch()
    {
        if (_isCalm) return;
        var number = _random.Below(RandomConfigs.AddressCount);
        if (_random.Chance(30)) Promote(number);
        else if (_random.Chance(50)) _roles[AddressOf(number)] = new ProbeFindings { Role = ServerRole.Primary };
        else
        {
            var lag = _random.Of<TimeSpan?>(null, TimeSpan.Zero, _random.Milliseconds(0, 4000));
            _roles[AddressOf(number)] = new ProbeFindings { Role = ServerRole.Replica, Lag = lag };
        }

        _clock.After(_random.Milliseconds(50, 1500), Switch);
    }

    private BackendCondition Ill() => _random.Of(BackendCondition.Refusing, BackendCondition.Hanging);

    private void Flap(NetAddress address, int turns)
    {
        Set(address, turns % 2 == 0 ? BackendCondition.Refusing : BackendCondition.Well);
        if (turns > 0) _clock.After(_random.Milliseconds(50, 300), () => Flap(address, turns - 1));
    }

    private void Set(NetAddress address, BackendCondition condition)
    {
        if (!_isCalm) _conditions[address] = condition;
    }
}

/// <summary>The possible results of a connect.</summary>
internal enum BackendCondition
{
    Well,
    Refusing,
    Hanging,
}
