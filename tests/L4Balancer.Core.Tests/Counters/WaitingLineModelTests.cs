using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Tests.Counters;

/// <summary>
/// Random orders of everything that can happen at a line, one step at a time: between the look for a place and what
/// follows from it, anything else may happen, as it does between threads.
/// </summary>
internal sealed class WaitingLineModelTests
{
    private const int Sequences = 20_000;
    private const int Steps = 60;

    [Test]
    public void Nobody_waits_while_a_place_that_it_can_use_is_free_and_nobody_else_is_called()
    {
        var first = Environment.TickCount;
        for (var seed = first; seed != first + Sequences; seed++)
        {
            var model = new Model(seed);
            for (var i = 0; i < Steps; i++) model.Step();
            model.Settle();
            Assert.That(model.Forgotten, Is.Empty, $"seed {seed}");
        }
    }

    /// <summary>Places of two kinds; some sessions can use only one of them, as after a failed connect.</summary>
    private sealed class Model(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly WaitingLine _line = new();
        private readonly int[] _free = new int[2];
        private readonly List<Session> _entering = [];
        private readonly List<Session> _standing = [];
        private readonly List<Session> _called = [];
        private readonly List<Session> _served = []; // They have a place, and are still in the line.
        private readonly List<Session> _refused = []; // They found none, and have not returned yet.
        private readonly List<int> _taken = [];
        private readonly List<bool> _unannounced = []; // True is for a scout.

        public IEnumerable<string> Forgotten => _standing.Where(s => s.Choice(_free) >= 0)
            .Select(s => $"one who cannot use {s.Tried}, with {_free[0]} and {_free[1]} places free");

        public void Step()
        {
            switch (_random.Next(9))
            {
                case 0: Arrive(); break;
                case 1: Do(_entering, Enter); break;
                case 2 or 3: Do(_called, Try); break;
                case 4: Do(_served, session => _line.Leave(session, isServed: true)); break;
                case 5: Do(_refused, Return); break;
                case 6: Do(_taken, Release); break;
                case 7: Do(_unannounced, Announce); break;
                default: LeaveOrAdd(); break;
            }
        }

        /// <summary>Everything that has begun is ended.</summary>
        public void Settle()
        {
            while (Do(_unannounced, Announce) || Do(_entering, Enter) || Do(_called, Try) || Do(_refused, Return)
                || Do(_served, session => _line.Leave(session, isServed: true)))
            {
            }
        }

        private void Arrive()
        {
            var session = new Session(this) { Tried = _random.Next(3) == 0 ? _random.Next(2) : -1 };
            if (_line.Count > 0 || !TryTake(session)) _entering.Add(session);
        }

        private void Enter(Session session)
        {
            if (_line.TryEnter(session) == LineEntry.IsCalled) _called.Add(session);
            else _standing.Add(session);
        }

        private void Try(Session session) => (TryTake(session) ? _served : _refused).Add(session);

        private void Return(Session session)
        {
            if (_line.Return(session, isChoosy: session.Tried >= 0)) _called.Add(session);
            else _standing.Add(session);
        }

        private void Release(int place)
        {
            _free[place]++;
            _unannounced.Add(false);
        }

        private void Announce(bool isScout)
        {
            if (isScout) _line.Scout();
            else _line.WakeNext();
        }

        private void LeaveOrAdd()
        {
            switch (_random.Next(4))
            {
                case 0: Do(_standing, session => _line.Leave(session, isServed: false)); break;
                case 1: Do(_called, session => _line.Leave(session, isServed: false)); break;
                case 2: Do(_refused, session => _line.Leave(session, isServed: false)); break;
                default:
                    _free[_random.Next(2)] += _random.Next(1, 4);
                    _unannounced.Add(true);
                    break;
            }
        }

        private bool TryTake(Session session)
        {
            var place = session.Choice(_free);
            if (place < 0) return false;
            _free[place]--;
            _taken.Add(place);
            return true;
        }

        private bool Do<T>(List<T> from, Action<T> work)
        {
            if (from.Count == 0) return false;
            var index = _random.Next(from.Count);
            var one = from[index];
            from.RemoveAt(index);
            work(one);
            return true;
        }

        public void Wake(Session session)
        {
            Assert.That(_standing.Remove(session), $"One was woken that did not stand, seed {seed}");
            _called.Add(session);
        }
    }

    private sealed class Session(Model model) : Waiter
    {
        /// <summary>The kind of place that it cannot use; -1 is none.</summary>
        public int Tried { get; init; }

        public int Choice(int[] free) => Array.FindIndex([0, 1], kind => kind != Tried && free[kind] > 0);

        public override void Wake() => model.Wake(this);
    }
}
