using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;
using static L4Balancer.Tests.DataPlane.Protocols.MySqlBytes;

namespace L4Balancer.Tests.DataPlane.Protocols;

/// <summary>With the ends of result sets of both kinds: EOF packets, and OK packets in place of them.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class MySqlObserverTests(bool hasNoEof)
{
    private const SessionRest Busy = SessionRest.Busy;
    private const SessionRest Idle = SessionRest.Idle;
    private const SessionRest Unknown = SessionRest.Unknown;

    private const int Auto = 2;
    private const int InTransaction = 1 | Auto;
    private const int More = 8 | Auto;

    [Test]
    public void A_session_rests_after_an_answer_outside_a_transaction() => Check(LoggedIn()
        .Client(Query("BEGIN")).Server(Ok(1, InTransaction), Busy)
        .Client(Query("SELECT 1")).Server([.. Columns(2), .. Row(2), .. Row(3)], Busy)
        .Server(End(4, InTransaction), Busy)
        .Client(Query("COMMIT")).Server(Ok(1, Auto))
        .Client(Command(0x0E)).Server(Ok(1, Auto)).Client(Command(0x09)).Server(Packet(1, "Uptime: 1"))
        .Client(Command(0x1B, "\0\0")).Server(Packet(1, "\u00FE\0\0\u0002\0")));

    [Test]
    public void Every_result_of_many_is_awaited() => Check(LoggedIn()
        .Client(Query("CALL p()")).Server([.. Columns(1), .. Row(4), .. End(5, More)], Busy)
        .Server(Ok(6, More), Busy).Server([.. Columns(1), .. End(9, More)], Busy).Server(Ok(10, Auto)));

    [Test]
    public void A_cursor_keeps_it_busy_until_its_last_row() => Check(LoggedIn()
        .Client(Command(0x16, "SELECT ?")).Server(Prepared(columns: 1, parameters: 1))
        .Client(Command(0x17, "\u0001\0\0\0")).Server(ColumnsOfCursor(), Busy)
        .Client(Command(0x1C, "\u0001\0\0\0")).Server([.. Row(1), .. End(2, 0x40 | Auto)], Busy)
        .Client(Command(0x1C, "\u0001\0\0\0")).Server([.. Row(1), .. End(2, 0xC0 | Auto)])
        .Client(Command(0x19, "\u0001\0\0\0"), Idle));

    [Test]
    public void Long_data_has_no_answer_and_belongs_to_the_statement_that_follows() => Check(LoggedIn()
        .Client(Command(0x18, "\u0001\0\0\0\0\0data")).Client(Command(0x18, "\u0001\0\0\0\0\0more"))
        .Client(Command(0x17, "\u0001\0\0\0")).Server(Ok(1, Auto)));

    [Test]
    public void A_local_file_is_sent_before_the_answer() => Check(LoggedIn()
        .Client(Query("LOAD DATA LOCAL")).Server(Packet(1, "\u00FBfile"), Busy)
        .Client([.. Packet(2, "a line"), .. Packet(0, "another"), .. Packet(1, "")]).Server(Ok(2, Auto)));

    [Test]
    public void Commands_that_are_pipelined_are_answered_in_order() => Check(LoggedIn()
        .Client([.. Command(0x1F), .. Query("SELECT 1"), .. Command(0x16, "x")])
        .Server(Ok(1, Auto), Busy).Server([.. Columns(1), .. End(4, Auto)], Busy).Server(Prepared(0, 0)));

    [Test]
    public void Too_many_commands_are_given_up()
    {
        var script = LoggedIn();
        for (var i = 0; i < 16; i++) script.Client(Command(0x0E));
        Check(script.Client(Command(0x0E), Unknown));
    }

    [Test]
    public void An_error_of_a_statement_that_can_open_a_transaction_hides_the_status() => Check(LoggedIn()
        .Client(Query(" insert into t")).Server(Error(1062))
        .Client(Query("CALL p()")).Server(Error(1062), Busy).Client(Query("SELECT 1")).Server(Error(1), Busy)
        .Client(Command(0x0E)).Server(Ok(1, Auto))
        .Client(Query("BEGIN")).Server(Ok(1, InTransaction), Busy).Client(Query("SELECT 1")).Server(Error(1), Busy)
        .Client(Query("ROLLBACK")).Server(Ok(1, Auto))
        .Client(Query("SET autocommit=0")).Server(Ok(1, 0)).Client(Query("SELECT 1")).Server(Error(1), Busy));

    [Test]
    public void Reports_of_progress_are_no_answer() => Check(LoggedIn()
        .Client(Query("ALTER TABLE t")).Server(Error(0xFFFF), Busy).Server(Ok(3, Auto)));

    [Test]
    public void A_change_of_the_user_is_a_login() => Check(LoggedIn()
        .Client(Command(0x11, "root\0")).Server(Packet(1, "\u00FEplugin\0salt"), Busy)
        .Client(Packet(2, "proof")).Server(Packet(3, "\u0001\u0003"), Busy).Server(Ok(4, Auto)));

    [Test]
    public void Columns_that_are_not_described_again_are_not_awaited() => Check(LoggedIn()
        .Client(Command(0x17, "\u0001\0\0\0"))
        .Server([.. Packet(1, "\u0001\0"), .. hasNoEof ? [] : Packet(2, "\u00FE\0\0\u0002\0"), .. Row(3)], Busy)
        .Server(End(4, Auto)));

    [Test]
    public void A_packet_of_16_MiB_goes_on_in_the_next_one()
    {
        var observer = new MySqlObserver();
        LoggedIn().PlayTo(observer);
        var full = new byte[4 + 0xFF_FFFF];
        (full[0], full[1], full[2], full[4]) = (0xFF, 0xFF, 0xFF, 0x03);
        observer.Watch(true, full);
        observer.Watch(true, Packet(1, "the rest"));
        full[4] = 0xFE; // A row with a value of at least 16 MiB begins like the end of the rows.
        observer.Watch(false, Columns(1));
        observer.Watch(false, full);
        observer.Watch(false, Packet(9, ""));
        Assert.That(observer.Rest, Is.EqualTo(Busy));
        observer.Watch(false, End(10, Auto));
        Assert.That(observer.Rest, Is.EqualTo(Idle));
    }

    [Test]
    public void What_cannot_be_followed_is_given_up()
    {
        const int Ssl = 1 << 11, Compress = 1 << 5;
        Check(new Script().Server(Greeting(), Busy).Client(Hello(Ssl), Unknown).Client("\u0016\u0003", Unknown));
        Check(new Script().Server(Greeting(), Busy).Client(Hello(Compress), Unknown));
        Check(new Script().Server(Error(1040), Unknown));
        Check(new Script().Client("GET / HTTP", Unknown));
        Check(LoggedIn().Client(Command(0x01), Unknown));
        Check(LoggedIn().Client(Command(0x55), Unknown));
        Check(LoggedIn().Client(Command(0x12, "binlog"), Busy).Server(Packet(1, "\0event"), Busy));
        Check(LoggedIn().Server(Error(4031), Unknown));
    }

    private Script LoggedIn() => new Script()
        .Server(Greeting(), Busy).Client(Hello(hasNoEof ? 1 << 24 : 0)).Server(Packet(2, "\u00FEplugin\0salt"), Busy)
        .Client(Packet(3, "proof")).Server(Packet(4, "\u0001\u0004"), Busy).Server(Ok(5, Auto));

    private byte[] Columns(int columns)
    {
        var bytes = new List<byte>(Packet(1, $"{(char)columns}"));
        for (var i = 0; i < columns; i++) bytes.AddRange(Packet(2 + i, "\u0003def"));
        if (!hasNoEof) bytes.AddRange(Packet(9, "\u00FE\0\0\u0002\0"));
        return [.. bytes];
    }

    private byte[] ColumnsOfCursor() =>
    [
        .. Packet(1, "\u0001"), .. Packet(2, "\u0003def"),
        .. hasNoEof ? End(3, 0x40 | Auto) : Packet(3, "\u00FE\0\0\u0042\0"),
    ];

    private byte[] Prepared(int columns, int parameters)
    {
        var bytes = new List<byte>(Packet(1, $"\0\u0001\0\0\0{(char)columns}\0{(char)parameters}\0\0\0\0"));
        foreach (var count in (int[])[parameters, columns])
        {
            for (var i = 0; i < count; i++) bytes.AddRange(Packet(2, "\u0003def"));
            if (count > 0 && !hasNoEof) bytes.AddRange(Packet(2, "\u00FE\0\0\u0002\0"));
        }

        return [.. bytes];
    }

    private byte[] End(int sequence, int status) => hasNoEof
        ? Packet(sequence, $"\u00FE\0\0{(char)(status & 0xFF)}{(char)(status >> 8)}\0\0")
        : Packet(sequence, $"\u00FE\0\0{(char)(status & 0xFF)}{(char)(status >> 8)}");

    private static void Check(Script script) => script.Check(() => new MySqlObserver());
}
