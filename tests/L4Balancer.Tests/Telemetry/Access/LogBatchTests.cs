using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>The content of a line.</summary>
internal sealed class LogBatchTests
{
    private static readonly DateTimeOffset Noon =
        new DateTimeOffset(2026, 1, 31, 13, 0, 0, TimeSpan.FromHours(1)).AddTicks(1_234_567);

    private static readonly string[] NullWhenMissing =
        ["via", "server_name", "pool", "backend", "last_tried", "connect_ms", "reason", "ended_by", "how"];

    private LogBatch _batch = null!;

    [SetUp]
    public void Begin() => _batch = new LogBatch();

    [TearDown]
    public void End() => _batch.Dispose();

    [Test]
    public void A_line_has_every_field_in_order()
    {
        _batch.Add(Records.Ended(0x2af) with { LastTried = Records.Backend, Retries = 1 }, Noon);
        Assert.That(Line(), Is.EqualTo(
            """
            {"time":"2026-01-31T12:00:00.123456Z","event":"end","id":"2af","client":"10.0.0.7:51234",
            "via":null,"server_name":null,"listener":"mysql","pool":"db","backend":"10.0.1.11:3306",
            "last_tried":"10.0.1.11:3306","retries":1,"wait_ms":0,"connect_ms":0.183,"duration_ms":1500,
            "bytes_up":812,"bytes_down":90211,"reason":"client-closed","ended_by":"client","how":"fin"}
            """.ReplaceLineEndings("")));
    }

    [Test]
    public void Missing_values_of_a_session_are_null()
    {
        _batch.Add(
            new SessionRecord
            {
                Id = 1,
                Moment = SessionMoment.Running,
                Age = 0,
                ConnectMicroseconds = -1,
                Listener = "l",
                Pool = "",
                Client = new ClientAddress([], 0),
            },
            Noon);
        var line = Records.Parse(Line());
        Assert.That(line.Text("event"), Is.EqualTo("running"));
        Assert.That(line.Text("client"), Is.EqualTo("unix"));
        foreach (var name in NullWhenMissing)
            Assert.That(line.GetProperty(name).ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null), name);
    }

    [TestCase("with \"quotes\" and \\")]
    [TestCase("line\nbreak\r\t\0")]
    [TestCase("Größe, 名前, \u2028, \U0001F600")]
    public void An_odd_name_is_valid_JSON_on_one_line(string name) => IsWrittenAs(name, name);

    [Test]
    public void Half_a_character_is_replaced() => IsWrittenAs(new string('\ud800', 1), "\ufffd");

    private void IsWrittenAs(string name, string read)
    {
        var backend = NetAddress.FromUnix("/run/" + name);
        _batch.Add(Records.Ended(1) with { Listener = name, Pool = name, Backend = backend }, Noon);
        var line = Line();
        Assert.That(line, Does.Not.Contain("\n"));
        Assert.That(Records.Parse(line).Text("listener"), Is.EqualTo(read));
        Assert.That(Records.Parse(line).Text("pool"), Is.EqualTo(read));
        Assert.That(Records.Parse(line).Text("backend"), Is.EqualTo("unix:/run/" + read));
    }

    [TestCase("10.0.0.7", 1, "10.0.0.7:1")]
    [TestCase("::ffff:10.0.0.7", 65535, "10.0.0.7:65535")]
    [TestCase("2001:db8:1111:2222:3333:4444:5555:6666", 65535, "[2001:db8:1111:2222:3333:4444:5555:6666]:65535")]
    public void A_client_is_written_like_its_text(string ip, int port, string text)
    {
        var client = new ClientAddress(System.Net.IPAddress.Parse(ip).GetAddressBytes(), port);
        Assert.That(client.ToString(), Is.EqualTo(text));
        _batch.Add(Records.Ended(1) with { Client = client }, Noon);
        Assert.That(Records.Parse(Line()).Text("client"), Is.EqualTo(text));
    }

    [TestCase("10.0.0.9", "10.0.0.9:443")]
    [TestCase("2001:db8::9", "[2001:db8::9]:443")]
    [TestCase(null, "unix")]
    public void The_proxy_of_a_client_is_in_the_line(string? ip, string text)
    {
        var proxy = ip is null ? default : new ClientAddress(System.Net.IPAddress.Parse(ip).GetAddressBytes(), 443);
        _batch.Add(Records.Ended(1) with { Facts = new ClientFacts { Proxy = proxy } }, Noon);
        Assert.That(Records.Parse(Line()).Text("via"), Is.EqualTo(text));
    }

    [TestCase("db.example.com")]
    [TestCase("\u0001\"\\")]
    public void The_name_that_a_client_asked_for_is_in_the_line(string name)
    {
        _batch.Add(Records.Ended(1) with { Facts = new ClientFacts { ServerName = name } }, Noon);
        Assert.That(Records.Parse(Line()).Text("server_name"), Is.EqualTo(name));
    }

    [Test]
    public void Dropped_lines_are_reported_by_a_line()
    {
        _batch.AddDropped(17, Noon);
        Assert.That(
            Line(), Is.EqualTo("""{"time":"2026-01-31T12:00:00.123456Z","event":"dropped","count":17}"""));
    }

    [Test]
    public void A_full_batch_fits_into_one_write()
    {
        var facts = new ClientFacts { ServerName = new string('\u007f', Limits.ServerNameMax) };
        while (!_batch.IsFull) _batch.Add(Records.Ended((ulong)_batch.Count) with { Facts = facts }, Noon);
        Assert.That(_batch.Lines.Length, Is.InRange(Limits.AccessLogBatchBytes / 2, Limits.AccessLogBatchBytes));
        Assert.That(_batch.Lines.Count((byte)'\n'), Is.EqualTo(_batch.Count));
        _batch.Clear();
        Assert.That(_batch.Lines.Length, Is.Zero);
        Assert.That(_batch.Count, Is.Zero);
    }

    private string Line()
    {
        var text = Encoding.UTF8.GetString(_batch.Lines);
        Assert.That(text, Does.EndWith("\n"));
        return text[..^1];
    }
}
