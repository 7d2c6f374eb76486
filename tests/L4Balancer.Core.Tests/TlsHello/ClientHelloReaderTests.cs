using System.Diagnostics.CodeAnalysis;
using L4Balancer.Core.TlsHello;

namespace L4Balancer.Core.Tests.TlsHello;

/// <summary>Where a hello begins and ends, in records and pieces of any size.</summary>
public sealed class ClientHelloReaderTests
{
    private const string Asked = "db.example.com [h2 http/1.1]";

    private static readonly HelloBytes Usual = HelloBytes.For("DB.Example.com", "h2", "http/1.1");

    /// <summary>Every size of records, from one byte, and every place to cut what is sent.</summary>
    [Test]
    public void A_hello_is_found_in_records_of_any_size_and_cut_at_any_offset()
    {
        var message = Usual.Message();
        for (var fragment = 1; fragment <= message.Length; fragment++)
        {
            var bytes = HelloBytes.Records(message, fragment);
            Assert.That(Hellos.Read(bytes), Is.EqualTo(Asked), $"records of {fragment}");
            for (var cut = 0; cut < bytes.Length; cut += fragment < 4 ? 1 : 7)
            {
                var read = Hellos.ReadInSteps(bytes, [cut, bytes.Length]);
                Assert.That(read, Is.EqualTo(Asked), $"records of {fragment}, cut at {cut}");
                Assert.That(Hellos.Read(bytes[..cut]), Is.EqualTo("Incomplete"), $"records of {fragment} until {cut}");
            }
        }
    }

    [Test]
    public void A_hello_is_found_in_random_records_and_pieces()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var message = Usual.WithKeyShare(random.Next(3000)).Message();
            var bytes = new List<byte>();
            for (var at = 0; at < message.Length;)
            {
                var fragment = Math.Min(message.Length - at, 1 + random.Next(random.Next(2) == 0 ? 5 : 2000));
                bytes.AddRange(HelloBytes.Record(message[at..(at + fragment)]));
                at += fragment;
            }

            var steps = Enumerable.Range(0, 20).Select(_ => random.Next(bytes.Count)).Order().Append(bytes.Count);
            Assert.That(Hellos.ReadInSteps([.. bytes], steps), Is.EqualTo(Asked), $"seed {seed}, round {i}");
        }
    }

    /// <summary>ML-KEM-768 takes 1184 bytes, ML-KEM-1024 1568; others that were proposed take far more.</summary>
    [TestCase(1184)]
    [TestCase(17_000)]
    [TestCase(60_000)]
    public void A_hello_with_large_key_shares_is_found(int size)
    {
        var bytes = Usual.WithKeyShare(size).Records();
        Assert.That(Hellos.Read(bytes), Is.EqualTo(Asked));
        Assert.That(Hellos.ReadInSteps(bytes, [bytes.Length - 1, bytes.Length]), Is.EqualTo(Asked));
    }

    [Test]
    public void What_follows_the_hello_does_not_matter()
    {
        var message = Usual.Message();
        byte[] more = [20, 3, 3, 0, 1, 1, 0xFF];
        Assert.That(Hellos.Read([.. Usual.Records(), .. more]), Is.EqualTo(Asked));
        Assert.That(Hellos.Read(HelloBytes.Record([.. message, .. more])), Is.EqualTo(Asked), "in the same record");
        var cut = HelloBytes.Record([.. message, .. more])[..^2];
        Assert.That(Hellos.Read(cut), Is.EqualTo(Asked), "in the same record, which is not complete");
    }

    /// <summary>
    /// One byte at a time in records of one byte: each is looked at once, and no memory is taken before the end.
    /// </summary>
    [Test]
    [SuppressMessage("Reliability", "CA2014", Justification = "Once.")]
    public void The_slowest_client_costs_no_more_than_its_bytes()
    {
        var bytes = Usual.WithKeyShare(60_000).Records(fragment: 1);
        var reader = new ClientHelloReader(Hellos.SizeMax);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < bytes.Length; i++) reader.Read(bytes.AsSpan(0, i), out _);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(reader.Read(bytes, out _), Is.EqualTo(HelloState.Complete));
    }

    [TestCase("GET / HTTP/1.1\r\n", "NotTls")]
    [TestCase("\u0080\u002E\u0001\u0003\u0001", "NotTls", TestName = "SSL 2")]
    [TestCase("\u0015\u0003\u0001\u0000\u0002\u0002\u0028", "NotTls", TestName = "An alert")]
    [TestCase("\u0016\u0002", "NotTls", TestName = "Another major version")]
    [TestCase("\0\0\0\u0008\u0004\u00D2\u0016\u002F", "NotTls", TestName = "A request of PostgreSQL for TLS")]
    [TestCase("\u0016\u0003\u0001\0\0", "Malformed", TestName = "An empty record")]
    [TestCase("\u0016\u0003\u0001\u0040\u0001", "Malformed", TestName = "A record that is too large")]
    [TestCase("\u0016\u0003\u0001\0\u0005\u0002", "Malformed", TestName = "A ServerHello")]
    [TestCase("\u0016\u0003\u0001\0\u0005\u0001\u0003\0\0", "Malformed", TestName = "A hello larger than one can be")]
    [TestCase("\u0016\u0003\u0001\0\u0001\u0001\u0017", "Malformed", TestName = "Data in the middle of a hello")]
    [TestCase("\u0016\u0003\u0001\0\u0001\u0001\u0016\u0004", "Malformed", TestName = "A record of another version")]
    [TestCase("\u0016\u0003\u0001\0\u0006\u0001\0\0\u0002\u0003\u0003", "Malformed", TestName = "Too short")]
    [TestCase("", "Incomplete")]
    [TestCase("\u0016\u0003\u0001\0\u0005\u0001\0\0", "Incomplete", TestName = "A header")]
    public void Other_bytes_are_recognised_as_soon_as_they_show_it(string text, string state)
    {
        byte[] bytes = [.. text.Select(c => (byte)c)];
        Assert.That(Hellos.Read(bytes), Is.EqualTo(state));
        Assert.That(Hellos.ReadInSteps(bytes, Enumerable.Range(0, bytes.Length + 1)), Is.EqualTo(state));
        if (bytes.Length > 0) Assert.That(Hellos.Read(bytes[..^1]), Is.EqualTo("Incomplete").Or.EqualTo(state));
    }

    [Test]
    public void A_hello_that_is_larger_than_allowed_is_refused_by_its_length()
    {
        var bytes = Usual.WithKeyShare(2000).Records();
        Assert.That(Hellos.Read(bytes[..9], sizeMax: 1024), Is.EqualTo("TooLarge"));
        Assert.That(Hellos.Read(bytes, sizeMax: bytes.Length), Is.EqualTo(Asked));
    }

    /// <summary>Hellos with bytes changed: an answer, and the same one in any pieces.</summary>
    [Test]
    public void Damaged_hellos_are_answered_the_same_in_any_pieces()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Usual.Records(fragment: 1 + random.Next(300));
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var steps = Enumerable.Range(0, 6).Select(_ => random.Next(bytes.Length)).Order().Append(bytes.Length);
            Assert.That(
                Hellos.ReadInSteps(bytes, steps), Is.EqualTo(Hellos.ReadInSteps(bytes, [bytes.Length])),
                $"seed {seed}, round {i}");
        }
    }
}
