using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Protocols;

/// <summary>
/// Random conversations, pipelined and cut at random: an observer never says that a session rests while something is
/// outstanding, and says so at the end of one that rests. And random bytes, which it survives.
/// </summary>
internal sealed class ObserverFuzzTests
{
    private const int Rounds = 300;

    [Test]
    public void Redis_rests_exactly_when_nothing_is_outstanding() => Run(
        () => new RedisObserver(), _ => [], RandomExchanges.Redis);

    [Test]
    public void PostgreSQL_rests_exactly_when_nothing_is_outstanding() => Run(
        MakePostgreSql, _ => RandomExchanges.PostgreSqlLogin(), RandomExchanges.PostgreSql);

    [Test]
    public void MySQL_rests_exactly_when_nothing_is_outstanding() => Run(
        () => new MySqlObserver(), RandomExchanges.MySqlLogin, RandomExchanges.MySql);

    [Test]
    public void Random_bytes_are_survived()
    {
        var random = new Random(Seeds.Next());
        var bytes = new byte[300];
        for (var round = 0; round < 20 * Rounds; round++)
        {
            ProtocolObserver observer = (round % 3) switch
            {
                0 => new RedisObserver(),
                1 => MakePostgreSql(),
                _ => new MySqlObserver(),
            };
            for (var chunk = 0; chunk < 20 && observer.IsWatching; chunk++)
            {
                Fill(random, bytes);
                observer.Watch(random.Next(2) == 0, bytes.AsSpan(0, random.Next(bytes.Length)));
            }

            observer.End();
        }
    }

    [Test]
    public void A_conversation_with_a_wrong_byte_is_survived()
    {
        var random = new Random(Seeds.Next());
        for (var round = 0; round < 3 * Rounds; round++)
        {
            var exchanges = RandomExchanges.MySqlLogin(random).Concat(RandomExchanges.MySql(random)).ToArray();
            var observer = new MySqlObserver();
            foreach (var exchange in exchanges)
            {
                (bool, byte[])[] both = [(true, exchange.Asked), (false, exchange.Answered)];
                foreach (var (isUpload, bytes) in both)
                {
                    var changed = (byte[])bytes.Clone();
                    if (changed.Length > 0 && random.Next(4) == 0)
                        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                    observer.Watch(isUpload, changed);
                }
            }
        }
    }

    internal static PostgreSqlObserver MakePostgreSql() => new(
        "pool", new CancelTarget(NetAddress.FromIp(System.Net.IPAddress.Loopback, 5432), new BackendCounters()),
        new CancelKeys());

    /// <summary>Bytes that look like headers more often than chance has it.</summary>
    private static void Fill(Random random, byte[] bytes)
    {
        random.NextBytes(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (random.Next(2) == 0) bytes[i] = "\0\0\0\u0001\u0004*$1+\r\nQZSPG"u8[random.Next(16)];
        }
    }

    private static void Run(
        Func<ProtocolObserver> make, Func<Random, Exchange[]> login, Func<Random, Exchange[]> talk)
    {
        var random = new Random(Seeds.Next());
        for (var round = 0; round < Rounds; round++)
        {
            var observer = make();
            var rest = SessionRest.Busy;
            foreach (var exchange in login(random))
            {
                observer.Watch(true, exchange.Asked);
                observer.Watch(false, exchange.Answered);
            }

            foreach (var batch in talk(random).Chunk(random.Next(1, 6))) rest = Play(observer, batch, random);
            Assert.That(observer.Rest, Is.EqualTo(rest), $"round {round}");
        }
    }

    /// <summary>Pipelines the exchanges: an answer begins when its question is complete, no sooner.</summary>
    /// <returns>What must be known at the end.</returns>
    private static SessionRest Play(ProtocolObserver observer, Exchange[] batch, Random random)
    {
        byte[] asked = [.. batch.SelectMany(exchange => exchange.Asked)];
        byte[] answered = [.. batch.SelectMany(exchange => exchange.Answered)];
        var (askedAt, answeredAt) = (0, 0);
        while (askedAt < asked.Length || answeredAt < answered.Length)
        {
            var allowed = AnswersTo(batch, askedAt);
            var isUpload = askedAt < asked.Length && (random.Next(2) == 0 || allowed == answeredAt);
            var left = isUpload ? asked.Length - askedAt : allowed - answeredAt;
            var size = random.Next(1, left + 1);
            observer.Watch(isUpload, isUpload ? asked.AsSpan(askedAt, size) : answered.AsSpan(answeredAt, size));
            if (isUpload) askedAt += size;
            else answeredAt += size;
            if (observer.Rest == SessionRest.Idle)
                Assert.That(IsAtRest(batch, askedAt, answeredAt), $"{askedAt} asked, {answeredAt} answered");
        }

        return batch[^1].IsBusyAfter ? SessionRest.Busy : SessionRest.Idle;
    }

    private static int AnswersTo(Exchange[] batch, int askedAt)
    {
        var (asked, answered) = (0, 0);
        foreach (var exchange in batch)
        {
            asked += exchange.Asked.Length;
            if (asked > askedAt) break;
            answered += exchange.Answered.Length;
        }

        return answered;
    }

    private static bool IsAtRest(Exchange[] batch, int askedAt, int answeredAt)
    {
        var (asked, answered, isBusy) = (0, 0, batch[0].IsBusyBefore);
        foreach (var exchange in batch)
        {
            if ((asked, answered) == (askedAt, answeredAt) && !isBusy) return true;
            (asked, answered, isBusy) =
                (asked + exchange.Asked.Length, answered + exchange.Answered.Length, exchange.IsBusyAfter);
        }

        return (asked, answered) == (askedAt, answeredAt) && !isBusy;
    }
}
